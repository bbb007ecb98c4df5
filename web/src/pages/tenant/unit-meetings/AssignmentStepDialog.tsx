import type { OperationId, OutputOf } from '@xuncha/contracts';
import { useTranslation } from 'react-i18next';
import { AnswerStep, CheckStep, ReasonStep } from '../matters/step-dialogs.tsx';
import { unusedFiles } from '../matters/step-fields.tsx';

export type AssignmentDetail = OutputOf<'assignments.get'>;

const STEPS = ['assignments.report', 'assignments.check', 'assignments.withdraw'] as const;
export type AssignmentStep = (typeof STEPS)[number];

export const isAssignmentStep = (operation: string): operation is AssignmentStep =>
  STEPS.some((step) => step === operation);

const AFTER: readonly OperationId[] = [
  'assignments.get',
  'assignments.list',
  'unitMeetings.get',
  'meetingYears.get',
  'matters.ofFinding',
  'inbox.list',
];

interface Props {
  readonly step: AssignmentStep;
  readonly detail: AssignmentDetail;
  readonly onClose: () => void;
}

/** The form of one step of an agreed action or an instruction. */
export const AssignmentStepDialog = ({ step, detail, onClose }: Props) => {
  const { t } = useTranslation();
  const { assignment, files } = detail;
  const params = { tenantId: assignment.tenantId, assignmentId: assignment.id };
  const title = t(`unitMeetings.assignment.step.${step.slice(12) as 'report'}`);
  const shared = { title, refresh: AFTER, onClose };
  switch (step) {
    case 'assignments.report':
      return (
        <AnswerStep
          {...shared}
          operation={step}
          label={t('unitMeetings.assignment.result')}
          files={unusedFiles(files, 'result', assignment.reports)}
          toInput={(body) => ({ params, body })}
        />
      );
    case 'assignments.check': {
      const no = assignment.reports.at(-1)?.no ?? 1;
      return (
        <CheckStep {...shared} operation={step} toInput={(check) => ({ params, body: { no, ...check } })} />
      );
    }
    case 'assignments.withdraw':
      return <ReasonStep {...shared} danger operation={step} toInput={(body) => ({ params, body })} />;
  }
};
