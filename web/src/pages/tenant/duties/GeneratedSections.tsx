import type { OutputOf } from '@xuncha/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Chip, type Tone } from '../../../components/Chip.tsx';
import { colon, inBrackets } from '../../../i18n/punctuation.ts';
import { inWords } from '../../../i18n/server-words.ts';
import type { DutyDetail } from './duty-chips.tsx';

type Draft = OutputOf<'duties.draft'>;
type Finding = Draft['findings'][number];

const OUTCOME_TONES: Readonly<Record<Finding['outcome'], Tone>> = {
  closed: 'green',
  stage: 'amber',
  open: 'blue',
};

const Numbers = ({ draft: { numbers, asOf } }: { readonly draft: Draft }) => {
  const { t } = useTranslation();
  const columns = ['total', 'closed', 'stage', 'open'] as const;
  return (
    <>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('duties.column.termClass')}</th>
            {columns.map((column) => (
              <th key={column} scope="col" className="number">
                {t(`duties.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {numbers.rows.map((row) => (
            <tr key={row.termClass}>
              <td data-label={t('duties.column.termClass')}>
                {row.termClass === 'all' ? t('duties.sum') : t(`termClass.${row.termClass}`)}
              </td>
              {columns.map((column) => (
                <td key={column} className="number" data-label={t(`duties.column.${column}`)}>
                  {row[column]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <ul className="plain-list muted">
        {numbers.shares.map(({ name, share }) => (
          <li key={name}>
            {inWords(name)}
            {colon()}
            {inWords(share.formula)}
          </li>
        ))}
        <li>{t('duties.asOf', { date: asOf })}</li>
      </ul>
    </>
  );
};

const FunnelTable = ({ draft }: { readonly draft: Draft }) => {
  const { t } = useTranslation();
  return (
    <ul className="plain-list">
      {draft.funnel.map(({ step, count, share }) => (
        <li key={step} className="list-row list-row-split">
          <span>{t(`duties.funnel.${step}`)}</span>
          <span>
            <strong>{count}</strong> <span className="muted">{share && inWords(share.formula)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
};

/** A page of a report shows so many; the Word file holds all. */
const SHOWN = 20;

const Findings = ({ draft, tenantId }: { readonly draft: Draft; readonly tenantId: string }) => {
  const { t } = useTranslation();
  const rest = draft.findings.length - SHOWN;
  return (
    <>
      <ul className="plain-list">
        {draft.findings.slice(0, SHOWN).map((one) => (
          <li key={one.id} className="list-row list-row-split">
            <span>
              <Link to={`/t/${tenantId}/findings/${one.id}`}>
                {one.no} {one.title}
              </Link>{' '}
              <span className="muted">
                {one.departmentName}{' '}
                {t('duties.measures', { done: one.measureDone, total: one.measureCount })}
              </span>
            </span>
            <Chip tone={OUTCOME_TONES[one.outcome]}>{t(`duties.column.${one.outcome}`)}</Chip>
          </li>
        ))}
      </ul>
      {rest > 0 ? <p className="muted">{t('duties.moreInWord', { count: rest })}</p> : null}
    </>
  );
};

/** One generated section as the page shows it; the Word file has its whole table. */
export const GeneratedSection = ({
  section,
  draft,
  tenantId,
}: {
  readonly section: Exclude<DutyDetail['sections'][number]['id'], 'accountability'>;
  readonly draft: Draft;
  readonly tenantId: string;
}) => {
  const { t } = useTranslation();
  switch (section) {
    case 'numbers':
      return <Numbers draft={draft} />;
    case 'funnel':
      return <FunnelTable draft={draft} />;
    case 'findings':
      return <Findings draft={draft} tenantId={tenantId} />;
    case 'measures':
      return <p className="muted">{t('duties.measuresInWord', draft.numbers.measures)}</p>;
    default:
      return <p className="muted">{t('duties.rulesInWord')}</p>;
  }
};

/** What the data says now that it did not say when it was last taken into the draft. */
export const WhatChanged = ({ duty, draft }: { readonly duty: DutyDetail; readonly draft: Draft }) => {
  const { t } = useTranslation();
  const { difference } = draft;
  if (!difference) return <p className="muted">{t('duties.neverTaken')}</p>;
  const standing = (one: { outcome: Finding['outcome']; measures: string }) =>
    `${t(`duties.column.${one.outcome}`)}${inBrackets(one.measures)}`;
  if (difference.moved.length === 0 && difference.gone === 0)
    return <p className="ok-text">{t('duties.unchanged', { date: difference.since })}</p>;
  return (
    <details className="below" open data-testid="report-difference">
      <summary>
        {t('duties.changed', { date: difference.since, count: difference.moved.length + difference.gone })}
      </summary>
      <ul className="plain-list">
        {difference.moved.map(({ findingId, no, title, from, to }) => (
          <li key={findingId}>
            <Link to={`/t/${duty.tenantId}/findings/${findingId}`}>
              {no} {title}
            </Link>{' '}
            <span className="muted">
              {from ? `${standing(from)} → ` : `${t('duties.newHere')} `}
              {standing(to)}
            </span>
          </li>
        ))}
        {difference.gone > 0 ? <li>{t('duties.gone', { count: difference.gone })}</li> : null}
      </ul>
    </details>
  );
};
