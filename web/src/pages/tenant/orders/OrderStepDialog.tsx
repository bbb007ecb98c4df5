import type { CallInput, OperationId } from '@xuncha/contracts';
import { Checkbox, Form, Input, Radio } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../api/use-operation.ts';
import { FormDialog } from '../../../components/FormDialog.tsx';
import { useToast } from '../../../components/use-toast.ts';
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

/** One step of an order: a form, sent, and the page read again. */
const Step = <Id extends OrderStep, Values extends object>({
  operation,
  detail,
  onClose,
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
  const toast = useToast();
  const command = useCommand(operation, AFTER);
  const { tenantId, id: orderId } = detail.order;
  return (
    <FormDialog<Values>
      {...rest}
      open
      width={640}
      title={t(`orders.step.${operation.slice(7) as 'reply'}`)}
      pending={command.isPending}
      error={command.error}
      onClose={onClose}
      onSubmit={(values) =>
        command.mutate(toInput({ tenantId, orderId }, values), {
          onSuccess: () => {
            toast.success(t('orders.done'));
            onClose();
          },
        })
      }
    />
  );
};

const TextField = ({
  name,
  label,
  required = true,
}: {
  readonly name: string;
  readonly label: string;
  readonly required?: boolean;
}) => {
  const { t } = useTranslation();
  return (
    <Form.Item
      name={name}
      label={label}
      rules={[{ required, whitespace: required, message: t('validation.required') }]}
    >
      <Input.TextArea rows={5} maxLength={1000} showCount />
    </Form.Item>
  );
};

/** Files of the purpose that no earlier step has named. */
const unusedFiles = ({ order, files }: OrderDetail, purpose: 'reply' | 'lifting') => {
  const used = new Set(
    [...order.replyList, ...(order.listing?.requests ?? [])].flatMap(({ fileIds }) => fileIds),
  );
  return files.filter((file) => file.purpose === purpose && file.status === 'verified' && !used.has(file.id));
};

const FileChoice = ({
  detail,
  purpose,
}: {
  readonly detail: OrderDetail;
  readonly purpose: 'reply' | 'lifting';
}) => {
  const { t } = useTranslation();
  const files = unusedFiles(detail, purpose);
  return (
    <Form.Item name="fileIds" label={t('orders.files')} extra={t('orders.filesHint')}>
      <Checkbox.Group
        className="stacked"
        options={files.map(({ id, fileName }) => ({ value: id, label: fileName }))}
      />
    </Form.Item>
  );
};

interface WithFiles {
  readonly fileIds?: string[];
}

const Reply = (props: StepProps) => {
  const { t } = useTranslation();
  const { detail } = props;
  return (
    <Step<'orders.reply', WithFiles & { text: string }>
      {...props}
      operation="orders.reply"
      initialValues={{ fileIds: unusedFiles(detail, 'reply').map(({ id }) => id) }}
      toInput={(params, { text, fileIds = [] }) => ({ params, body: { text, fileIds } })}
    >
      <Form.Item
        name="text"
        label={t('orders.replyText')}
        rules={[{ required: true, whitespace: true, message: t('validation.required') }]}
      >
        <Input.TextArea rows={6} maxLength={4000} showCount />
      </Form.Item>
      <FileChoice detail={detail} purpose="reply" />
    </Step>
  );
};

const Check = (props: StepProps) => {
  const { t } = useTranslation();
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
      <Form.Item name="outcome" label={t('orders.outcome')}>
        <Radio.Group
          options={(['accepted', 'returned'] as const).map((value) => ({
            value,
            label: t(`orders.checked.${value}`),
          }))}
        />
      </Form.Item>
      <TextField name="reason" label={t('orders.checkReason')} required={false} />
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
  const { detail } = props;
  return (
    <Step<'orders.askLifting', WithFiles & { reason: string }>
      {...props}
      operation="orders.askLifting"
      hint={t('orders.liftingHint')}
      initialValues={{ fileIds: unusedFiles(detail, 'lifting').map(({ id }) => id) }}
      toInput={(params, { reason, fileIds = [] }) => ({ params, body: { reason, fileIds } })}
    >
      <TextField name="reason" label={t('field.reason')} />
      <FileChoice detail={detail} purpose="lifting" />
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
