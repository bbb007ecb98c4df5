import { useTranslation } from 'react-i18next';
import { useFinding } from './finding-context.ts';

type Fact = readonly [label: string, value: string | undefined];

const Facts = ({ facts, wide = false }: { readonly facts: readonly Fact[]; readonly wide?: boolean }) => (
  <dl className={wide ? 'facts-list facts-wide' : 'facts-list'}>
    {facts.map(([label, value]) => (
      <div key={label}>
        <dt>{label}</dt>
        <dd className="wording">{value ?? '—'}</dd>
      </div>
    ))}
  </dl>
);

/**
 * What people read in the cards they work with, before those cards are there: on a slow line their controls come seconds
 * later, and a measure is often the longest text of the page. The cards take its place with the same texts.
 */
export const FindingTexts = () => {
  const { t } = useTranslation();
  const { detail } = useFinding();
  const { finding, body, measures } = detail;
  const { responsibility } = finding;
  const { analysis, goal } = body;
  return (
    <>
      <section className="card" aria-busy="true">
        <div className="kind-head texts-head">
          <h2>{t('finding.responsibility')}</h2>
        </div>
        <Facts
          facts={[
            [t('field.leader'), responsibility.leaderName],
            [t('field.department'), responsibility.departmentName ?? finding.departmentName],
            [t('field.handler'), responsibility.handlerName],
          ]}
        />
      </section>
      {analysis ? (
        <section className="card" aria-busy="true">
          <div className="kind-head texts-head">
            <h2>{t('plan.analysis.title')}</h2>
          </div>
          <Facts
            wide
            facts={[
              [t('plan.analysis.causeText'), analysis.causeText],
              [t('plan.analysis.goal'), goal],
              [t('plan.analysis.standard'), analysis.standard?.text],
            ]}
          />
        </section>
      ) : null}
      <section className="card" aria-busy="true">
        <div className="kind-head texts-head">
          <h2>{t('finding.measures')}</h2>
        </div>
        <ul className="plain-list">
          {measures
            .filter(({ status }) => status !== 'withdrawn')
            .toSorted((a, b) => a.seq - b.seq)
            .map(({ id, seq, text, result }) => (
              <li key={id} className="measure" data-testid="measure-text">
                <h3>{t('measure.seq', { seq })}</h3>
                <p className="wording">{text}</p>
                {result ? <p>{result}</p> : null}
              </li>
            ))}
        </ul>
      </section>
    </>
  );
};
