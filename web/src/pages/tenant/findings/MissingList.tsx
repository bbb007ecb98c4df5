import { useTranslation } from 'react-i18next';
import { colon } from '../../../i18n/punctuation.ts';
import { inWords } from '../../../i18n/server-words.ts';
import { useFinding } from './finding-context.ts';

/** "还差什么": each missing thing leads to the place where it is mended (G01). */
export const MissingList = () => {
  const { t } = useTranslation();
  const { detail } = useFinding();
  const { missing, finding } = detail;
  const working = finding.state === 'rectifying' || finding.state === 'continuous';
  if (missing.length === 0) return null;
  return (
    <div className="missing" data-testid="missing-list">
      <h3>{t('finding.missing')}</h3>
      {working ? <p>{t('finding.missingHint', { count: missing.length })}</p> : null}
      <ul>
        {missing.map(({ code, message: said, measureId }) => {
          const message = inWords(said);
          const target = measureId
            ? `measure-${measureId}`
            : code === 'responsibility_incomplete'
              ? 'responsibility'
              : 'measures';
          return (
            <li key={`${code}${measureId ?? ''}`}>
              {message}{' '}
              <a href={`#${target}`} aria-label={`${t('finding.fix')}${colon()}${message}`}>
                {t('finding.fix')}
              </a>
            </li>
          );
        })}
      </ul>
    </div>
  );
};
