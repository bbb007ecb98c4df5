import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { CommandDialog } from '../../../components/CommandDialog.tsx';
import { DateInput } from '../../../components/DateInput.tsx';
import { businessToday } from '../../../components/dates.ts';
import { TextField } from '../matters/step-fields.tsx';
import { BatchField } from './BatchField.tsx';
import { TaskFields, type TaskValues, taskOf } from './TaskFields.tsx';

interface Values extends TaskValues {
  readonly leader: string;
  readonly date: string;
  readonly what: string;
  readonly batchId?: string;
}

/** Records a leader's written instruction (A05). */
export const RecordInstructionDialog = ({
  tenantId,
  onClose,
}: {
  readonly tenantId: string;
  readonly onClose: () => void;
}) => {
  const { t } = useTranslation();
  const required = [{ required: true, message: t('validation.required') }];
  return (
    <CommandDialog<'instructions.record', Values>
      operation="instructions.record"
      title={t('unitMeetings.recordInstruction')}
      hint={t('unitMeetings.instructionHint')}
      refresh={['assignments.list', 'meetingYears.get', 'inbox.list']}
      initialValues={{ date: businessToday() }}
      toInput={({ batchId, ...values }) => ({
        params: { tenantId },
        body: { ...taskOf(values), ...(batchId ? { batchId } : {}) },
      })}
      onClose={onClose}
    >
      <Form.Item
        name="leader"
        label={t('unitMeetings.leader')}
        extra={t('unitMeetings.leaderHint')}
        rules={required}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="date" label={t('unitMeetings.instructionDate')} rules={required}>
        <DateInput />
      </Form.Item>
      <TextField name="what" label={t('unitMeetings.instructionText')} max={2000} />
      <TaskFields tenantId={tenantId} dueLabel={t('unitMeetings.feedbackDue')} />
      <BatchField tenantId={tenantId} />
    </CommandDialog>
  );
};
