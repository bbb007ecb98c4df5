import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { TenantSummary } from '../../api/types.ts';
import { Chip, type Tone } from '../../components/Chip.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';

const TONES: Readonly<Record<TenantSummary['status'], Tone>> = {
  provisioning: 'amber',
  active: 'green',
  suspended: 'red',
};

const rateOf = ({ counters }: TenantSummary): number =>
  counters && counters.total > 0 ? (counters.closed / counters.total) * 100 : 0;

/** Worst first: most overdue, then most open. */
export const worstFirst = (tenants: readonly TenantSummary[]): TenantSummary[] =>
  [...tenants].sort(
    (a, b) =>
      (b.overdue ?? 0) - (a.overdue ?? 0) ||
      (b.counters?.open ?? 0) - (a.counters?.open ?? 0) ||
      a.name.localeCompare(b.name, 'zh-CN'),
  );

interface Props {
  readonly tenants: readonly TenantSummary[];
  readonly mayOpen: boolean;
  readonly actions?: (tenant: TenantSummary) => ReactNode;
}

/** Subsidiaries with their figures; each figure opens the list behind it. A plain table that becomes cards on phones. */
export const TenantTable = ({ tenants, mayOpen, actions }: Props) => {
  const { t } = useTranslation();
  const cell = (tenant: TenantSummary, value: number, filter: string) =>
    mayOpen ? <Link to={`/t/${tenant.tenantId}/ledger${filter}`}>{value}</Link> : value;
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('field.unit')}</th>
          <th scope="col">{t('field.status')}</th>
          <th scope="col" className="number">
            {t('overview.overdue')}
          </th>
          <th scope="col" className="number">
            {t('overview.open')}
          </th>
          <th scope="col" className="number">
            {t('overview.closed')}
          </th>
          <th scope="col" className="number">
            {t('overview.total')}
          </th>
          <th scope="col">{t('overview.rate')}</th>
          {actions ? (
            <th scope="col">
              <span className="visually-hidden">{t('action.handle')}</span>
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {tenants.map((tenant) => (
          <tr key={tenant.tenantId} data-testid="tenant-row">
            <th scope="row" className="cell-main">
              {mayOpen ? <Link to={`/t/${tenant.tenantId}/ledger`}>{tenant.name}</Link> : tenant.name}
              <span className="muted"> {tenant.tenantId}</span>
            </th>
            <td data-label={t('field.status')}>
              <Chip tone={TONES[tenant.status]}>{t(`tenants.status.${tenant.status}`)}</Chip>
              {tenant.suspendedReason ? <div className="muted">{tenant.suspendedReason}</div> : null}
            </td>
            <td data-label={t('overview.overdue')} className={`number${tenant.overdue ? ' due-late' : ''}`}>
              {cell(tenant, tenant.overdue ?? 0, '?due=overdue')}
            </td>
            <td data-label={t('overview.open')} className="number">
              {cell(tenant, tenant.counters?.open ?? 0, '?due=open')}
            </td>
            <td data-label={t('overview.closed')} className="number">
              {cell(tenant, tenant.counters?.closed ?? 0, '?state=closed')}
            </td>
            <td data-label={t('overview.total')} className="number">
              {cell(tenant, tenant.counters?.total ?? 0, '')}
            </td>
            <td data-label={t('overview.rate')} className="cell-bar">
              {tenant.status === 'provisioning' ? (
                <ProgressBar value={100} status="active" label={t('tenants.provisioning')} />
              ) : (
                <ProgressBar value={rateOf(tenant)} label={`${tenant.name} ${t('overview.rate')}`} />
              )}
            </td>
            {actions ? <td className="cell-actions">{actions(tenant)}</td> : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
};
