import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useApi } from '../../../api/client-context.ts';
import { openRequests } from '../../../api/open-requests.ts';
import { tryAgain } from '../../../api/try-again.ts';
import { ClassifiedNotice } from '../../../components/ClassifiedNotice.tsx';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { ProgressBar } from '../../../components/ProgressBar.tsx';
import { DropZone } from '../../../upload/DropZone.tsx';
import type { ChosenFile } from '../../../upload/dropped-files.ts';
import { hashFile } from '../../../upload/hash-file.ts';
import { browserNetwork, patiently } from '../../../upload/patience.ts';
import { putFile, UploadPaused, UploadRefused } from '../../../upload/put-file.ts';
import { UploadWaiting } from '../../../upload/UploadWaiting.tsx';
import { useWarnBeforeLeaving } from '../../../upload/use-warn-before-leaving.ts';

/** 20 MB: the limit of the contract (`ImportRegistration.size`). */
const MAX_LEDGER_BYTES = 20 * 1024 * 1024;

/** Tables of other programs: they may be chosen, to be told how they become a workbook. */
const OTHER_TABLES = ['xls', 'et', 'csv'] as const;

type Objection = (typeof OTHER_TABLES)[number] | 'other' | 'empty' | 'tooLarge';

/** Says at once what the server would refuse, and what to do about it. */
const objectionTo = ({ name, size }: File): Objection | undefined => {
  const extension = name.split('.').at(-1)?.toLowerCase() ?? '';
  if (extension !== 'xlsx') return OTHER_TABLES.find((other) => other === extension) ?? 'other';
  if (size === 0) return 'empty';
  return size > MAX_LEDGER_BYTES ? 'tooLarge' : undefined;
};

/** Hashes, registers and uploads a ledger, then goes on to its preview. */
export const UploadLedger = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const { client } = useApi();
  const navigate = useNavigate();
  const [share, setShare] = useState(0);
  const [waiting, setWaiting] = useState(false);
  const [objection, setObjection] = useState<{ readonly name: string; readonly why: Objection }>();
  const control = useRef<AbortController>(undefined);
  const upload = useMutation({
    mutationFn: async (file: File) => {
      setShare(0);
      const stop = new AbortController();
      control.current = stop;
      const { signal } = stop;
      const { sha256 } = await hashFile(file, (done) => setShare(done * 10));
      const body = { fileName: file.name, size: file.size, sha256 };
      const request = ['imports.register', tenantId, body];
      const idempotencyKey = openRequests.keyOf(request);
      const { data } = await tryAgain(() =>
        client.call('imports.register', { params: { tenantId }, body, idempotencyKey }),
      );
      const onProgress = (bytes: number) => setShare(10 + (bytes / file.size) * 90);
      await patiently(
        () => putFile(file, data.upload, { onProgress, signal }),
        browserNetwork,
        signal,
        setWaiting,
      ).catch((error) => {
        // An address that does not hold any more: the next attempt asks for another one.
        if (error instanceof UploadRefused) openRequests.answered(request);
        throw error;
      });
      openRequests.answered(request);
      return data.import.id;
    },
    onSettled: () => setWaiting(false),
  });
  useWarnBeforeLeaving(upload.isPending);
  // Whoever has gone to another page meanwhile stays there: the record of imports says how far it has come.
  const send = (file: File) =>
    upload.mutate(file, { onSuccess: (importId) => navigate(`/t/${tenantId}/imports/${importId}`) });
  const stopped = upload.error instanceof UploadPaused;
  const take = ([chosen]: readonly ChosenFile[]) => {
    if (!chosen) return;
    const { file } = chosen;
    const why = objectionTo(file);
    upload.reset();
    setObjection(why && { name: file.name, why });
    if (!why) send(file);
  };
  return (
    <section className="card" aria-labelledby="upload-title">
      <h2 id="upload-title">{t('imports.upload')}</h2>
      <ClassifiedNotice kind="upload" />
      <DropZone
        label={t('imports.choose')}
        hint={t('imports.types')}
        accept=".xlsx,.xls,.et,.csv"
        disabled={upload.isPending}
        onFiles={take}
      />
      {objection ? (
        <p className="upload-failure" role="alert">
          {t('imports.objection', { name: objection.name, why: t(`imports.objections.${objection.why}`) })}
        </p>
      ) : null}
      {upload.isPending ? (
        <div className="upload-row">
          <span className="file-name">{upload.variables.name}</span>
          <ProgressBar
            value={share}
            status="active"
            label={t('upload.progressOf', { name: upload.variables.name })}
          />
          <Button
            size="small"
            onClick={() => control.current?.abort()}
            aria-label={t('upload.cancelFile', { name: upload.variables.name })}
          >
            {t('action.cancel')}
          </Button>
        </div>
      ) : null}
      {waiting ? <UploadWaiting /> : null}
      {stopped ? (
        <p className="muted" role="status">
          {t('imports.stopped')}
        </p>
      ) : null}
      <ProblemAlert
        error={stopped ? null : upload.error}
        onRetry={upload.variables ? () => upload.variables && send(upload.variables) : undefined}
      />
    </section>
  );
};
