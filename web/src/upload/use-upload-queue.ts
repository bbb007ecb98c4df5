import { useQueryClient } from '@tanstack/react-query';
import type { Client } from '@xuncha/contracts';
import { PARTED_FROM_BYTES } from '@xuncha/domain';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useApi } from '../api/client-context.ts';
import { hashFile } from './hash-file.ts';
import { browserNetwork, patiently } from './patience.ts';
import { putFile } from './put-file.ts';
import { sendParts } from './send-parts.ts';
import { forgetUpload, rememberUpload } from './unfinished.ts';
import { isRunning, type UploadEntry, UploadQueue, type UploadSteps } from './upload-queue.ts';

const announcement = ({ file, formedOn, title, takenBy, source }: UploadEntry, sha256: string) => ({
  fileName: file.name,
  size: file.size,
  contentType: file.type || 'application/octet-stream',
  formedOn,
  sha256,
  ...(title ? { title } : {}),
  ...(takenBy ? { takenBy } : {}),
  ...(source ? { source } : {}),
});

/** The steps of an upload as calls of the API; what the network loses is said again under the same key. */
const stepsFor = (
  client: Client,
  tenantId: string,
  membership: string,
  onSettled: () => void,
): UploadSteps => {
  const never = new AbortController().signal;
  const patient = <T>(action: () => Promise<T>) => patiently(action, browserNetwork, never);
  const paramsOf = ({ place: { findingId } }: UploadEntry) => ({ tenantId, findingId });

  const sendInParts: UploadSteps['send'] = async (entry, { evidence }, progress) => {
    const params = { ...paramsOf(entry), evidenceId: evidence.id };
    const { file, handle, formedOn, place } = entry;
    await rememberUpload({
      evidenceId: evidence.id,
      membership,
      tenantId,
      ...place,
      fileName: file.name,
      size: file.size,
      lastModified: file.lastModified,
      formedOn,
      ...(handle ? { handle } : {}),
      savedAt: new Date().toISOString(),
    });
    await sendParts(
      file,
      entry.hashes?.parts ?? [],
      {
        start: async () => (await client.call('evidence.startParts', { params })).data,
        async sign(part) {
          const { data } = await client.call('evidence.signParts', { params, body: { parts: [part] } });
          const [address] = data.parts;
          if (!address) throw new TypeError('no address for the part');
          return address;
        },
        put: putFile,
        complete: () => client.call('evidence.completeParts', { params }),
      },
      { ...progress, network: browserNetwork },
    );
    await forgetUpload(evidence.id);
  };

  return {
    hash: hashFile,
    async refer(entry, sha256) {
      const { target } = entry.place;
      if (target.purpose !== 'measure') return undefined;
      const { data } = await patient(() =>
        client.call('evidence.known', { params: { tenantId }, body: { sha256s: [sha256] } }),
      );
      if (data.known.length === 0) return undefined;
      const idempotencyKey = crypto.randomUUID();
      const body = { ...announcement(entry, sha256), ...target };
      const referred = await patient(() =>
        client.call('evidence.refer', { params: paramsOf(entry), body, idempotencyKey }),
      );
      return referred.data;
    },
    async register(entry, sha256) {
      const params = paramsOf(entry);
      const { target } = entry.place;
      const idempotencyKey = crypto.randomUUID();
      const announced = announcement(entry, sha256);
      const { data } =
        target.purpose === 'measure'
          ? await patient(() =>
              client.call('evidence.register', { params, body: { ...announced, ...target }, idempotencyKey }),
            )
          : await patient(() =>
              client.call('minutes.register', { params, body: { ...announced, ...target }, idempotencyKey }),
            );
      return data;
    },
    async renew(entry, evidenceId, sha256) {
      const { size } = entry.file;
      if (size >= PARTED_FROM_BYTES) {
        const { data: item } = await patient(() =>
          client.call('evidence.get', { params: { ...paramsOf(entry), evidenceId } }),
        );
        // The same file goes on with its parts: nothing about the announcement changes.
        if (item.status === 'registered' && item.sha256 === sha256 && item.size === size)
          return { evidence: item };
      }
      const idempotencyKey = crypto.randomUUID();
      const { data } = await patient(() =>
        client.call('evidence.renew', {
          params: { ...paramsOf(entry), evidenceId },
          body: { size, sha256 },
          idempotencyKey,
        }),
      );
      return data;
    },
    async send(entry, announced, progress) {
      if (entry.file.size >= PARTED_FROM_BYTES) return sendInParts(entry, announced, progress);
      const { signal, onProgress, onWaiting } = progress;
      const { upload } = announced;
      if (!upload) throw new TypeError('no address for the file');
      await patiently(
        () =>
          putFile(entry.file, upload, {
            signal,
            onProgress: (bytes) => onProgress(bytes / entry.file.size),
          }),
        browserNetwork,
        signal,
        onWaiting,
      );
    },
    async look(entry, evidenceId) {
      const { data } = await patient(() =>
        client.call('evidence.get', { params: { ...paramsOf(entry), evidenceId } }),
      );
      return data;
    },
    wait: (milliseconds) => new Promise((resolve) => window.setTimeout(resolve, milliseconds)),
    onSettled,
  };
};

/** An upload queue of one tenant, wired to the API. */
export const useUploadQueue = (
  tenantId: string,
): { readonly queue: UploadQueue; readonly entries: readonly UploadEntry[] } => {
  const { client, membership = '' } = useApi();
  const queries = useQueryClient();
  const queue = useMemo(
    () =>
      new UploadQueue(
        stepsFor(
          client,
          tenantId,
          membership,
          () => void queries.invalidateQueries({ queryKey: ['findings.get'] }),
        ),
      ),
    [client, queries, tenantId, membership],
  );
  const entries = useSyncExternalStore(queue.subscribe, queue.entries);
  useWarnBeforeLeaving(entries.some(isRunning));
  return { queue, entries };
};

/** The browser asks before a tab with running uploads is closed. */
const useWarnBeforeLeaving = (active: boolean): void => {
  useEffect(() => {
    if (!active) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [active]);
};
