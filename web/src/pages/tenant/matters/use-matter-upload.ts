import type { OperationId } from '@xuncha/contracts';
import { useState } from 'react';
import { useApi } from '../../../api/client-context.ts';
import { tryAgain } from '../../../api/try-again.ts';
import { useRefresh } from '../../../api/use-operation.ts';
import { hashFile } from '../../../upload/hash-file.ts';
import { browserNetwork, patiently } from '../../../upload/patience.ts';
import { putFile } from '../../../upload/put-file.ts';

export interface MatterUpload {
  readonly fileName: string;
  /** 0–100: hashing is the first tenth, sending the rest. */
  readonly percent: number;
  /** The line is gone, and the paper waits for it. */
  readonly waiting?: boolean;
}

/** The check of a small paper takes a second or two; after a minute the page says what it knows. */
const CHECK_TRIES = 60;

/**
 * Sends papers of a matter: hashed in the browser, announced, sent, checked, each again while the connection is lost. What failed can be chosen again: it is
 * announced anew, and what was announced before stays on record as not arrived.
 */
export const useMatterUpload = (
  place: { readonly tenantId: string; readonly matterId: string },
  refresh: readonly OperationId[],
) => {
  const { client } = useApi();
  const { atOnce } = useRefresh(refresh);
  const [running, setRunning] = useState<MatterUpload>();
  const [error, setError] = useState<unknown>();

  const check = async (fileId: string): Promise<void> => {
    for (let tries = 0; tries < CHECK_TRIES; tries += 1) {
      const { data } = await tryAgain(() => client.call('matterFiles.get', { params: { ...place, fileId } }));
      if (data.status !== 'registered') return;
      await new Promise((resolve) => window.setTimeout(resolve, 1_000));
    }
  };

  const send = async (file: File, purpose: string): Promise<void> => {
    const show = (percent: number) => setRunning({ fileName: file.name, percent });
    setError(undefined);
    show(0);
    try {
      const { sha256 } = await hashFile(file, (done) => show(done * 10));
      const idempotencyKey = crypto.randomUUID();
      const { data } = await tryAgain(() =>
        client.call('matterFiles.register', {
          params: place,
          body: { purpose, fileName: file.name, size: file.size, sha256, contentType: file.type },
          idempotencyKey,
        }),
      );
      await patiently(
        () => putFile(file, data.upload, { onProgress: (sent) => show(10 + (sent / file.size) * 90) }),
        browserNetwork,
        new AbortController().signal,
        (waiting) => setRunning({ fileName: file.name, percent: 10, waiting }),
      );
      await check(data.file.id);
    } catch (failure) {
      setError(failure);
    } finally {
      setRunning(undefined);
      await atOnce();
    }
  };
  return { send, running, error };
};
