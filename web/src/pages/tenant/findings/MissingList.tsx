import { useTranslation } from 'react-i18next';
import { colon } from '../../../i18n/punctuation.ts';
import { inWords } from '../../../i18n/server-words.ts';
import { useFinding } from './finding-context.ts';
import { goTo, type Mends } from './go-to.ts';

/** Where each kind of missing thing is mended, and by which control there. */
const MENDED: Readonly<Record<string, { readonly section: string; readonly mends?: Mends }>> = {
  responsibility_incomplete: { section: 'responsibility', mends: 'assign' },
  no_measures: { section: 'measures', mends: 'add' },
  extension_pending: { section: 'course' },
  measure_open: { section: 'measures', mends: 'report' },
  measure_without_evidence: { section: 'measures', mends: 'upload' },
  evidence_pending: { section: 'measures', mends: 'renew' },
};

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
          const { section, mends } = MENDED[code] ?? { section: 'measures' };
          const target = measureId ? `measure-${measureId}` : section;
          const measure = detail.measures.find(({ id }) => id === measureId);
          const who = measure?.handlerName ?? measure?.departmentName;
          return (
            <li key={`${code}${measureId ?? ''}`}>
              {message} {who ? <span className="muted">{t('finding.missingWho', { who })} </span> : null}
              <a
                href={`#${target}`}
                aria-label={`${t('finding.fix')}${colon()}${message}`}
                onClick={(event) => {
                  event.preventDefault();
                  goTo(target, mends);
                }}
              >
                {t('finding.fix')}
              </a>
            </li>
          );
        })}
      </ul>
    </div>
  );
};
