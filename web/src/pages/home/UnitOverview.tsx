import { FINDING_STATES, isCounted, RESULT_CLASSES } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Counters } from '../../api/types.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';

interface FigureProps {
  readonly label: string;
  readonly value: number;
  readonly to: string;
  readonly tone?: 'late' | 'near';
}

/** A number that opens the list behind it. */
const Figure = ({ label, value, to, tone }: FigureProps) => (
  <Link to={to} className={`figure${tone && value > 0 ? ` figure-${tone}` : ''}`}>
    <span className="figure-value">{value}</span>
    <span className="figure-label">{label}</span>
  </Link>
);

const StateBar = ({ tenantId, counters }: { readonly tenantId: string; readonly counters: Counters }) => {
  const { t } = useTranslation();
  const states = FINDING_STATES.filter((state) => isCounted(state) && (counters.byState[state] ?? 0) > 0);
  if (states.length === 0) return null;
  return (
    <div>
      <h3>{t('overview.funnel')}</h3>
      <ul className="state-bar">
        {states.map((state) => (
          <li key={state} style={{ flexGrow: counters.byState[state] }}>
            <Link to={`/t/${tenantId}/ledger?state=${state}`} className={`state-part state-${state}`}>
              <span>{t(`state.${state}`)}</span> <b>{counters.byState[state]}</b>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
};

/** Counters of one unit; every number is a link into the ledger. */
export const UnitOverview = ({ tenantId, title }: { readonly tenantId: string; readonly title: string }) => {
  const { t } = useTranslation();
  const query = useOperation('overview.get', { params: { tenantId } });
  const ledger = `/t/${tenantId}/ledger`;
  return (
    <section className="card" aria-label={title}>
      <h2>{title}</h2>
      <Loaded query={query} rows={2}>
        {({ counters, results, overdue, dueSoon, byDepartment, rulesByRound }) => {
          const rate = counters.total === 0 ? 0 : (counters.closed / counters.total) * 100;
          return (
            <>
              <div className="figures">
                <Figure label={t('overview.total')} value={counters.total} to={ledger} />
                <Figure label={t('overview.open')} value={counters.open} to={`${ledger}?due=open`} />
                <Figure
                  label={t('overview.overdue')}
                  value={overdue}
                  to={`${ledger}?due=overdue`}
                  tone="late"
                />
                <Figure label={t('overview.dueSoon')} value={dueSoon} to={`${ledger}?due=open`} tone="near" />
                <Figure label={t('overview.closed')} value={counters.closed} to={`${ledger}?state=closed`} />
              </div>
              <div className="rate">
                <span>{t('overview.rate')}</span>
                <ProgressBar value={rate} label={t('overview.rate')} />
                <span className="muted">
                  {t('overview.rateFormula', { closed: counters.closed, total: counters.total })}
                </span>
              </div>
              <h3>{t('overview.results')}</h3>
              <div className="figures">
                {RESULT_CLASSES.map((result) => (
                  <Figure
                    key={result}
                    label={t(`course.result.${result}`)}
                    value={results[result]}
                    to={`${ledger}?result=${result}`}
                  />
                ))}
                <Figure
                  label={t('overview.rules')}
                  value={rulesByRound.reduce((sum, { count }) => sum + count, 0)}
                  to={`${ledger}?rules=built`}
                />
              </div>
              {rulesByRound.length > 1 ? (
                <ul className="plain-list rules-by-round">
                  {rulesByRound.map(({ round, count }) => (
                    <li key={round}>
                      <Link to={`${ledger}?rules=built&round=${encodeURIComponent(round)}`}>
                        {t('overview.rulesOfRound', { round, count })}
                      </Link>
                    </li>
                  ))}
                </ul>
              ) : null}
              <StateBar tenantId={tenantId} counters={counters} />
              {byDepartment.some(({ open }) => open > 0) ? (
                <>
                  <h3>{t('overview.byDepartment')}</h3>
                  <ul className="department-bars">
                    {[...byDepartment]
                      .sort((a, b) => b.open - a.open)
                      .slice(0, 8)
                      .map(({ departmentId, name, open, closed }) => (
                        <li key={departmentId}>
                          <Link to={`${ledger}?departmentId=${departmentId}`}>{name}</Link>
                          <ProgressBar
                            value={open + closed === 0 ? 0 : (closed / (open + closed)) * 100}
                            label={t('overview.departmentOpen', { name, open, closed })}
                          />
                          <span className="muted nowrap">
                            {t('overview.open')} {open}
                          </span>
                        </li>
                      ))}
                  </ul>
                </>
              ) : null}
            </>
          );
        }}
      </Loaded>
    </section>
  );
};
