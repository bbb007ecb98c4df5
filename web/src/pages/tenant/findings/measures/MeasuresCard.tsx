import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Measure } from '../../../../api/types.ts';
import { EmptyState } from '../../../../components/EmptyState.tsx';
import { useCan, useFinding } from '../finding-context.ts';
import { MeasureItem } from './MeasureItem.tsx';

const MeasureDialog = lazy(async () => ({ default: (await import('./MeasureDialog.tsx')).MeasureDialog }));
const IndexSheetDialog = lazy(() => import('./IndexSheetDialog.tsx'));

const bySeq = (a: Measure, b: Measure): number => a.seq - b.seq;

/** Measures with progress and their evidence; withdrawn ones last. */
export const MeasuresCard = () => {
  const { t } = useTranslation();
  const can = useCan();
  const { detail } = useFinding();
  const [adding, setAdding] = useState(false);
  // Once opened it stays: closing it does not stop what it is sending.
  const [indexing, setIndexing] = useState<boolean>();
  const standing = detail.measures.filter(({ status }) => status !== 'withdrawn').sort(bySeq);
  const withdrawn = detail.measures.filter(({ status }) => status === 'withdrawn').sort(bySeq);
  return (
    <section className="card" id="measures" aria-labelledby="measures-title">
      <div className="kind-head">
        <h2 id="measures-title">
          {t('finding.measures')} <span className="count">{standing.length}</span>
        </h2>
        <div className="row-actions">
          {can('evidence.register') ? (
            <Button onClick={() => setIndexing(true)}>{t('indexSheet.open')}</Button>
          ) : null}
          {can('measures.add') ? (
            <Button data-mends="add" onClick={() => setAdding(true)}>
              {t('measure.add')}
            </Button>
          ) : null}
        </div>
      </div>
      {standing.length === 0 ? (
        <EmptyState title={t('finding.noMeasures')} hint={t('finding.noMeasuresHint')} />
      ) : null}
      <ul className="plain-list">
        {[...standing, ...withdrawn].map((measure) => (
          <MeasureItem key={measure.id} measure={measure} />
        ))}
      </ul>
      {indexing === undefined ? null : (
        <Suspense>
          <IndexSheetDialog open={indexing} onClose={() => setIndexing(false)} />
        </Suspense>
      )}
      {adding ? (
        <Suspense>
          <MeasureDialog onClose={() => setAdding(false)} />
        </Suspense>
      ) : null}
    </section>
  );
};
