import { isOpen } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { AlertChip, IdleChip } from '../../../components/AlertChip.tsx';
import { inWords } from '../../../i18n/server-words.ts';
import { useFinding } from './finding-context.ts';

/** Alert and last activity of an open finding, and how the alert comes about (F04, F07, F10). */
export const AlertFacts = () => {
  const { t } = useTranslation();
  const { finding, course } = useFinding().detail;
  if (!isOpen(finding.state)) return null;
  return (
    <>
      <AlertChip level={finding.alert} />
      <IdleChip level={finding.idle} />
      {finding.lastActOn ? (
        <span className="muted">
          {course.idleDays
            ? t('idle.lastAct', { date: finding.lastActOn, days: course.idleDays })
            : t('idle.lastActToday')}
        </span>
      ) : null}
      <details className="why">
        <summary>{t('alert.why')}</summary>
        <ul>
          {course.reasons.length === 0 ? <li>{t('alert.none')}</li> : null}
          {course.reasons.map((reason) => (
            <li key={reason}>{inWords(reason)}</li>
          ))}
        </ul>
        <p>
          <strong>{t('alert.formula')}</strong>
        </p>
        <ul>
          {course.formula.map((line) => (
            <li key={line}>{inWords(line)}</li>
          ))}
        </ul>
      </details>
    </>
  );
};
