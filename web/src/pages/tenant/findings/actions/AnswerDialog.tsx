import { Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { useFinding, useFindingCommand } from '../finding-context.ts';

interface Values {
  readonly outcome: 'maintained' | 'accepted';
  readonly reason: string;
}

/** The inspection office answers an objection. */
export const AnswerDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { detail } = useFinding();
  const { send, params, pending, error } = useFindingCommand('findings.answerObjection');
  return (
    <FormDialog<Values>
      open
      title={t('finding.answer')}
      hint={
        <>
          <strong>{t('finding.objection')}：</strong>
          {detail.body.objection?.reason}
        </>
      }
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={(body) =>
        send({ params, body }, () => {
          toast.success(t('finding.answered'));
          onClose();
        })
      }
    >
      <Form.Item
        name="outcome"
        label={t('finding.answerOutcome')}
        rules={[{ required: true, message: t('validation.requiredChoice') }]}
      >
        <Radio.Group
          options={[
            { value: 'maintained', label: t('finding.maintained') },
            { value: 'accepted', label: t('finding.accepted') },
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
