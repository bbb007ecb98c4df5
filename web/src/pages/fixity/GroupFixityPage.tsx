import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useList, useOperation } from '../../api/use-operation.ts';
import { Chip } from '../../components/Chip.tsx';
import { showInstant } from '../../components/dates.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { RequireAction } from '../RequireAction.tsx';

/** The last check of every unit, the damaged ones first; each opens its report. */
const GroupFixity = () => {
  const { t } = useTranslation();
  const query = useOperation('fixity.list', {});
  const { items: tenants } = useList('tenants.list', { query: { limit: 100 } });
  const nameOf = (tenantId: string) =>
    tenants.find((tenant) => tenant.tenantId === tenantId)?.name ?? tenantId;
  return (
    <>
      <PageHeader title={t('fixity.groupTitle')} intro={t('fixity.intro')} />
      <section className="card" aria-label={t('fixity.groupTitle')}>
        <Loaded query={query}>
          {({ units }) =>
            units.length === 0 ? (
              <EmptyState title={t('fixity.never')} hint={t('fixity.neverHint')} />
            ) : (
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t('field.unit')}</th>
                    <th scope="col">{t('fixity.last')}</th>
                    <th scope="col" className="number">
                      {t('fixity.checked')}
                    </th>
                    <th scope="col" className="number">
                      {t('fixity.open')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {[...units]
                    .sort((a, b) => b.openDamages - a.openDamages || a.tenantId.localeCompare(b.tenantId))
                    .map((unit) => (
                      <tr key={unit.tenantId}>
                        <td data-label={t('field.unit')}>
                          <Link to={`/t/${unit.tenantId}/fixity`}>{nameOf(unit.tenantId)}</Link>
                        </td>
                        <td data-label={t('fixity.last')}>{showInstant(unit.finishedAt)}</td>
                        <td className="number" data-label={t('fixity.checked')}>
                          {unit.checked}
                        </td>
                        <td className="number" data-label={t('fixity.open')}>
                          {unit.openDamages > 0 ? (
                            <Chip tone="red">{String(unit.openDamages)}</Chip>
                          ) : (
                            <Chip tone="green">0</Chip>
                          )}
                        </td>
                      </tr>
                    ))}
                </tbody>
              </table>
            )
          }
        </Loaded>
      </section>
    </>
  );
};

/** Route /fixity. */
export default function GroupFixityPage() {
  return (
    <RequireAction action="fixity.list">
      <GroupFixity />
    </RequireAction>
  );
}
