import { type LedgerIndexPreview, previewLedgerIndex } from '@xuncha/domain';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../../api/client-context.ts';
import { ClassifiedNotice } from '../../../components/ClassifiedNotice.tsx';
import { businessToday } from '../../../components/dates.ts';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { listMark } from '../../../i18n/punctuation.ts';
import { EVIDENCE_ACCEPT, objectionTo } from '../../../upload/check-file.ts';
import { DropZone } from '../../../upload/DropZone.tsx';
import type { ChosenFile } from '../../../upload/dropped-files.ts';
import { UnfinishedUploads } from '../../../upload/UnfinishedUploads.tsx';
import { UploadList } from '../../../upload/UploadPanel.tsx';
import type { UploadEntry } from '../../../upload/upload-queue.ts';
import { useUploadQueue } from '../../../upload/use-upload-queue.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { useTenantId } from '../use-tenant-id.ts';
import { LedgerIndexTable } from './LedgerIndexTable.tsx';
import { saveTemplate } from './save-template.ts';
import { type Dropped, mergeDropped, useDroppedIndex } from './use-dropped-index.ts';

/** How many of the files under way have arrived. */
const Summary = ({ entries }: { readonly entries: readonly UploadEntry[] }) => {
  const { t } = useTranslation();
  if (entries.length === 0) return null;
  const of = (phase: UploadEntry['phase']) => entries.filter((entry) => entry.phase === phase).length;
  const failed = of('failed') + of('refused');
  return (
    <p role="status">
      {t('evidenceUpload.summary', { verified: of('verified'), all: entries.length })}
      {failed > 0 ? t('evidenceUpload.failed', { count: failed }) : ''}
    </p>
  );
};

const EvidenceUpload = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const { client } = useApi();
  const { queue, entries } = useUploadQueue(tenantId, 'many');
  const { state, read, clear } = useDroppedIndex(client, tenantId);
  const [dropped, setDropped] = useState<Dropped>({ files: [] });
  const take = (all: readonly ChosenFile[]) => {
    const next = mergeDropped(dropped, all, (file) => objectionTo(file) === undefined);
    setDropped(next);
    void read(next);
  };
  const preview: LedgerIndexPreview | undefined =
    state.kind === 'read'
      ? previewLedgerIndex(state.rows, {
          files: dropped.files.map(({ file }) => ({ name: file.name })),
          findings: state.findings,
          today: businessToday(),
        })
      : undefined;
  const reset = () => {
    setDropped({ files: [] });
    clear();
  };
  const start = () => {
    for (const { file, findingId, measureId, no, seq, ...facts } of preview?.assigned ?? []) {
      const one = dropped.files[file];
      if (!one) continue;
      const { formedOn = businessToday(), title, takenBy, source } = facts;
      queue.stage([one], () => ({
        formedOn,
        title,
        takenBy,
        source,
        note: t('evidenceUpload.target', { no, seq }),
        place: { findingId, target: { purpose: 'measure', measureId } },
      }));
    }
    // Files stay: a corrected sheet is dropped alone, and what has arrived already is recognised.
    clear();
    setDropped({ files: dropped.files });
    queue.start();
  };
  return (
    <>
      <PageHeader
        title={t('evidenceUpload.title')}
        intro={t('evidenceUpload.intro')}
        extra={
          <Button onClick={() => void saveTemplate(t('evidenceUpload.templateName'))}>
            {t('evidenceUpload.template')}
          </Button>
        }
      />
      <section className="card" aria-label={t('evidenceUpload.title')}>
        <ClassifiedNotice kind="upload" />
        <ol className="spaced">
          <li>{t('evidenceUpload.step1')}</li>
          <li>{t('evidenceUpload.step2')}</li>
          <li>{t('evidenceUpload.step3')}</li>
        </ol>
        <DropZone
          label={t('evidenceUpload.drop')}
          hint={t('upload.types')}
          accept={EVIDENCE_ACCEPT}
          multiple
          folder
          onFiles={take}
        />
        {dropped.files.length > 0 || dropped.sheet ? (
          <p role="status" className="spaced">
            {t('evidenceUpload.chosen', {
              count: dropped.files.length,
              sheet: dropped.sheet?.file.name ?? t('evidenceUpload.none'),
            })}{' '}
            <Button size="small" onClick={reset}>
              {t('evidenceUpload.reset')}
            </Button>
          </p>
        ) : null}
        {dropped.refused?.length ? (
          <p className="upload-failure" role="alert">
            {t('evidenceUpload.refused', { names: dropped.refused.join(listMark()) })}
          </p>
        ) : null}
        {state.kind === 'no-sheet' ? <p role="status">{t('evidenceUpload.noSheet')}</p> : null}
        {state.kind === 'unreadable' ? (
          <p className="upload-failure" role="alert">
            {t('indexSheet.unreadable', { name: state.name })}
          </p>
        ) : null}
        {state.kind === 'reading' ? <p role="status">{t('evidenceUpload.reading')}</p> : null}
        {state.kind === 'failed' ? (
          <ProblemAlert error={state.error} onRetry={() => void read(dropped)} />
        ) : null}
        {preview ? (
          <>
            <LedgerIndexTable preview={preview} files={dropped.files} />
            <div className="actions spaced">
              <Button type="primary" disabled={preview.assigned.length === 0} onClick={start}>
                {t('upload.start', { count: preview.assigned.length })}
              </Button>
            </div>
          </>
        ) : null}
      </section>
      <UnfinishedUploads tenantId={tenantId} queue={queue} entries={entries} />
      {entries.length > 0 ? (
        <section className="card" aria-labelledby="sending-title">
          <h2 id="sending-title">{t('evidenceUpload.sending')}</h2>
          <Summary entries={entries} />
          <UploadList queue={queue} entries={entries} />
        </section>
      ) : null}
    </>
  );
};

/** Route /t/:tenantId/evidence-upload: a folder and an index sheet over many findings. */
export default function EvidenceUploadPage() {
  const tenantId = useTenantId();
  return (
    <RequireAction action="evidence.add" tenantId={tenantId}>
      <EvidenceUpload key={tenantId} tenantId={tenantId} />
    </RequireAction>
  );
}
