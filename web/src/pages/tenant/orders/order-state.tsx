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

const LEVEL_TONES: Readonly<Record<NonNullable<OrderItem['level']>, Tone>> = {
  blue: 'blue',
  yellow: 'amber',
  red: 'red',
};

/** Step of an order, whether it is under listed supervision, and, while it is open, how grave it is. */
export const OrderStateChips = ({
  order,
}: {
  readonly order: Pick<OrderItem, 'status' | 'listed' | 'open' | 'level'>;
}) => {
  const { t } = useTranslation();
  return (
    <>
      <Chip tone={TONES[order.status]}>{t(`orders.status.${order.status}`)}</Chip>
      {order.listed ? <Chip tone="red">{t('orders.listed')}</Chip> : null}
      {order.open && order.level ? (
        <Chip tone={LEVEL_TONES[order.level]}>{t(`orders.levelChip.${order.level}`)}</Chip>
      ) : null}
    </>
  );
};
