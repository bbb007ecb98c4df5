import type { CallInput, OperationId, OutputOf } from '@xuncha/contracts';
import { Form } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DateInput } from '../../../components/DateInput.tsx';
import { MatterStepDialog } from '../matters/MatterStepDialog.tsx';
import { CheckFields, FileChoice, TextField, unusedFiles } from '../matters/step-fields.tsx';

export type TalkDetail = OutputOf<'talks.get'>;
export type TalkStep = 'talks.hold' | 'talks.state' | 'talks.check' | 'talks.cancel';

interface StepProps {
  readonly detail: TalkDetail;
  readonly onClose: () => void;
}
interface TalkParams {
  readonly tenantId: string;
  readonly talkId: string;
}

const Step = <Id extends TalkStep, Values extends object>({
  detail,
  toInput,
  ...rest
}: StepProps & {
  readonly operation: Id;
  readonly hint?: ReactNode;
  readonly danger?: boolean;
  readonly initialValues?: Partial<Values>;
  readonly toInput: (params: TalkParams, values: Values) => CallInput<Id>;
  readonly children: ReactNode;
}) => {
  const { t } = useTranslation();
  const { tenantId, id: talkId } = detail.talk;
  return (
    <MatterStepDialog<Id, Values>
      {...rest}
      title={t(`talks.step.${rest.operation.slice(6) as 'hold'}`)}
      refresh={['talks.get', 'talks.list', 'matters.ofFinding', 'inbox.list'] satisfies OperationId[]}
      toInput={(values) => toInput({ tenantId, talkId }, values)}
    />
  );
};

const Hold = (props: StepProps) => {
  const { t } = useTranslation();
  return (
    <Step<'talks.hold', { heldOn: string; points: string }>
      {...props}
      operation="talks.hold"
      hint={t('talks.holdHint')}
      initialValues={{ heldOn: props.detail.talk.date }}
      toInput={(params, body) => ({ params, body })}
    >
      <Form.Item
        name="heldOn"
        label={t('talks.date')}
        rules={[{ required: true, message: t('validation.required') }]}
      >
        <DateInput />
      </Form.Item>
      <TextField name="points" label={t('talks.points')} max={4000} />
    </Step>
  );
};

const State = (props: StepProps) => {
  const { t } = useTranslation();
  const { talk, files } = props.detail;
  const own = unusedFiles(files, 'statement', talk.statements);
  return (
    <Step<'talks.state', { text: string; fileIds?: string[] }>
      {...props}
      operation="talks.state"
      initialValues={{ fileIds: own.map(({ id }) => id) }}
      toInput={(params, { text, fileIds = [] }) => ({ params, body: { text, fileIds } })}
    >
      <TextField name="text" label={t('talks.statementText')} max={4000} />
      <FileChoice files={own} />
    </Step>
  );
};

const Check = (props: StepProps) => {
  const no = props.detail.talk.statements.at(-1)?.no ?? 1;
  return (
    <Step<'talks.check', { outcome: 'accepted' | 'returned'; reason?: string }>
      {...props}
      operation="talks.check"
      initialValues={{ outcome: 'accepted' }}
      toInput={(params, { outcome, reason }) => ({
        params,
        body: { no, outcome, ...(reason?.trim() ? { reason } : {}) },
      })}
    >
      <CheckFields />
    </Step>
  );
};

const Cancel = (props: StepProps) => {
  const { t } = useTranslation();
  return (
    <Step<'talks.cancel', { reason: string }>
      {...props}
      danger
      operation="talks.cancel"
      toInput={(params, body) => ({ params, body })}
    >
      <TextField name="reason" label={t('field.reason')} />
    </Step>
  );
};

const DIALOGS: Readonly<Record<TalkStep, (props: StepProps) => ReactNode>> = {
  'talks.hold': Hold,
  'talks.state': State,
  'talks.check': Check,
  'talks.cancel': Cancel,
};

export const isTalkStep = (operation: string): operation is TalkStep => Object.hasOwn(DIALOGS, operation);

export const TalkStepDialog = ({ step, ...props }: StepProps & { readonly step: TalkStep }) => {
  const Dialog = DIALOGS[step];
  return <Dialog {...props} />;
};
