import type { OutputOf } from '@xuncha/contracts';
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../../../api/use-operation.ts';
import { ChangedText } from '../../../components/ChangedText.tsx';
import { showInstant } from '../../../components/dates.ts';
import { Loaded } from '../../../components/Loaded.tsx';
import { colon } from '../../../i18n/punctuation.ts';
import { usePlan } from './plan-context.ts';

type Version = OutputOf<'plans.version'>;

const Differences = ({ differences }: { readonly differences: Version['differences'] }) => {
  const { t } = useTranslation();
  return (
    <ul className="plan-differences" data-testid="plan-differences">
      {differences.map(({ findingId, no, title, field, before, after }) => (
        <li key={`${findingId ?? ''} ${field}`}>
          <strong>{[no, title, field].filter(Boolean).join(' ')}</strong>
          <p>
            <span className="muted">
              {t('plan.before')}
              {colon()}
            </span>
            {before ? <ChangedText before={before} after={after} side="before" /> : t('plan.nothing')}
          </p>
          <p>
            <span className="muted">
              {t('plan.after')}
              {colon()}
            </span>
            {after ? <ChangedText before={before} after={after} side="after" /> : t('plan.nothing')}
          </p>
        </li>
      ))}
    </ul>
  );
};

const VersionView = ({ version }: { readonly version: Version }) => {
  const { t } = useTranslation();
  const { previous, differences, since } = version;
  return (
    <>
      <p className="muted">
        {t('plan.submittedBy', { name: version.submittedByName, at: showInstant(version.submittedAt) })} ·{' '}
        {t('plan.counts', { findings: version.findings, measures: version.measures })}
      </p>
      <p>
        {t('plan.hash')} <code className="hash">{version.hash}</code>
      </p>
      {since ? (
        <>
          <p className={since.length > 0 ? 'due-near' : 'ok-text'}>
            {since.length > 0 ? t('plan.since', { count: since.length }) : t('plan.sinceNone')}
          </p>
          <Differences differences={since} />
        </>
      ) : null}
      {previous === undefined ? (
        <p>{t('plan.firstVersion')}</p>
      ) : (
        <>
          <p>
            {differences.length > 0
              ? t('plan.differences', { previous, count: differences.length })
              : t('plan.noDifferences', { previous })}
          </p>
          <Differences differences={differences} />
        </>
      )}
    </>
  );
};

/** The versions handed in so far, and what each changed (E04). */
export const VersionsCard = () => {
  const { t } = useTranslation();
  const { tenantId, plan } = usePlan();
  const [chosen, setChosen] = useState<number>();
  const [against, setAgainst] = useState<number>();
  const number = chosen ?? plan.versions.at(-1) ?? 0;
  const others = plan.versions.filter((one) => one !== number);
  const before = others.find((one) => one === against) ?? others.filter((one) => one < number).at(-1);
  const query = useOperation(
    'plans.version',
    { params: { tenantId, planId: plan.id }, query: { number, ...(before === against ? { against } : {}) } },
    { enabled: number > 0 },
  );
  if (number === 0) return null;
  return (
    <section className="card" aria-labelledby="versions-title">
      <div className="kind-head">
        <h2 id="versions-title">{t('plan.versions')}</h2>
        <Select
          aria-label={t('plan.versions')}
          value={number}
          options={plan.versions.map((one) => ({
            value: one,
            label: t('plan.showVersion', { number: one }),
          }))}
          onChange={setChosen}
        />
        {others.length > 1 ? (
          <Select
            aria-label={t('plan.against')}
            value={before}
            placeholder={t('plan.against')}
            options={others.map((one) => ({ value: one, label: t('plan.againstVersion', { number: one }) }))}
            onChange={setAgainst}
          />
        ) : null}
      </div>
      <Loaded query={query}>{(version) => <VersionView version={version} />}</Loaded>
    </section>
  );
};
