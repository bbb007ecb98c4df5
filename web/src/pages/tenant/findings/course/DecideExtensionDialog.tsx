import { Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { useFinding, useFindingCommand } from '../finding-context.ts';

interface Values {
  readonly outcome: 'approved' | 'refused';
  readonly reason: string;
}

/** The office approves another date or keeps the old one, with a reason. */
export const DecideExtensionDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { extension } = useFinding().detail.finding;
  const { send, params, pending, error } = useFindingCommand('extensions.decide');
  if (!extension) return null;
  return (
    <FormDialog<Values>
      open
      title={t('course.decide')}
      hint={t('course.moved', { from: extension.from, to: extension.to })}
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={(body) =>
        send({ params: { ...params, extensionId: extension.id }, body }, () => {
          toast.success(t('course.decided'));
          onClose();
        })
      }
    >
      <Form.Item
        name="outcome"
        label={t('course.outcome')}
        rules={[{ required: true, message: t('validation.required') }]}
      >
        <Radio.Group
          options={[
            { value: 'approved', label: t('course.approve') },
            { value: 'refused', label: t('course.refuse') },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('field.reason')}
        rules={[{ required: true, whitespace: true, message: t('validation.required') }]}
      >
        <Input.TextArea rows={4} maxLength={1000} showCount />
      </Form.Item>
    </FormDialog>
  );
};
