import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import { useList, useOperation } from '../../../api/use-operation.ts';
import { Loaded } from '../../../components/Loaded.tsx';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { inWords } from '../../../i18n/server-words.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { MatterRow } from '../matters/MatterRow.tsx';
import { useOpenOrAll } from '../matters/use-open-or-all.tsx';
import { useTenantId } from '../use-tenant-id.ts';
import { IssueOrderDialog } from './IssueOrderDialog.tsx';
import { type OrderItem, OrderStateChips } from './order-state.tsx';

/** When orders come by themselves, with the figures that count here (F10). */
const Formula = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const query = useOperation('supervision.get', { params: { tenantId } });
  return (
    <details className="why">
      <summary>{t('orders.formula')}</summary>
      <Loaded query={query} rows={2}>
        {({ formula }) => (
          <ul>
            {formula.map((line) => (
              <li key={line}>{inWords(line)}</li>
            ))}
          </ul>
        )}
      </Loaded>
    </details>
  );
};

const OrderRow = ({ order }: { readonly order: OrderItem }) => {
  const { t } = useTranslation();
  return (
    <MatterRow
      matter={order}
      facts={[
        t(`orders.trigger.${order.trigger.rule}`),
        t(`orders.issuer.${order.issuer}`),
        t('orders.issuedOn', { date: order.issuedOn }),
        order.to.departmentName,
        t('orders.reached', { rung: t(`orders.rung.${order.rung}`) }),
      ]}
      chips={<OrderStateChips order={order} />}
      dueLabel={t('orders.due')}
      testId="order-row"
    />
  );
};

const Orders = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const { show, choice } = useOpenOrAll();
  const list = useList('orders.list', { params: { tenantId }, query: { show } });
  const [issuing, setIssuing] = useState(false);
  return (
    <>
      <PageHeader
        title={t('orders.title')}
        intro={<Formula tenantId={tenantId} />}
        extra={
          may('order.issue') ? (
            <Button type="primary" onClick={() => setIssuing(true)}>
              {t('orders.issue')}
            </Button>
          ) : null
        }
      />
      {choice}
      <LoadedList list={list} empty={t('orders.empty')} emptyHint={t('orders.emptyHint')}>
        {(orders) => (
          <ul className="plain-list">
            {orders.map((order) => (
              <OrderRow key={order.id} order={order} />
            ))}
          </ul>
        )}
      </LoadedList>
      {issuing ? <IssueOrderDialog tenantId={tenantId} onClose={() => setIssuing(false)} /> : null}
    </>
  );
};

/** Route /t/:tenantId/orders. */
export default function OrdersPage() {
  const tenantId = useTenantId();
  return (
    <RequireAction action="matter.read" tenantId={tenantId}>
      <Orders key={tenantId} tenantId={tenantId} />
    </RequireAction>
  );
}
