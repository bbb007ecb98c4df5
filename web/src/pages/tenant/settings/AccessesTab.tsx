import { useTranslation } from 'react-i18next';
import { useList } from '../../../api/use-operation.ts';
import { showInstant } from '../../../components/dates.ts';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { listMark } from '../../../i18n/punctuation.ts';

/** Areas as the unit knows them, by capability of the first request. */
const AREAS = ['tenants', 'findings', 'closeouts', 'imports', 'evidence', 'archives'] as const;
type Area = (typeof AREAS)[number];
const isArea = (area: string): area is Area => AREAS.some((one) => one === area);

/** Who of HQ has looked into the unit: one line a day and person. */
export const AccessesTab = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const list = useList('accesses.list', { params: { tenantId }, query: { limit: 50 } });
  return (
    <>
      <p className="muted">{t('settings.accessesIntro')}</p>
      <LoadedList list={list} empty={t('settings.accessesEmpty')}>
        {(accesses) => (
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('settings.accessDate')}</th>
                <th scope="col">{t('settings.accessWho')}</th>
                <th scope="col">{t('field.roles')}</th>
                <th scope="col">{t('settings.accessFirst')}</th>
                <th scope="col">{t('settings.accessArea')}</th>
              </tr>
            </thead>
            <tbody>
              {accesses.map((access) => (
                <tr key={`${access.date}-${access.membershipId}`} data-testid="access-row">
                  <td data-label={t('settings.accessDate')}>{access.date}</td>
                  <th scope="row" className="cell-main">
                    {access.name}
                    {access.onBehalfOf ? (
                      <span className="muted">
                        {t('settings.accessFor', { name: access.onBehalfOf.name })}
                      </span>
                    ) : null}
                  </th>
                  <td data-label={t('field.roles')}>
                    {access.roles.map((role) => t(`role.${role}`)).join(listMark())}
                  </td>
                  <td data-label={t('settings.accessFirst')}>{showInstant(access.at)}</td>
                  <td data-label={t('settings.accessArea')}>
                    {isArea(access.area) ? t(`settings.area.${access.area}`) : access.area}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </LoadedList>
    </>
  );
};
