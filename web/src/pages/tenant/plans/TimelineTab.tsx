import { planTimeline, type TimelineBar, type TimelineRow } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Chip } from '../../../components/Chip.tsx';
import { businessToday } from '../../../components/dates.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { usePlanFilter } from './PlanFilters.tsx';
import { usePlan } from './plan-context.ts';

const percent = (value: number): string => `${value}%`;

/** A measure in words, and the same as a bar for the eye. */
const Bar = ({ bar, today }: { readonly bar: TimelineBar; readonly today: number | undefined }) => {
  const { t } = useTranslation();
  const { measure, from, until, left, width, late } = bar;
  return (
    <li className="gantt-row" data-testid="gantt-row">
      <div className="gantt-text">
        <p>
          {measure.seq}. {measure.text}
        </p>
        <p className="muted">
          {[
            measure.departmentName,
            measure.leaderName,
            t('plan.barLabel', { from, until: until ?? t('plan.goesOn') }),
            percent(measure.progress),
          ]
            .filter(Boolean)
            .join(' · ')}{' '}
          {late ? <Chip tone="red">{t('plan.late')}</Chip> : null}
        </p>
      </div>
      <div className="gantt-track" aria-hidden="true">
        <div
          className={late ? 'gantt-bar gantt-late' : 'gantt-bar'}
          style={{ left: percent(left), width: percent(width) }}
        >
          <div className="gantt-done" style={{ width: percent(measure.progress) }} />
        </div>
        {today === undefined ? null : <div className="gantt-today" style={{ left: percent(today) }} />}
      </div>
    </li>
  );
};

const FindingBars = ({ row, today }: { readonly row: TimelineRow; readonly today: number | undefined }) => {
  const { tenantId } = usePlan();
  const { finding, bars } = row;
  return (
    <li>
      <h3 className="gantt-finding">
        <Link to={`/t/${tenantId}/findings/${finding.id}`}>
          {finding.no} {finding.title}
        </Link>{' '}
        <span className="muted">{finding.departmentName}</span>
      </h3>
      <ul className="plain-list">
        {bars.map((bar) => (
          <Bar key={bar.measure.id} bar={bar} today={today} />
        ))}
      </ul>
    </li>
  );
};

/** The "construction drawing" (E06): measures by finding on a time line, progress, today and what is late. */
export const TimelineTab = () => {
  const { t } = useTranslation();
  const { complete } = usePlan();
  const { chosen, filters } = usePlanFilter();
  const now = businessToday();
  const timeline = planTimeline(chosen, now);
  const rows = timeline.rows.filter(({ bars }) => bars.length > 0);
  return (
    <section className="card" aria-label={t('plan.tab.timeline')}>
      {filters}
      {complete ? null : <p role="status">{t('plan.loadingAll')}</p>}
      {complete && rows.length === 0 ? <EmptyState title={t('plan.noRows')} /> : null}
      {rows.length > 0 ? (
        <>
          <p className="muted">
            {t('plan.today', { date: now })} · {t('plan.timelineHint')}
          </p>
          <div className="gantt-scale" aria-hidden="true">
            {timeline.marks.map(({ date, at }) => (
              <span key={date} style={{ left: percent(at) }}>
                {date.slice(0, 7)}
              </span>
            ))}
          </div>
          <ul className="plain-list gantt" data-testid="gantt">
            {rows.map((row) => (
              <FindingBars key={row.finding.id} row={row} today={timeline.today} />
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
};
