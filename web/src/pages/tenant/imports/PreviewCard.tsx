import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportDetail } from '../../../api/types.ts';
import { useList } from '../../../api/use-operation.ts';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { CorrectionButton } from './CorrectionButton.tsx';
import { importableOf } from './import-work.ts';
import { PreviewRow } from './PreviewRow.tsx';

type Only = 'problems' | 'good' | undefined;

const TOTALS = ['findings', 'measures', 'good', 'warnings', 'errors', 'duplicates'] as const;

const Totals = ({ totals }: { readonly totals: NonNullable<ImportDetail['totals']> }) => {
  const { t } = useTranslation();
  const shown = { ...totals, good: importableOf(totals) };
  return (
    <dl className="figures">
      {TOTALS.map((name) => (
        <div
          key={name}
          className={`figure figure-plain${name === 'errors' && shown[name] > 0 ? ' figure-late' : ''}`}
        >
          <dt className="figure-label">{t(`imports.totals.${name}`)}</dt>
          <dd className="figure-value">{shown[name]}</dd>
        </div>
      ))}
    </dl>
  );
};

/** Every finding as it would be imported, with what is wrong by row and column. */
export const PreviewCard = ({ detail }: { readonly detail: ImportDetail }) => {
  const { t } = useTranslation();
  const [only, setOnly] = useState<Only>();
  const { tenantId, id: importId, totals } = detail;
  const list = useList(
    'imports.preview',
    { params: { tenantId, importId }, query: { only, limit: 50 } },
    { forget: true },
  );
  const filters: [Only, string][] = [
    [undefined, t('action.all')],
    ['problems', t('imports.onlyProblems')],
    ['good', t('imports.onlyGood')],
  ];
  return (
    <section className="card" aria-labelledby="preview-title">
      <h2 id="preview-title">{t('imports.preview')}</h2>
      {totals ? <Totals totals={totals} /> : null}
      <CorrectionButton detail={detail} />
      <fieldset className="kind-filter">
        <legend className="visually-hidden">{t('ledger.filters')}</legend>
        {filters.map(([value, label]) => (
          <button
            key={label}
            type="button"
            className="kind-button"
            aria-pressed={only === value}
            onClick={() => setOnly(value)}
          >
            {label}
          </button>
        ))}
      </fieldset>
      <LoadedList list={list} empty={t('imports.previewEmpty')}>
        {(findings) => (
          <ul className="plain-list">
            {findings.map((finding) => (
              <PreviewRow key={finding.index} finding={finding} />
            ))}
          </ul>
        )}
      </LoadedList>
    </section>
  );
};
