import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useApi } from '../api/client-context.ts';
import { hashFile } from './hash-file.ts';
import { putFile } from './put-file.ts';
import { isRunning, type UploadEntry, UploadQueue } from './upload-queue.ts';

/** Where the files go: a measure of the finding, or the minutes of its running case. */
export type UploadTarget =
  | { readonly purpose: 'measure'; readonly measureId: string; readonly source?: string }
  | { readonly purpose: 'minutes'; readonly caseId: string };

interface Place {
  readonly tenantId: string;
  readonly findingId: string;
}

const contentTypeOf = (file: File): string => file.type || 'application/octet-stream';

/** The upload queue of one finding and target, wired to the API. */
export const useUploadQueue = (
  { tenantId, findingId }: Place,
  target: UploadTarget,
): { readonly queue: UploadQueue; readonly entries: readonly UploadEntry[] } => {
  const { client } = useApi();
  const queries = useQueryClient();
  const targetKey = JSON.stringify(target);
  const queue = useMemo(() => {
    const to: UploadTarget = JSON.parse(targetKey);
    const params = { tenantId, findingId };
    const announcement = (entry: UploadEntry, sha256: string) => ({
      fileName: entry.file.name,
      size: entry.file.size,
      contentType: contentTypeOf(entry.file),
      formedOn: entry.formedOn,
      sha256,
    });
    return new UploadQueue({
      hash: hashFile,
      put: putFile,
      async register(entry, sha256) {
        const announced = announcement(entry, sha256);
        const { data } =
          to.purpose === 'measure'
            ? await client.call('evidence.register', { params, body: { ...announced, ...to } })
            : await client.call('minutes.register', { params, body: { ...announced, ...to } });
        return data;
      },
      async renew(evidenceId, file, sha256) {
        const { data } = await client.call('evidence.renew', {
          params: { ...params, evidenceId },
          body: { size: file.size, sha256 },
        });
        return data;
      },
      async look(evidenceId) {
        const { data } = await client.call('evidence.get', { params: { ...params, evidenceId } });
        return data;
      },
      wait: (milliseconds) => new Promise((resolve) => window.setTimeout(resolve, milliseconds)),
      onSettled: () => void queries.invalidateQueries({ queryKey: ['findings.get'] }),
    });
  }, [client, queries, tenantId, findingId, targetKey]);
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
