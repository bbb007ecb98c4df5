import type { OutputOf } from '@xuncha/contracts';
import { useTranslation } from 'react-i18next';
import { Chip, type Tone } from '../../../components/Chip.tsx';

export type OrderItem = OutputOf<'orders.list'>['items'][number];
export type OrderDetail = OutputOf<'orders.get'>;

const TONES: Readonly<Record<OrderItem['status'], Tone>> = {
  issued: 'amber',
  replied: 'blue',
  returned: 'red',
  to_lift: 'violet',
  lifting: 'blue',
  accepted: 'green',
  lifted: 'green',
  withdrawn: 'neutral',
};

/** Step of an order, and whether it is under listed supervision. */
export const OrderStateChips = ({ order }: { readonly order: Pick<OrderItem, 'status' | 'listed'> }) => {
  const { t } = useTranslation();
  return (
    <>
      <Chip tone={TONES[order.status]}>{t(`orders.status.${order.status}`)}</Chip>
      {order.listed ? <Chip tone="red">{t('orders.listed')}</Chip> : null}
    </>
  );
};
