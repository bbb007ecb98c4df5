import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { MeetingSelect } from '../closeout/MeetingSelect.tsx';
import { useFindingCommand } from '../finding-context.ts';

/** The leading group reopens a closed finding (rule 6). */
export const ReopenDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { send, params, pending, error } = useFindingCommand('findings.reopen');
  return (
    <FormDialog<{ reason: string; meetingId?: string }>
      open
      danger
      title={t('finding.reopen')}
      hint={t('finding.reopenHint')}
      pending={pending}
      error={error}
      onClose={onClose}
      onSubmit={(body) =>
        send({ params, body }, () => {
          toast.success(t('finding.reopened'));
          onClose();
        })
      }
    >
      <Form.Item
        name="reason"
        label={t('field.reason')}
        rules={[{ required: true, whitespace: true, message: t('validation.required') }]}
      >
        <Input.TextArea rows={4} maxLength={1000} showCount />
      </Form.Item>
      <Form.Item name="meetingId" label={t('finding.reopenMeeting')}>
        <MeetingSelect />
      </Form.Item>
    </FormDialog>
  );
};
