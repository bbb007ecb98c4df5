import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportDetail } from '../../../api/types.ts';
import { useCommand, useList } from '../../../api/use-operation.ts';
import { followLink } from '../../../components/follow-link.ts';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
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

const CorrectionButton = ({ detail }: { readonly detail: ImportDetail }) => {
  const { t } = useTranslation();
  const workbook = useCommand('imports.correctionWorkbook');
  const fetchLink = () =>
    workbook.mutate(
      { params: { tenantId: detail.tenantId, importId: detail.id } },
      { onSuccess: ({ data }) => followLink(data) },
    );
  return (
    <>
      <Button loading={workbook.isPending} onClick={fetchLink} title={t('imports.correctionHint')}>
        {t('imports.correction')}
      </Button>
      <ProblemAlert error={workbook.error} onRetry={fetchLink} />
    </>
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
      <div className="kind-head">
        <h2 id="preview-title">{t('imports.preview')}</h2>
        <CorrectionButton detail={detail} />
      </div>
      {totals ? <Totals totals={totals} /> : null}
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
