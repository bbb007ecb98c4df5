import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Measure } from '../../../../api/types.ts';
import { EmptyState } from '../../../../components/EmptyState.tsx';
import { SentForm } from '../../../../components/SentForm.tsx';
import { useCan, useFinding } from '../finding-context.ts';
import { MeasureItem } from './MeasureItem.tsx';
import { useMeasureAdd } from './use-measure-edit.ts';

const MeasureDialog = lazy(async () => ({ default: (await import('./MeasureDialog.tsx')).MeasureDialog }));
const IndexSheetDialog = lazy(() => import('./IndexSheetDialog.tsx'));

const bySeq = (a: Measure, b: Measure): number => a.seq - b.seq;

/** Measures with progress and their evidence; withdrawn ones last. */
export const MeasuresCard = () => {
  const { t } = useTranslation();
  const can = useCan();
  const { detail } = useFinding();
  const add = useMeasureAdd();
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
            <Button data-mends="add" loading={add.onWay !== undefined} onClick={add.show}>
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
      <SentForm name="measure-add" sent={add} may={can('measures.add')}>
        {add.onWay?.input.body?.text}
      </SentForm>
      {add.mounted ? (
        <Suspense>
          <MeasureDialog form={add} />
        </Suspense>
      ) : null}
    </section>
  );
};
