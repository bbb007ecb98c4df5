import { Button } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../api/client-context.ts';
import { showBytes } from '../components/sizes.ts';
import { DropZone } from './DropZone.tsx';
import type { ChosenFile } from './dropped-files.ts';
import { forgetUpload, reopenFile, type UnfinishedUpload, unfinishedUploads } from './unfinished.ts';
import type { UploadEntry, UploadQueue } from './upload-queue.ts';

interface Props {
  readonly tenantId: string;
  readonly findingId?: string;
  readonly queue: UploadQueue;
  readonly entries: readonly UploadEntry[];
}

const isSame = (upload: UnfinishedUpload, { file }: ChosenFile): boolean =>
  file.name === upload.fileName && file.size === upload.size;

const UnfinishedRow = ({
  upload,
  onFile,
  onForget,
}: {
  readonly upload: UnfinishedUpload;
  readonly onFile: (file: ChosenFile) => void;
  readonly onForget: () => void;
}) => {
  const { t } = useTranslation();
  const [choosing, setChoosing] = useState(!upload.handle);
  const [wrong, setWrong] = useState(false);
  const { fileName: name, size, handle } = upload;
  const take = (chosen: ChosenFile | undefined) => {
    if (!chosen) return setChoosing(true);
    if (!isSame(upload, chosen)) return setWrong(true);
    onFile(chosen);
  };
  const reopen = async () => {
    const file = await reopenFile(upload);
    take(file && { file, path: file.name, ...(handle ? { handle } : {}) });
  };
  return (
    <li className="upload-row" data-testid="unfinished-row">
      <div className="upload-head">
        <span className="file-name">{name}</span>
        <span className="muted nowrap">{showBytes(size)}</span>
      </div>
      {choosing ? (
        <DropZone
          label={t('upload.chooseAgain', { name })}
          hint={showBytes(size)}
          accept=""
          onFiles={([chosen]) => take(chosen)}
        />
      ) : (
        <Button size="small" type="primary" aria-label={t('upload.resumeFile', { name })} onClick={reopen}>
          {t('upload.resume')}
        </Button>
      )}
      {wrong ? (
        <p className="upload-failure" role="alert">
          {t('upload.otherFile', { name, size: showBytes(size) })}
        </p>
      ) : null}
      <Button size="small" type="text" aria-label={t('upload.forget', { name })} onClick={onForget}>
        {t('action.remove')}
      </Button>
    </li>
  );
};

/** Large files this browser began and did not finish: going on with them sends only what is missing. */
export const UnfinishedUploads = ({ tenantId, findingId, queue, entries }: Props) => {
  const { t } = useTranslation();
  const { membership = '' } = useApi();
  const [uploads, setUploads] = useState<readonly UnfinishedUpload[]>([]);
  const load = useCallback(
    () => unfinishedUploads({ membership, tenantId, findingId }).then(setUploads),
    [membership, tenantId, findingId],
  );
  useEffect(() => void load(), [load]);
  const running = new Set(entries.map(({ evidenceId }) => evidenceId));
  const open = uploads.filter(({ evidenceId }) => !running.has(evidenceId));
  if (open.length === 0) return null;
  return (
    <section className="unfinished" aria-label={t('upload.unfinished')}>
      <h4>{t('upload.unfinished')}</h4>
      <p className="muted">{t('upload.unfinishedHint')}</p>
      <ul className="plain-list upload-list">
        {open.map((upload) => (
          <UnfinishedRow
            key={upload.evidenceId}
            upload={upload}
            onFile={(chosen) =>
              queue.replace(upload.evidenceId, chosen, {
                formedOn: upload.formedOn,
                place: { findingId: upload.findingId, target: upload.target },
              })
            }
            onForget={() => void forgetUpload(upload.evidenceId).then(load)}
          />
        ))}
      </ul>
    </section>
  );
};
