import { useTranslation } from 'react-i18next';
import type { Measure } from '../../../../api/types.ts';
import { AlertChip } from '../../../../components/AlertChip.tsx';
import { showInstant } from '../../../../components/dates.ts';
import { comma, listMark } from '../../../../i18n/punctuation.ts';
import { useFinding } from '../finding-context.ts';

/** Plan against work (F04): from when to when, how far planned, how far really. */
export const MeasureCourse = ({ measure }: { readonly measure: Measure }) => {
  const { t } = useTranslation();
  const { detail } = useFinding();
  const course = detail.course.measures.find(({ measureId }) => measureId === measure.id);
  if (!course) return null;
  const points = Math.abs(course.deviation);
  return (
    <p className="measure-course" data-testid="measure-course">
      <AlertChip level={course.level} />{' '}
      <span>
        {t('alert.course', { planned: course.planned, actual: course.actual })}
        {comma()}
        {course.deviation > 0
          ? t('alert.behind', { points })
          : course.deviation < 0
            ? t('alert.ahead', { points })
            : t('alert.onPlan')}
      </span>{' '}
      {course.to ? (
        <span className="muted nowrap">{t('alert.span', { from: course.from, to: course.to })}</span>
      ) : null}
    </p>
  );
};

/** Staged targets of a continuous measure (E05). */
export const StageTargets = ({ measure }: { readonly measure: Measure }) => {
  const { t } = useTranslation();
  if (!measure.stages?.length) return null;
  return (
    <ul className="stage-targets">
      {measure.stages.map(({ on, percent, goal }) => (
        <li key={`${on} ${percent}`}>{t('measure.stageLine', { on, percent, goal })}</li>
      ))}
    </ul>
  );
};

/** All reports on a measure, newest first: nothing of what was reported is ever lost. */
export const ReportHistory = ({ measure }: { readonly measure: Measure }) => {
  const { t } = useTranslation();
  const { detail } = useFinding();
  const reports = detail.reports.filter(({ measureId }) => measureId === measure.id).reverse();
  if (reports.length === 0) return null;
  const fileName = (id: string) => detail.evidence.find((item) => item.id === id)?.fileName ?? id;
  return (
    <details className="why">
      <summary>{t('measure.history', { count: reports.length })}</summary>
      <ol className="timeline">
        {reports.map((report) => (
          <li key={report.seq} data-testid="progress-report">
            <p>
              <strong>
                {t('measure.historyLine', { before: report.before, progress: report.progress })}
              </strong>{' '}
              {report.note ?? report.result}
            </p>
            {report.evidenceIds.length > 0 ? (
              <p>{report.evidenceIds.map(fileName).join(listMark())}</p>
            ) : null}
            <p className="muted">
              {report.onBehalfOf
                ? t('events.byOnBehalf', { name: report.byName, onBehalfOf: report.onBehalfOf })
                : report.byName}{' '}
              · {showInstant(report.at)}
            </p>
          </li>
        ))}
      </ol>
    </details>
  );
};
