import type { OutputOf } from '@xuncha/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { MatterStepDialog } from '../matters/MatterStepDialog.tsx';
import { CheckFields, FileChoice, TextField, unusedFiles } from '../matters/step-fields.tsx';

export type AssignmentDetail = OutputOf<'assignments.get'>;
export type AssignmentStep = 'assignments.report' | 'assignments.check' | 'assignments.withdraw';

interface Props {
  readonly detail: AssignmentDetail;
  readonly onClose: () => void;
}

const REFRESH = [
  'assignments.get',
  'assignments.list',
  'unitMeetings.get',
  'meetingYears.get',
  'matters.ofFinding',
  'inbox.list',
] as const;

const paramsOf = ({ assignment }: AssignmentDetail) => ({
  tenantId: assignment.tenantId,
  assignmentId: assignment.id,
});

const Report = ({ detail, onClose }: Props) => {
  const { t } = useTranslation();
  const own = unusedFiles(detail.files, 'result', detail.assignment.reports);
  return (
    <MatterStepDialog<'assignments.report', { text: string; fileIds?: string[] }>
      operation="assignments.report"
      title={t('unitMeetings.assignment.step.report')}
      refresh={REFRESH}
      initialValues={{ fileIds: own.map(({ id }) => id) }}
      toInput={({ text, fileIds = [] }) => ({ params: paramsOf(detail), body: { text, fileIds } })}
      onClose={onClose}
    >
      <TextField name="text" label={t('unitMeetings.assignment.result')} max={4000} />
      {own.length > 0 ? <FileChoice files={own} /> : null}
    </MatterStepDialog>
  );
};

const Check = ({ detail, onClose }: Props) => {
  const { t } = useTranslation();
  const no = detail.assignment.reports.at(-1)?.no ?? 1;
  return (
    <MatterStepDialog<'assignments.check', { outcome: 'accepted' | 'returned'; reason?: string }>
      operation="assignments.check"
      title={t('unitMeetings.assignment.step.check')}
      refresh={REFRESH}
      initialValues={{ outcome: 'accepted' }}
      toInput={({ outcome, reason }) => ({
        params: paramsOf(detail),
        body: { no, outcome, ...(reason?.trim() ? { reason } : {}) },
      })}
      onClose={onClose}
    >
      <CheckFields />
    </MatterStepDialog>
  );
};

const Withdraw = ({ detail, onClose }: Props) => {
  const { t } = useTranslation();
  return (
    <MatterStepDialog<'assignments.withdraw', { reason: string }>
      danger
      operation="assignments.withdraw"
      title={t('unitMeetings.assignment.step.withdraw')}
      refresh={REFRESH}
      toInput={(body) => ({ params: paramsOf(detail), body })}
      onClose={onClose}
    >
      <TextField name="reason" label={t('field.reason')} />
    </MatterStepDialog>
  );
};

const DIALOGS: Readonly<Record<AssignmentStep, (props: Props) => ReactNode>> = {
  'assignments.report': Report,
  'assignments.check': Check,
  'assignments.withdraw': Withdraw,
};

export const isAssignmentStep = (operation: string): operation is AssignmentStep =>
  Object.hasOwn(DIALOGS, operation);

export const AssignmentStepDialog = ({ step, ...props }: Props & { readonly step: AssignmentStep }) => {
  const Dialog = DIALOGS[step];
  return <Dialog {...props} />;
};
