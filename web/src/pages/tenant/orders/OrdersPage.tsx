import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useMay } from '../../../api/me.ts';
import { useList, useOperation } from '../../../api/use-operation.ts';
import { AlertChip } from '../../../components/AlertChip.tsx';
import { DueText } from '../../../components/DueText.tsx';
import { Loaded } from '../../../components/Loaded.tsx';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { RequireAction } from '../../RequireAction.tsx';
import { matterPath } from '../matters/matter-path.ts';
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
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </Loaded>
    </details>
  );
};

const OrderCard = ({ order }: { readonly order: OrderItem }) => {
  const { t } = useTranslation();
  return (
    <li className="card batch" data-testid="order-row">
      <div className="kind-head">
        <div>
          <h2>
            <Link to={matterPath(order.tenantId, 'order', order.id)}>{order.title}</Link>
          </h2>
          <p className="muted">
            {[
              t(`orders.trigger.${order.trigger.rule}`),
              t(`orders.issuer.${order.issuer}`),
              t('orders.issuedOn', { date: order.issuedOn }),
              order.to.departmentName,
              t('orders.reached', { rung: t(`orders.rung.${order.rung}`) }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <div className="row-actions">
          <OrderStateChips order={order} />
          {order.open ? <AlertChip level={order.level} /> : null}
        </div>
      </div>
      {order.open && order.due ? (
        <p>
          {t('orders.due')} <DueText due={order.due.date} overdue={order.overdue} />
        </p>
      ) : null}
    </li>
  );
};

const Orders = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const [search, setSearch] = useSearchParams();
  const show = search.get('show') === 'all' ? 'all' : 'open';
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
      <Segmented
        className="below"
        value={show}
        onChange={(value) => setSearch(value === 'all' ? { show: 'all' } : {}, { replace: true })}
        options={[
          { value: 'open', label: t('orders.showOpen') },
          { value: 'all', label: t('orders.showAll') },
        ]}
      />
      <LoadedList list={list} empty={t('orders.empty')} emptyHint={t('orders.emptyHint')}>
        {(orders) => (
          <ul className="plain-list">
            {orders.map((order) => (
              <OrderCard key={order.id} order={order} />
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
