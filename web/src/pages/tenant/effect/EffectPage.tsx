import { EFFECT_STEPS } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import { useOperation } from '../../../api/use-operation.ts';
import { EffectFunnel } from '../../../components/chart/EffectFunnel.tsx';
import { HeatMap } from '../../../components/chart/HeatMap.tsx';
import { OnTimeTrend } from '../../../components/chart/OnTimeTrend.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { Loaded } from '../../../components/Loaded.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { useTenantName } from '../../../layout/use-tenant-name.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { useTenantId } from '../use-tenant-id.ts';

/** Departments in order of their names; what no department answers for comes last. */
const byLabel = (a: { id: string; label: string }, b: { id: string; label: string }): number =>
  Number(a.id === '') - Number(b.id === '') || a.label.localeCompare(b.label, 'zh-CN');

const Effect = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const { name } = useTenantName(tenantId);
  const query = useOperation('effect.get', { params: { tenantId } });
  const ledger = (filter: Readonly<Record<string, string>>): string =>
    `/t/${tenantId}/ledger?${new URLSearchParams({ ...filter, view: 'all' })}`;
  return (
    <>
      <PageHeader title={t('effect.title')} printable intro={t('effect.intro', { name })} />
      <Loaded query={query}>
        {({ steps, months, cells, recurred }) => {
          if (steps.found === 0) return <EmptyState title={t('effect.empty')} hint={t('effect.emptyHint')} />;
          const parts = EFFECT_STEPS.map((step) => ({
            label: t(`effect.steps.${step}`),
            count: steps[step],
            to: ledger(step === 'closed' ? { state: 'closed' } : step === 'found' ? {} : { step }),
          }));
          const rows = [...new Set(cells.map(({ domain }) => domain))]
            .map((domain) => ({ id: domain, label: domain || t('effect.noDomain') }))
            .sort(byLabel);
          const columns = [
            ...new Map(
              cells.map(({ departmentId = '', departmentName }) => [
                departmentId,
                { id: departmentId, label: departmentName ?? t('effect.noDepartment') },
              ]),
            ).values(),
          ].sort(byLabel);
          return (
            <>
              <section className="card" aria-label={t('effect.funnel')}>
                <h2>{t('effect.funnel')}</h2>
                <EffectFunnel
                  parts={
                    recurred !== undefined && may('matter.read')
                      ? [
                          ...parts,
                          {
                            label: t('effect.steps.recurred'),
                            count: recurred,
                            to: `/t/${tenantId}/recurrences`,
                          },
                        ]
                      : parts
                  }
                />
              </section>
              <section className="card" aria-label={t('effect.trend')}>
                <h2>{t('effect.trend')}</h2>
                {months.length > 0 ? (
                  <OnTimeTrend
                    months={months}
                    listOf={(closedIn, inTime) => ledger({ closedIn, ...(inTime ? { inTime } : {}) })}
                  />
                ) : (
                  <p className="muted">{t('effect.noMonths')}</p>
                )}
              </section>
              <section className="card" aria-label={t('effect.heat')}>
                <h2>{t('effect.heat')}</h2>
                <p className="muted below">{t('effect.heatHint')}</p>
                <HeatMap
                  corner={t('effect.domain')}
                  rows={rows}
                  columns={columns}
                  explain={({ open, closed }, row, column) =>
                    t('effect.cell', { row, column, open, all: open + closed })
                  }
                  cell={(domain, departmentId) => {
                    const found = cells.find(
                      (one) => one.domain === domain && (one.departmentId ?? '') === departmentId,
                    );
                    // The ledger asks for what is named; what names nothing is found in the whole ledger.
                    if (!found || !domain || !departmentId) return found;
                    return {
                      ...found,
                      openList: ledger({ domain, departmentId, due: 'open' }),
                      allList: ledger({ domain, departmentId }),
                    };
                  }}
                />
              </section>
            </>
          );
        }}
      </Loaded>
    </>
  );
};

/** Effect chart of a unit (K03): how findings fare from feedback to close, month by month, and where they lie. */
export default function EffectPage() {
  const tenantId = useTenantId();
  return (
    <RequireAction action="finding.read" tenantId={tenantId}>
      <Effect tenantId={tenantId} />
    </RequireAction>
  );
}
