import { type IndexPreview, previewIndexSheet } from '@xuncha/domain';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ClassifiedNotice } from '../../../../components/ClassifiedNotice.tsx';
import { Dialog } from '../../../../components/Dialog.tsx';
import { businessToday } from '../../../../components/dates.ts';
import { colon, listMark } from '../../../../i18n/punctuation.ts';
import { EVIDENCE_ACCEPT, objectionTo } from '../../../../upload/check-file.ts';
import { DropZone } from '../../../../upload/DropZone.tsx';
import type { ChosenFile } from '../../../../upload/dropped-files.ts';
import { isIndexSheet, readIndexSheet } from '../../../../upload/read-index-sheet.ts';
import { UploadList } from '../../../../upload/UploadPanel.tsx';
import { isRunning } from '../../../../upload/upload-queue.ts';
import { useUploadQueue } from '../../../../upload/use-upload-queue.ts';
import { useFinding } from '../finding-context.ts';

interface Chosen {
  readonly files: readonly ChosenFile[];
  readonly preview: IndexPreview;
}

/** What goes where, and what the sheet or the files lack, before anything is sent. */
const PreviewTable = ({ chosen }: { readonly chosen: Chosen }) => {
  const { t } = useTranslation();
  const { detail } = useFinding();
  const { files, preview } = chosen;
  const seqOf = (measureId: string) => detail.measures.find(({ id }) => id === measureId)?.seq ?? 0;
  return (
    <>
      <p role="status" className="below">
        {t('indexSheet.counts', {
          assigned: preview.assigned.length,
          problems: preview.problems.length,
          unlisted: preview.unlisted.length,
        })}
      </p>
      {preview.problems.length > 0 ? (
        <div role="alert">
          <ul className="upload-failure plain-list">
            {preview.problems.map(({ row, message }) => (
              <li key={row} data-testid="index-problem">
                {t('indexSheet.row', { row })}
                {colon()}
                {message}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <ul className="plain-list">
        {preview.assigned.map(({ row, file, measureId, title, formedOn, takenBy }) => (
          <li key={row} className="upload-row" data-testid="index-row">
            <span className="file-name">{files[file]?.file.name}</span>{' '}
            <span className="muted">
              {[t('measure.seq', { seq: seqOf(measureId) }), title, formedOn, takenBy]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {preview.unlisted.length > 0 ? (
        <p className="muted">
          {t('indexSheet.unlisted', {
            names: preview.unlisted.map((index) => files[index]?.file.name).join(listMark()),
          })}
        </p>
      ) : null}
    </>
  );
};

/** Many files or a folder at once, assigned to the measures of the finding by an index sheet. */
export default function IndexSheetDialog({
  open,
  onClose,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { tenantId, findingId, detail } = useFinding();
  const { queue, entries } = useUploadQueue(tenantId, `index/${findingId}`);
  const [chosen, setChosen] = useState<Chosen>();
  const [failure, setFailure] = useState<string>();
  const measures = detail.measures.filter(({ status }) => status !== 'withdrawn');
  const take = async (all: readonly ChosenFile[]) => {
    setFailure(undefined);
    const sheet = all.find(({ file }) => isIndexSheet(file.name));
    if (!sheet) return setFailure(t('indexSheet.noSheet'));
    const files = all.filter((one) => one !== sheet && !objectionTo(one.file));
    try {
      const preview = previewIndexSheet(await readIndexSheet(sheet.file), {
        files: files.map(({ file }) => ({ name: file.name })),
        measures,
        today: businessToday(),
      });
      setChosen({ files, preview });
    } catch {
      setFailure(t('indexSheet.unreadable', { name: sheet.file.name }));
    }
  };
  const start = () => {
    if (!chosen) return;
    for (const { file, measureId, formedOn, title, takenBy, source } of chosen.preview.assigned) {
      const one = chosen.files[file];
      if (!one) continue;
      queue.stage([one], () => ({
        formedOn: formedOn ?? businessToday(),
        title,
        takenBy,
        source,
        place: { findingId, target: { purpose: 'measure', measureId } },
      }));
    }
    setChosen(undefined);
    queue.start();
  };
  return (
    <Dialog
      open={open}
      title={t('indexSheet.title')}
      onCancel={onClose}
      mask={{ closable: false }}
      width={720}
      footer={
        <>
          {entries.some(isRunning) ? <span className="muted dialog-note">{t('upload.leave')}</span> : null}
          <Button onClick={onClose}>{t('action.close')}</Button>
        </>
      }
    >
      <ClassifiedNotice kind="upload" />
      <p className="below">{t('indexSheet.hint')}</p>
      <DropZone
        label={t('indexSheet.drop')}
        hint={t('upload.types')}
        accept={EVIDENCE_ACCEPT}
        multiple
        folder
        onFiles={(files) => void take(files)}
      />
      {failure ? (
        <p className="upload-failure" role="alert">
          {failure}
        </p>
      ) : null}
      {chosen ? (
        <>
          <PreviewTable chosen={chosen} />
          <Button type="primary" block disabled={chosen.preview.assigned.length === 0} onClick={start}>
            {t('upload.start', { count: chosen.preview.assigned.length })}
          </Button>
        </>
      ) : null}
      <UploadList queue={queue} entries={entries} />
    </Dialog>
  );
}
