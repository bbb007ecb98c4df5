import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../../api/me.ts';
import { useList } from '../../api/use-operation.ts';
import { LoadedList } from '../../components/LoadedList.tsx';
import { TenantTable, worstFirst } from '../tenants/TenantTable.tsx';

/** Roll-up of all subsidiaries for HQ. */
export const GroupOverview = () => {
  const { t } = useTranslation();
  const me = useMe();
  const list = useList('tenants.list', { query: { limit: 100 } });
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
          <TenantTable
            tenants={worstFirst(tenants.filter(({ kind }) => kind === 'subsidiary'))}
            mayOpen={me.actions['finding.read'] === 'group'}
          />
        )}
      </LoadedList>
    </section>
  );
};
