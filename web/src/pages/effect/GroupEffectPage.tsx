import type { OutputOf } from '@xuncha/contracts';
import { EFFECT_STEPS, type EffectStep, OTHER_DOMAINS } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useMe } from '../../api/me.ts';
import { useList, useOperation } from '../../api/use-operation.ts';
import { EffectFunnel } from '../../components/chart/EffectFunnel.tsx';
import { HeatMap } from '../../components/chart/HeatMap.tsx';
import { OnTimeTrend } from '../../components/chart/OnTimeTrend.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { PageHeader } from '../../components/PageHeader.tsx';
import { RequireAction } from '../RequireAction.tsx';

type Unit = OutputOf<'effect.group'>['units'][number];
type Month = Unit['months'][number];

const monthsOf = (units: readonly Unit[]): Month[] => {
  const sums = new Map<string, Month>();
  for (const { month, closed, onTime, late } of units.flatMap(({ months }) => months)) {
    const sum = sums.get(month) ?? { month, closed: 0, onTime: 0, late: 0 };
    sums.set(month, {
      month,
      closed: sum.closed + closed,
      onTime: sum.onTime + onTime,
      late: sum.late + late,
    });
  }
  return [...sums.values()].sort((a, b) => (a.month < b.month ? -1 : 1));
};

const STEP_FILTERS: Readonly<Record<EffectStep, string>> = {
  found: 'view=all',
  planned: 'step=planned&view=all',
  done: 'step=done&view=all',
  closed: 'state=closed&view=all',
};

interface TableProps {
  readonly units: readonly Unit[];
  readonly nameOf: (tenantId: string) => string;
  readonly mayOpen: boolean;
}

/** Units by step, the one that is furthest behind first; a chosen month shows what each unit closed in it. */
const UnitTable = ({ units, nameOf, mayOpen }: TableProps) => {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const month = search.get('month') ?? undefined;
  const inTime = search.get('inTime');
  const step = EFFECT_STEPS.find((each) => each === search.get('step')) ?? 'closed';
  const reached = ({ steps }: Unit): number => steps[step] / Math.max(steps.found, 1);
  const sorted = [...units].sort((a, b) => reached(a) - reached(b) || b.steps.found - a.steps.found);
  const link = (tenantId: string, query: string, count: number) =>
    mayOpen ? <Link to={`/t/${tenantId}/ledger?${query}`}>{count}</Link> : count;
  const inMonth = (unit: Unit): number => {
    const found = unit.months.find((one) => one.month === month);
    return (inTime === 'yes' ? found?.onTime : inTime === 'no' ? found?.late : found?.closed) ?? 0;
  };
  const monthTitle = `${month} ${t(inTime === 'yes' ? 'effect.onTime' : inTime === 'no' ? 'effect.late' : 'effect.closed')}`;
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('field.unit')}</th>
          {EFFECT_STEPS.map((each) => (
            <th key={each} scope="col" className="number" aria-sort={each === step ? 'ascending' : undefined}>
              {t(`effect.steps.${each}`)}
            </th>
          ))}
          {month ? (
            <th scope="col" className="number">
              {monthTitle}
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {sorted.map((unit) => (
          <tr key={unit.tenantId} data-testid="effect-unit">
            <th scope="row" className="cell-main">
              {mayOpen ? (
                <Link to={`/t/${unit.tenantId}/effect`}>{nameOf(unit.tenantId)}</Link>
              ) : (
                nameOf(unit.tenantId)
              )}
            </th>
            {EFFECT_STEPS.map((each) => (
              <td key={each} className="number" data-label={t(`effect.steps.${each}`)}>
                {link(unit.tenantId, STEP_FILTERS[each], unit.steps[each])}
              </td>
            ))}
            {month ? (
              <td className="number" data-label={monthTitle}>
                {link(
                  unit.tenantId,
                  `closedIn=${month}${inTime ? `&inTime=${inTime}` : ''}&view=all`,
                  inMonth(unit),
                )}
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const GroupEffect = () => {
  const { t } = useTranslation();
  const me = useMe();
  const mayOpen = me.actions['finding.read'] === 'group';
  const query = useOperation('effect.group', {});
  const { items } = useList('tenants.list', { query: { limit: 100 } });
  const names = new Map(items.map(({ tenantId, name }) => [tenantId, name]));
  const nameOf = (tenantId: string): string => names.get(tenantId) ?? tenantId;
  return (
    <>
      <PageHeader title={t('effect.groupTitle')} printable intro={t('effect.groupIntro')} />
      <Loaded query={query}>
        {({ units: all }) => {
          const units = all.filter(({ steps }) => steps.found > 0);
          if (units.length === 0)
            return <EmptyState title={t('effect.empty')} hint={t('effect.emptyHint')} />;
          const months = monthsOf(units);
          const domains = [...new Set(units.flatMap((unit) => unit.domains.map(({ domain }) => domain)))];
          const label = (domain: string): string =>
            domain === ''
              ? t('effect.noDomain')
              : domain === OTHER_DOMAINS
                ? t('effect.otherDomains')
                : domain;
          return (
            <>
              <section className="card" aria-label={t('effect.funnel')}>
                <h2>{t('effect.funnel')}</h2>
                <EffectFunnel
                  parts={EFFECT_STEPS.map((step) => ({
                    label: t(`effect.steps.${step}`),
                    count: units.reduce((sum, unit) => sum + unit.steps[step], 0),
                    to: `/effect?step=${step}#units`,
                  }))}
                />
              </section>
              <section id="units" className="card" aria-label={t('effect.units')}>
                <h2>{t('effect.units')}</h2>
                <UnitTable units={units} nameOf={nameOf} mayOpen={mayOpen} />
              </section>
              <section className="card" aria-label={t('effect.trend')}>
                <h2>{t('effect.trend')}</h2>
                {months.length > 0 ? (
                  <OnTimeTrend
                    months={months}
                    listOf={(month, inTime) =>
                      `/effect?month=${month}${inTime ? `&inTime=${inTime}` : ''}#units`
                    }
                  />
                ) : (
                  <p className="muted">{t('effect.noMonths')}</p>
                )}
              </section>
              <section className="card" aria-label={t('effect.groupHeat')}>
                <h2>{t('effect.groupHeat')}</h2>
                <p className="muted below">{t('effect.heatHint')}</p>
                <HeatMap
                  corner={t('effect.domain')}
                  rows={domains
                    .map((domain) => ({ id: domain, label: label(domain) }))
                    .sort((a, b) => a.label.localeCompare(b.label, 'zh-CN'))}
                  columns={units.map(({ tenantId }) => ({ id: tenantId, label: nameOf(tenantId) }))}
                  explain={({ open, closed }, row, column) =>
                    t('effect.cell', { row, column, open, all: open + closed })
                  }
                  cell={(domain, tenantId) => {
                    const found = units
                      .find((unit) => unit.tenantId === tenantId)
                      ?.domains.find((one) => one.domain === domain);
                    if (!found || !mayOpen || domain === '' || domain === OTHER_DOMAINS) return found;
                    const list = `/t/${tenantId}/ledger?${new URLSearchParams({ domain, view: 'all' })}`;
                    return { ...found, openList: `${list}&due=open`, allList: list };
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

/** Effect chart of the group (K03): all units added up, and each of them, furthest behind first. */
export default function GroupEffectPage() {
  return (
    <RequireAction action="tenant.list">
      <GroupEffect />
    </RequireAction>
  );
}
