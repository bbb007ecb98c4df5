import type { OutputOf } from '@xuncha/contracts';
import { Checkbox, Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';

type MatterFile = OutputOf<'matterFiles.get'>;

export const TextField = ({
  name,
  label,
  required = true,
  max = 1000,
}: {
  readonly name: string;
  readonly label: string;
  readonly required?: boolean;
  readonly max?: number;
}) => {
  const { t } = useTranslation();
  return (
    <Form.Item
      name={name}
      label={label}
      rules={[{ required, whitespace: required, message: t('validation.required') }]}
    >
      <Input.TextArea rows={5} maxLength={max} showCount />
    </Form.Item>
  );
};

/** Verified files of the purpose that no earlier step has named. */
export const unusedFiles = (
  files: readonly MatterFile[],
  purpose: string,
  steps: readonly { readonly fileIds: readonly string[] }[],
): MatterFile[] => {
  const used = new Set(steps.flatMap(({ fileIds }) => fileIds));
  return files.filter((file) => file.purpose === purpose && file.status === 'verified' && !used.has(file.id));
};

export const FileChoice = ({ files }: { readonly files: readonly MatterFile[] }) => {
  const { t } = useTranslation();
  return (
    <Form.Item name="fileIds" label={t('orders.files')} extra={t('orders.filesHint')}>
      <Checkbox.Group
        className="stacked"
        options={files.map(({ id, fileName }) => ({ value: id, label: fileName }))}
      />
    </Form.Item>
  );
};

/** Accepted or returned, with the opinion. */
export const CheckFields = () => {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="outcome" label={t('orders.outcome')}>
        <Radio.Group
          options={(['accepted', 'returned'] as const).map((value) => ({
            value,
            label: t(`orders.checked.${value}`),
          }))}
        />
      </Form.Item>
      <TextField name="reason" label={t('orders.checkReason')} required={false} />
    </>
  );
};
