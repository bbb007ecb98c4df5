import type { OperationId } from '@xuncha/contracts';
import { Form, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { CommandDialog } from '../../../components/CommandDialog.tsx';
import { AnswerStep, CheckStep, ReasonStep } from '../matters/step-dialogs.tsx';
import { FileChoice, TextField, unusedFiles } from '../matters/step-fields.tsx';
import type { OrderDetail } from './order-state.tsx';

const STEPS = [
  'orders.reply',
  'orders.check',
  'orders.withdraw',
  'orders.putUp',
  'orders.askLifting',
  'orders.decideLifting',
] as const;
export type OrderStep = (typeof STEPS)[number];

export const isOrderStep = (operation: string): operation is OrderStep =>
  STEPS.some((step) => step === operation);

const AFTER: readonly OperationId[] = ['orders.get', 'orders.list', 'matters.ofFinding', 'inbox.list'];

const LiftingOutcome = () => {
  const { t } = useTranslation();
  return (
    <Form.Item name="outcome" label={t('orders.outcome')}>
      <Radio.Group
        options={(['lifted', 'kept'] as const).map((value) => ({
          value,
          label: t(`orders.lifting.${value}`),
        }))}
      />
    </Form.Item>
  );
};

interface Props {
  readonly step: OrderStep;
  readonly detail: OrderDetail;
  readonly onClose: () => void;
}

/** The form of one step of an order. */
export const OrderStepDialog = ({ step, detail, onClose }: Props) => {
  const { t } = useTranslation();
  const { order, files } = detail;
  const params = { tenantId: order.tenantId, orderId: order.id };
  const shared = { title: t(`orders.step.${step.slice(7) as 'reply'}`), refresh: AFTER, onClose };
  const unused = (purpose: 'reply' | 'lifting') =>
    unusedFiles(files, purpose, [...order.replyList, ...(order.listing?.requests ?? [])]);
  switch (step) {
    case 'orders.reply':
      return (
        <AnswerStep
          {...shared}
          operation={step}
          label={t('orders.replyText')}
          files={unused('reply')}
          toInput={(body) => ({ params, body })}
        />
      );
    case 'orders.check': {
      const no = order.replyList.at(-1)?.no ?? 1;
      return (
        <CheckStep {...shared} operation={step} toInput={(check) => ({ params, body: { no, ...check } })} />
      );
    }
    case 'orders.withdraw':
      return <ReasonStep {...shared} danger operation={step} toInput={(body) => ({ params, body })} />;
    case 'orders.putUp':
      return (
        <ReasonStep
          {...shared}
          operation={step}
          hint={t('orders.listedHint')}
          label={t('orders.listedReason')}
          toInput={(body) => ({ params, body })}
        />
      );
    case 'orders.askLifting': {
      const own = unused('lifting');
      return (
        <CommandDialog<typeof step, { reason: string; fileIds?: string[] }>
          {...shared}
          operation={step}
          hint={t('orders.liftingHint')}
          initialValues={{ fileIds: own.map(({ id }) => id) }}
          toInput={({ reason, fileIds = [] }) => ({ params, body: { reason, fileIds } })}
        >
          <TextField name="reason" label={t('field.reason')} />
          <FileChoice files={own} />
        </CommandDialog>
      );
    }
    case 'orders.decideLifting':
      return (
        <CommandDialog<typeof step, { outcome: 'lifted' | 'kept'; reason: string }>
          {...shared}
          operation={step}
          initialValues={{ outcome: 'lifted' }}
          toInput={(body) => ({ params, body })}
        >
          <LiftingOutcome />
          <TextField name="reason" label={t('field.reason')} />
        </CommandDialog>
      );
  }
};
