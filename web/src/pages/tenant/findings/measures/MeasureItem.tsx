import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Measure } from '../../../../api/types.ts';
import { Chip, type Tone } from '../../../../components/Chip.tsx';
import { ProgressBar } from '../../../../components/ProgressBar.tsx';
import { SentForm } from '../../../../components/SentForm.tsx';
import { colon } from '../../../../i18n/punctuation.ts';
import { UploadDialog } from '../../../../upload/UploadDialog.tsx';
import { useCan, useFinding } from '../finding-context.ts';
import { EvidenceList } from './EvidenceList.tsx';
import { MeasureCourse, ReportHistory, StageTargets } from './MeasureCourse.tsx';
import { useMeasureEdit } from './use-measure-edit.ts';
import { type MeasureReport, useMeasureReport } from './use-measure-report.ts';
import { WithdrawMeasureDialog } from './WithdrawMeasureDialog.tsx';

const MeasureDialog = lazy(async () => ({ default: (await import('./MeasureDialog.tsx')).MeasureDialog }));
const ReportDialog = lazy(async () => ({ default: (await import('./ReportDialog.tsx')).ReportDialog }));

const TONES: Readonly<Record<Measure['status'], Tone>> = {
  not_started: 'neutral',
  under_way: 'blue',
  done: 'green',
  withdrawn: 'neutral',
};

const TermText = ({ term }: Pick<Measure, 'term'>) => {
  const { t } = useTranslation();
  const main = term.date ?? t(`measure.kind.${term.kind}`);
  const original =
    term.original && term.original !== main ? t('measure.termOriginal', { text: term.original }) : '';
  return (
    <span>
      {t('field.term')} {main} {original ? <span className="muted">{original}</span> : null}
    </span>
  );
};

const MeasureActions = ({
  measure,
  report,
  edit,
  onUpload,
}: {
  readonly measure: Measure;
  readonly report: MeasureReport;
  readonly edit: ReturnType<typeof useMeasureEdit>;
  readonly onUpload: () => void;
}) => {
  const { t } = useTranslation();
  const can = useCan();
  const [withdrawing, setWithdrawing] = useState(false);
  const named = (label: string) => `${label}${colon()}${t('measure.seq', { seq: measure.seq })}`;
  return (
    <div className="actions">
      {can('measures.report') ? (
        <Button
          type={measure.status === 'done' ? 'default' : 'primary'}
          aria-label={named(t('measure.report'))}
          data-mends="report"
          loading={report.onWay !== undefined}
          onClick={report.show}
        >
          {t('measure.report')}
        </Button>
      ) : null}
      {can('evidence.register') ? (
        <Button data-mends="upload" aria-label={named(t('measure.upload'))} onClick={onUpload}>
          {t('measure.upload')}
        </Button>
      ) : null}
      {can('measures.edit') ? (
        <Button
          type="text"
          aria-label={named(t('measure.edit'))}
          loading={edit.onWay !== undefined}
          onClick={edit.show}
        >
          {t('action.edit')}
        </Button>
      ) : null}
      {can('measures.withdraw') ? (
        <Button type="text" aria-label={named(t('measure.withdraw'))} onClick={() => setWithdrawing(true)}>
          {t('action.withdraw')}
        </Button>
      ) : null}
      <Suspense>
        {edit.mounted ? <MeasureDialog measure={measure} form={edit} /> : null}
        {report.mounted ? <ReportDialog measure={measure} report={report} /> : null}
      </Suspense>
      {withdrawing ? <WithdrawMeasureDialog measure={measure} onClose={() => setWithdrawing(false)} /> : null}
    </div>
  );
};

/** One measure: what, who, by when, how far, proven by what. */
export const MeasureItem = ({ measure }: { readonly measure: Measure }) => {
  const { t } = useTranslation();
  const { tenantId, findingId, detail } = useFinding();
  const [uploading, setUploading] = useState(false);
  const can = useCan();
  const report = useMeasureReport(measure);
  const edit = useMeasureEdit(measure);
  const evidence = detail.evidence.filter(
    ({ purpose, measureId }) => purpose === 'measure' && measureId === measure.id,
  );
  const withdrawn = measure.status === 'withdrawn';
  const people = [
    measure.departmentName,
    measure.leaderName,
    measure.handlerName,
    ...measure.supportingDepartments,
  ];
  return (
    <li
      id={`measure-${measure.id}`}
      className={`measure${withdrawn ? ' measure-withdrawn' : ''}`}
      data-testid="measure"
    >
      <div className="measure-head">
        <h3>{t('measure.seq', { seq: measure.seq })}</h3>
        <Chip tone={TONES[measure.status]}>{t(`measure.status.${measure.status}`)}</Chip>
        <span className="muted">{people.filter(Boolean).join(' · ')}</span>
      </div>
      <p className="wording">{measure.text}</p>
      {withdrawn ? (
        <p className="muted">{t('measure.withdrawnBecause', { reason: measure.withdrawnReason ?? '' })}</p>
      ) : (
        <>
          <p className="measure-facts">
            <TermText term={measure.term} />
            <span className="measure-bar">
              <ProgressBar
                value={measure.progress}
                label={`${t('measure.seq', { seq: measure.seq })} ${t('field.progress')}`}
              />
            </span>
          </p>
          <MeasureCourse measure={measure} />
          <StageTargets measure={measure} />
          {measure.result ? (
            <p>
              <strong>
                {t('field.result')}
                {colon()}
              </strong>
              {measure.result}
            </p>
          ) : null}
          <SentForm name="report" sent={report} may={can('measures.report')}>
            {t('measure.savingLine', { progress: report.onWay?.input.body?.progress ?? 0 })}{' '}
            {report.onWay?.input.body?.note ?? report.onWay?.input.body?.result}
          </SentForm>
          <SentForm name="edit" sent={edit} may={can('measures.edit')}>
            {t('measure.edit')}
          </SentForm>
          <ReportHistory measure={measure} />
          <MeasureActions measure={measure} report={report} edit={edit} onUpload={() => setUploading(true)} />
        </>
      )}
      <EvidenceList items={evidence} />
      <UploadDialog
        tenantId={tenantId}
        findingId={findingId}
        target={{ purpose: 'measure', measureId: measure.id }}
        title={t('measure.uploadTitle', { seq: measure.seq })}
        open={uploading}
        onClose={() => setUploading(false)}
      />
    </li>
  );
};
