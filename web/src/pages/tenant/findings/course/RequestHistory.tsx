import { useTranslation } from 'react-i18next';
import { showInstant } from '../../../../components/dates.ts';
import { listMark } from '../../../../i18n/punctuation.ts';
import { useFinding } from '../finding-context.ts';

/** Stage decisions and extensions so far, newest first. */
export const RequestHistory = () => {
  const { t } = useTranslation();
  const { requests, evidence } = useFinding().detail;
  if (requests.length === 0) return null;
  const fileName = (id: string) => evidence.find((item) => item.id === id)?.fileName ?? id;
  return (
    <details className="why">
      <summary>{t('course.history', { count: requests.length })}</summary>
      <ol className="timeline">
        {[...requests].reverse().map((entry) => (
          <li key={entry.seq} data-testid="request-entry">
            <p>
              <strong>{t(`course.entry.${entry.type}`)}</strong>{' '}
              {entry.measureSeq === undefined ? null : t('measure.seq', { seq: entry.measureSeq })}{' '}
              {entry.from && entry.to ? t('course.moved', { from: entry.from, to: entry.to }) : null}
              {entry.planned !== undefined && entry.progress !== undefined
                ? t('alert.course', { planned: entry.planned, actual: entry.progress })
                : null}
            </p>
            <p className="wording">{entry.reason}</p>
            {entry.evidenceIds.length > 0 ? <p>{entry.evidenceIds.map(fileName).join(listMark())}</p> : null}
            <p className="muted">
              {entry.onBehalfOf
                ? t('events.byOnBehalf', { name: entry.byName, onBehalfOf: entry.onBehalfOf })
                : entry.byName}{' '}
              · {showInstant(entry.at)}
            </p>
          </li>
        ))}
      </ol>
    </details>
  );
};
