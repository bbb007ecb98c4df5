import type { CallInput, OperationId } from '@xuncha/contracts';
import { Form, Radio } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { MatterStepDialog } from '../matters/MatterStepDialog.tsx';
import { CheckFields, FileChoice, TextField, unusedFiles } from '../matters/step-fields.tsx';
import type { OrderDetail } from './order-state.tsx';

export type OrderStep =
  | 'orders.reply'
  | 'orders.check'
  | 'orders.withdraw'
  | 'orders.putUp'
  | 'orders.askLifting'
  | 'orders.decideLifting';

const AFTER: readonly OperationId[] = ['orders.get', 'orders.list', 'matters.ofFinding', 'inbox.list'];

interface OrderParams {
  readonly tenantId: string;
  readonly orderId: string;
}

interface StepProps {
  readonly detail: OrderDetail;
  readonly onClose: () => void;
}

const Step = <Id extends OrderStep, Values extends object>({
  detail,
  toInput,
  ...rest
}: StepProps & {
  readonly operation: Id;
  readonly hint?: ReactNode;
  readonly danger?: boolean;
  readonly initialValues?: Partial<Values>;
  readonly toInput: (params: OrderParams, values: Values) => CallInput<Id>;
  readonly children: ReactNode;
}) => {
  const { t } = useTranslation();
  const { tenantId, id: orderId } = detail.order;
  return (
    <MatterStepDialog<Id, Values>
      {...rest}
      title={t(`orders.step.${rest.operation.slice(7) as 'reply'}`)}
      refresh={AFTER}
      toInput={(values) => toInput({ tenantId, orderId }, values)}
    />
  );
};

const filesFor = ({ order, files }: OrderDetail, purpose: 'reply' | 'lifting') =>
  unusedFiles(files, purpose, [...order.replyList, ...(order.listing?.requests ?? [])]);

interface WithFiles {
  readonly fileIds?: string[];
}

const Reply = (props: StepProps) => {
  const { t } = useTranslation();
  const files = filesFor(props.detail, 'reply');
  return (
    <Step<'orders.reply', WithFiles & { text: string }>
      {...props}
      operation="orders.reply"
      initialValues={{ fileIds: files.map(({ id }) => id) }}
      toInput={(params, { text, fileIds = [] }) => ({ params, body: { text, fileIds } })}
    >
      <TextField name="text" label={t('orders.replyText')} max={4000} />
      <FileChoice files={files} />
    </Step>
  );
};

const Check = (props: StepProps) => {
  const no = props.detail.order.replyList.at(-1)?.no ?? 1;
  return (
    <Step<'orders.check', { outcome: 'accepted' | 'returned'; reason?: string }>
      {...props}
      operation="orders.check"
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

const Withdraw = (props: StepProps) => {
  const { t } = useTranslation();
  return (
    <Step<'orders.withdraw', { reason: string }>
      {...props}
      danger
      operation="orders.withdraw"
      toInput={(params, body) => ({ params, body })}
    >
      <TextField name="reason" label={t('field.reason')} />
    </Step>
  );
};

const PutUp = (props: StepProps) => {
  const { t } = useTranslation();
  return (
    <Step<'orders.putUp', { reason: string }>
      {...props}
      operation="orders.putUp"
      hint={t('orders.listedHint')}
      toInput={(params, body) => ({ params, body })}
    >
      <TextField name="reason" label={t('orders.listedReason')} />
    </Step>
  );
};

const AskLifting = (props: StepProps) => {
  const { t } = useTranslation();
  const files = filesFor(props.detail, 'lifting');
  return (
    <Step<'orders.askLifting', WithFiles & { reason: string }>
      {...props}
      operation="orders.askLifting"
      hint={t('orders.liftingHint')}
      initialValues={{ fileIds: files.map(({ id }) => id) }}
      toInput={(params, { reason, fileIds = [] }) => ({ params, body: { reason, fileIds } })}
    >
      <TextField name="reason" label={t('field.reason')} />
      <FileChoice files={files} />
    </Step>
  );
};

const DecideLifting = (props: StepProps) => {
  const { t } = useTranslation();
  return (
    <Step<'orders.decideLifting', { outcome: 'lifted' | 'kept'; reason: string }>
      {...props}
      operation="orders.decideLifting"
      initialValues={{ outcome: 'lifted' }}
      toInput={(params, body) => ({ params, body })}
    >
      <Form.Item name="outcome" label={t('orders.outcome')}>
        <Radio.Group
          options={(['lifted', 'kept'] as const).map((value) => ({
            value,
            label: t(`orders.lifting.${value}`),
          }))}
        />
      </Form.Item>
      <TextField name="reason" label={t('field.reason')} />
    </Step>
  );
};

const DIALOGS: Readonly<Record<OrderStep, (props: StepProps) => ReactNode>> = {
  'orders.reply': Reply,
  'orders.check': Check,
  'orders.withdraw': Withdraw,
  'orders.putUp': PutUp,
  'orders.askLifting': AskLifting,
  'orders.decideLifting': DecideLifting,
};

export const isOrderStep = (operation: string): operation is OrderStep => Object.hasOwn(DIALOGS, operation);

export const OrderStepDialog = ({ step, ...props }: StepProps & { readonly step: OrderStep }) => {
  const Dialog = DIALOGS[step];
  return <Dialog {...props} />;
};
