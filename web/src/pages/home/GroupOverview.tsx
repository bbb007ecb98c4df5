import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { TENANTS_QUERY } from '../../api/first-reads.ts';
import { useMe } from '../../api/me.ts';
import type { TenantSummary } from '../../api/types.ts';
import { useList } from '../../api/use-operation.ts';
import { LoadedList } from '../../components/LoadedList.tsx';
import { TenantTable, worstFirst } from '../tenants/TenantTable.tsx';

const SUMS = ['overdue', 'open', 'closed', 'total'] as const;
const sumOf = (tenants: readonly TenantSummary[], name: (typeof SUMS)[number]): number =>
  tenants.reduce(
    (sum, { overdue = 0, counters }) => sum + (name === 'overdue' ? overdue : (counters?.[name] ?? 0)),
    0,
  );

/** The group as a whole; the units behind each figure stand below it, worst first. */
const GroupFigures = ({ tenants }: { readonly tenants: readonly TenantSummary[] }) => {
  const { t } = useTranslation();
  return (
    <div className="figures">
      {SUMS.map((name) => {
        const value = sumOf(tenants, name);
        return (
          <Link
            key={name}
            to={name === 'closed' ? '/effect?step=closed#units' : name === 'total' ? '/effect' : '/tenants'}
            className={`figure${name === 'overdue' && value > 0 ? ' figure-late' : ''}`}
            data-testid={`group-${name}`}
          >
            <span className="figure-value">{value}</span>
            <span className="figure-label">{t(`overview.${name}`)}</span>
          </Link>
        );
      })}
    </div>
  );
};

/** Roll-up of all subsidiaries for HQ. */
export const GroupOverview = () => {
  const { t } = useTranslation();
  const me = useMe();
  const list = useList('tenants.list', { query: TENANTS_QUERY });
  return (
    <section className="card" aria-label={t('home.groupOverview')}>
      <div className="kind-head">
        <div>
          <h2>{t('home.groupOverview')}</h2>
          <p className="muted">{t('home.groupHint')}</p>
        </div>
        <Link to="/tenants">{t('home.viewAll')}</Link>
      </div>
      <LoadedList list={list} empty={t('home.emptyTenants')}>
        {(tenants) => (
          <>
            <GroupFigures tenants={tenants} />
            <TenantTable
              tenants={worstFirst(tenants.filter(({ kind }) => kind === 'subsidiary'))}
              mayOpen={me.actions['finding.read'] === 'group'}
            />
          </>
        )}
      </LoadedList>
    </section>
  );
};
