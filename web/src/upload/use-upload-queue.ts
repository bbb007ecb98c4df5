import { useQueryClient } from '@tanstack/react-query';
import type { Client } from '@xuncha/contracts';
import { PARTED_FROM_BYTES } from '@xuncha/domain';
import i18next from 'i18next';
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
    async abandon(entry, evidenceId) {
      await forgetUpload(evidenceId);
      // The minutes of a case are renewed in their place.
      if (entry.place.target.purpose !== 'measure') return;
      await patient(() =>
        client.call('evidence.withdraw', {
          params: { ...paramsOf(entry), evidenceId },
          body: { reason: i18next.t('upload.cancelReason') },
          idempotencyKey: `cancel-${evidenceId}`,
        }),
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

/**
 * Queues by the place they belong to. They live as long as the sign-in, not as long as the page: whoever goes on with
 * other work meanwhile finds them again where they were started.
 */
const queuesOf = new WeakMap<Client, Map<string, UploadQueue>>();

/** The browser asks before a tab with running uploads is closed, on whatever page it stands. */
const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
const guard = (queues: ReadonlyMap<string, UploadQueue>): void => {
  const active = [...queues.values()].some((queue) => queue.entries().some(isRunning));
  if (active) window.addEventListener('beforeunload', warn);
  else window.removeEventListener('beforeunload', warn);
};

const queueAt = (client: Client, place: string, make: () => UploadQueue): UploadQueue => {
  const queues = queuesOf.get(client) ?? new Map<string, UploadQueue>();
  queuesOf.set(client, queues);
  const present = queues.get(place);
  if (present) return present;
  const queue = make();
  queue.subscribe(() => guard(queues));
  queues.set(place, queue);
  return queue;
};

/** The upload queue of a place in a tenant, wired to the API; `place` tells measures, cases and pages apart. */
export const useUploadQueue = (
  tenantId: string,
  place: string,
): { readonly queue: UploadQueue; readonly entries: readonly UploadEntry[] } => {
  const { client, membership = '' } = useApi();
  const queries = useQueryClient();
  const queue = useMemo(
    () =>
      queueAt(
        client,
        `${membership}/${tenantId}/${place}`,
        () =>
          new UploadQueue(
            stepsFor(
              client,
              tenantId,
              membership,
              () => void queries.invalidateQueries({ queryKey: ['findings.get'] }),
            ),
          ),
      ),
    [client, queries, tenantId, membership, place],
  );
  const entries = useSyncExternalStore(queue.subscribe, queue.entries);
  useEffect(() => queue.tidy(), [queue]);
  return { queue, entries };
};
