import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { AFTER_FINDING } from '../../../api/refresh.ts';
import type { FindingRow } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { useToast } from '../../../components/use-toast.ts';

interface Values {
  readonly into: { title: string; text: string; category?: string };
  readonly reason: string;
}

interface Props {
  readonly tenantId: string;
  readonly findings: readonly FindingRow[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Joins findings that say the same (D07). */
export const MergeDialog = ({ tenantId, findings, onClose, onDone }: Props) => {
  const { t } = useTranslation();
  const toast = useToast();
  const merge = useCommand('findings.merge', AFTER_FINDING);
  const required = { required: true, whitespace: true, message: t('validation.required') };
  return (
    <FormDialog<Values>
      open
      title={t('merge.title')}
      subject={findings.map(({ id }) => id).join(' ')}
      hint={
        <>
          <p>{t('merge.hint')}</p>
          <ul>
            {findings.map(({ id, no, title }) => (
              <li key={id}>
                {no} {title}
              </li>
            ))}
          </ul>
        </>
      }
      pending={merge.isPending}
      error={merge.error}
      onClose={onClose}
      initialValues={{ into: { title: findings[0]?.title ?? '', text: '' } }}
      onSubmit={(values) =>
        merge.mutate(
          { params: { tenantId }, body: { ...values, findingIds: findings.map(({ id }) => id) } },
          {
            onSuccess: () => {
              toast.success(t('merge.done'));
              onDone();
            },
          },
        )
      }
    >
      <Form.Item name={['into', 'title']} label={t('merge.into')} rules={[required]}>
        <Input maxLength={40} showCount />
      </Form.Item>
      <Form.Item name={['into', 'text']} label={t('merge.text')} rules={[required]}>
        <Input.TextArea rows={4} maxLength={4000} showCount />
      </Form.Item>
      <Form.Item name={['into', 'category']} label={t('field.category')}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="reason" label={t('field.reason')} rules={[required]}>
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
    </FormDialog>
  );
};
