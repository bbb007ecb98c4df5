import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
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
import { putFile, UploadRefused } from '../../../upload/put-file.ts';
import { UploadWaiting } from '../../../upload/UploadWaiting.tsx';

/** 20 MB: the limit of the contract (`ImportRegistration.size`). */
const MAX_LEDGER_BYTES = 20 * 1024 * 1024;

/** Hashes, registers and uploads a ledger, then goes on to its preview. */
export const UploadLedger = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const { client } = useApi();
  const navigate = useNavigate();
  const [share, setShare] = useState(0);
  const [waiting, setWaiting] = useState(false);
  const [objection, setObjection] = useState<string>();
  const upload = useMutation({
    mutationFn: async (file: File) => {
      setShare(0);
      const { sha256 } = await hashFile(file, (done) => setShare(done * 10));
      const body = { fileName: file.name, size: file.size, sha256 };
      const request = ['imports.register', tenantId, body];
      const idempotencyKey = openRequests.keyOf(request);
      const { data } = await tryAgain(() =>
        client.call('imports.register', { params: { tenantId }, body, idempotencyKey }),
      );
      const onProgress = (bytes: number) => setShare(10 + (bytes / file.size) * 90);
      await patiently(
        () => putFile(file, data.upload, { onProgress }),
        browserNetwork,
        new AbortController().signal,
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
    onSuccess: (importId) => navigate(`/t/${tenantId}/imports/${importId}`),
  });
  const take = ([chosen]: readonly ChosenFile[]) => {
    if (!chosen) return;
    const { file } = chosen;
    const wrong = !/\.xlsx?$/i.test(file.name)
      ? t('imports.wrongType')
      : file.size > MAX_LEDGER_BYTES
        ? t('imports.tooLarge')
        : undefined;
    setObjection(wrong);
    if (!wrong) upload.mutate(file);
  };
  return (
    <section className="card" aria-labelledby="upload-title">
      <h2 id="upload-title">{t('imports.upload')}</h2>
      <ClassifiedNotice kind="upload" />
      <DropZone
        label={t('imports.choose')}
        hint={t('imports.types')}
        accept=".xlsx,.xls"
        disabled={upload.isPending}
        onFiles={take}
      />
      {objection ? (
        <p className="upload-failure" role="alert">
          {objection}
        </p>
      ) : null}
      {upload.isPending ? (
        <ProgressBar
          value={share}
          status="active"
          label={t('upload.progressOf', { name: upload.variables.name })}
        />
      ) : null}
      {waiting ? <UploadWaiting /> : null}
      <ProblemAlert
        error={upload.error}
        onRetry={upload.variables ? () => upload.variables && upload.mutate(upload.variables) : undefined}
      />
    </section>
  );
};
