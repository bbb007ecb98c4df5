import type { OperationId, OutputOf } from '@xuncha/contracts';
import { useTranslation } from 'react-i18next';
import { CommandDialog } from '../../../components/CommandDialog.tsx';
import { DateInput } from '../../../components/DateInput.tsx';
import { HelpedItem } from '../../../components/FieldHelp.tsx';
import { AnswerStep, CheckStep, ReasonStep } from '../matters/step-dialogs.tsx';
import { TextField, unusedFiles } from '../matters/step-fields.tsx';

export type TalkDetail = OutputOf<'talks.get'>;

const STEPS = ['talks.hold', 'talks.state', 'talks.check', 'talks.cancel'] as const;
export type TalkStep = (typeof STEPS)[number];

export const isTalkStep = (operation: string): operation is TalkStep =>
  STEPS.some((step) => step === operation);

const AFTER: readonly OperationId[] = ['talks.get', 'talks.list', 'matters.ofFinding', 'inbox.list'];

interface Props {
  readonly step: TalkStep;
  readonly detail: TalkDetail;
  readonly onClose: () => void;
}

/** The form of one step of a talk. */
export const TalkStepDialog = ({ step, detail, onClose }: Props) => {
  const { t } = useTranslation();
  const { talk, files } = detail;
  const params = { tenantId: talk.tenantId, talkId: talk.id };
  const shared = { title: t(`talks.step.${step.slice(6) as 'hold'}`), refresh: AFTER, onClose };
  switch (step) {
    case 'talks.hold':
      return (
        <CommandDialog<typeof step, { heldOn: string; points: string }>
          {...shared}
          operation={step}
          hint={t('talks.holdHint')}
          initialValues={{ heldOn: talk.date }}
          toInput={(body) => ({ params, body })}
        >
          <HelpedItem
            rule="talkHeld"
            name="heldOn"
            label={t('talks.date')}
            rules={[{ required: true, message: t('validation.required') }]}
          >
            <DateInput />
          </HelpedItem>
          <TextField name="points" label={t('talks.points')} max={4000} />
        </CommandDialog>
      );
    case 'talks.state':
      return (
        <AnswerStep
          {...shared}
          operation={step}
          label={t('talks.statementText')}
          files={unusedFiles(files, 'statement', talk.statements)}
          toInput={(body) => ({ params, body })}
        />
      );
    case 'talks.check': {
      const no = talk.statements.at(-1)?.no ?? 1;
      return (
        <CheckStep {...shared} operation={step} toInput={(check) => ({ params, body: { no, ...check } })} />
      );
    }
    case 'talks.cancel':
      return <ReasonStep {...shared} danger operation={step} toInput={(body) => ({ params, body })} />;
  }
};
