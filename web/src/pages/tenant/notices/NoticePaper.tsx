import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { colon, listMark } from '../../../i18n/punctuation.ts';
import { inWords } from '../../../i18n/server-words.ts';
import type { NoticeView } from './notice-chip.tsx';

/** What never goes out, whatever the audience; the server builds notices from a whitelist that names none of it. */
const NEVER = ['wording', 'persons', 'measures', 'closeout', 'restricted'] as const;

/** Exactly what goes out, and what is left out. */
export const NoticePaper = ({ view }: { readonly view: NoticeView }) => {
  const { t } = useTranslation();
  const all = view.numbers.rows.at(-1);
  return (
    <>
      <article className="notice-paper" data-testid="notice-paper">
        <h3>{view.title}</h3>
        <p className="muted">{view.unitName}</p>
        {view.intro ? <p className="wording">{view.intro}</p> : null}
        <p>{t('notices.numbers', { date: view.asOf, ...all })}</p>
        <ul className="plain-list muted">
          {view.numbers.shares.map(({ name, share }) => (
            <li key={name}>
              {inWords(name)}
              {colon()}
              {inWords(share.formula)}
            </li>
          ))}
        </ul>
        <ul className="plain-list">
          {view.rows.map((row) => (
            <li key={row.no} className="list-row">
              <strong>{row.no}</strong> {row.title}
              {row.text ? <p className="wording">{row.text}</p> : null}
              <p className="muted">
                {[
                  row.departmentName,
                  t(`termClass.${row.termClass}`),
                  t(`duties.column.${row.outcome}`),
                  t('duties.measures', { done: row.measureDone, total: row.measureCount }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </li>
          ))}
        </ul>
        {view.closing ? <p className="wording">{view.closing}</p> : null}
        {view.contact ? <p>{t('notices.contactLine', { contact: view.contact })}</p> : null}
      </article>
      <Alert
        type="info"
        showIcon
        className="spaced no-print"
        data-testid="notice-left-out"
        title={t('notices.leftOutTitle')}
        description={
          <ul className="plain-list">
            {NEVER.map((what) => (
              <li key={what}>{t(`notices.never.${what}`)}</li>
            ))}
            {view.withheld.length > 0 ? (
              <li>
                {t('notices.withheld', {
                  fields: view.withheld.map((field) => t(`notices.field.${field}`)).join(listMark()),
                })}
              </li>
            ) : null}
            {view.leftOut > 0 ? <li>{t('notices.leftOutCount', { count: view.leftOut })}</li> : null}
            {view.hiddenNames > 0 ? <li>{t('notices.hiddenNames', { count: view.hiddenNames })}</li> : null}
          </ul>
        }
      />
    </>
  );
};
