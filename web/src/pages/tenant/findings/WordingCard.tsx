import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { FindingDetail } from '../../../api/types.ts';
import { showInstant } from '../../../components/dates.ts';
import { colon } from '../../../i18n/punctuation.ts';
import { useFinding } from './finding-context.ts';

const OUTCOMES = { maintained: 'finding.maintained', accepted: 'finding.accepted' } as const;

const Lineage = ({ label, ids }: { readonly label: string; readonly ids: readonly string[] }) => {
  const { tenantId } = useFinding();
  if (ids.length === 0) return null;
  return (
    <p>
      {label}
      {colon()}
      {ids.map((id, index) => (
        <Link key={id} to={`/t/${tenantId}/findings/${id}`} className="lineage">
          {index + 1}
        </Link>
      ))}
    </p>
  );
};

const SourceText = ({ source }: { readonly source: NonNullable<FindingDetail['body']['source']> }) => {
  const { t } = useTranslation();
  const { sheet, rowStart, rowEnd } = source;
  const rows =
    rowStart === rowEnd
      ? t('imports.row', { row: rowStart })
      : t('imports.rows', { start: rowStart, end: rowEnd });
  return <p className="muted">{t('finding.source', { sheet, rows })}</p>;
};

/** The original wording, unchanged, and where it came from. */
export const WordingCard = () => {
  const { t } = useTranslation();
  const { detail } = useFinding();
  const { finding, body } = detail;
  const facts: [string, string | undefined][] = [
    [t('field.domain'), finding.domain],
    [t('field.category'), finding.category],
    [t('field.termClass'), t(`termClass.${finding.termClass}`)],
    [t('field.feedbackDate'), finding.feedbackDate],
    [t('field.goal'), body.goal],
    [t('field.remark'), body.remark],
  ];
  return (
    <section className="card" id="wording" aria-labelledby="wording-title">
      <h2 id="wording-title">{t('finding.wording')}</h2>
      <p className="wording">{body.text}</p>
      <dl className="facts-list">
        {facts.map(([label, value]) =>
          value ? (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {finding.feedbackDate ? <p className="muted">{t('finding.wordingFrozen')}</p> : null}
      {body.source ? <SourceText source={body.source} /> : null}
      <Lineage label={t('finding.lineageParents')} ids={finding.parents} />
      <Lineage label={t('finding.lineageChildren')} ids={finding.children} />
      {body.objection ? (
        <div className="quote">
          <h3>{t('finding.objection')}</h3>
          <p>{body.objection.reason}</p>
          <p className="muted">
            {body.objection.by} · {showInstant(body.objection.at)}
          </p>
        </div>
      ) : null}
      {body.objectionAnswer ? (
        <div className="quote">
          <h3>
            {t('finding.objectionAnswer')}
            {colon()}
            {t(OUTCOMES[body.objectionAnswer.outcome])}
          </h3>
          <p>{body.objectionAnswer.reason}</p>
          <p className="muted">
            {body.objectionAnswer.by} · {showInstant(body.objectionAnswer.at)}
          </p>
        </div>
      ) : null}
    </section>
  );
};
