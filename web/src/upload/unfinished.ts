import { createStore, del, entries, set, type UseStore } from 'idb-keyval';
import type { UploadTarget } from './upload-queue.ts';

/** An upload in parts that this browser began: enough to go on with it after the tab was closed. */
export interface UnfinishedUpload {
  readonly evidenceId: string;
  readonly membership: string;
  readonly tenantId: string;
  readonly findingId: string;
  readonly target: UploadTarget;
  readonly fileName: string;
  readonly size: number;
  readonly lastModified: number;
  readonly formedOn: string;
  /** Where the browser lets pages keep one: reading the file again needs no choosing, only a yes. */
  readonly handle?: FileSystemFileHandle;
  readonly savedAt: string;
}

/** S3 forgets unfinished parts after seven days, and so do we. */
const LIFETIME_MS = 7 * 24 * 3600 * 1000;

let opened: UseStore | undefined;
const store = (): UseStore => {
  opened ??= createStore('xuncha-uploads', 'unfinished');
  return opened;
};

/** Browsers without a store (private windows of some) lose only the convenience: the server knows the parts anyway. */
const quietly = async <T>(action: () => Promise<T>, otherwise: T): Promise<T> => {
  try {
    return await action();
  } catch {
    return otherwise;
  }
};

export const rememberUpload = (upload: UnfinishedUpload): Promise<void> =>
  quietly(() => set(upload.evidenceId, upload, store()), undefined);

export const forgetUpload = (evidenceId: string): Promise<void> =>
  quietly(() => del(evidenceId, store()), undefined);

/** What this person left unfinished in a finding, the oldest first; what is too old is forgotten on the way. */
export const unfinishedUploads = (place: {
  readonly membership: string;
  readonly tenantId: string;
  readonly findingId?: string;
}): Promise<UnfinishedUpload[]> =>
  quietly(async () => {
    const all = (await entries<string, UnfinishedUpload>(store())).map(([, upload]) => upload);
    const old = all.filter(({ savedAt }) => Date.now() - Date.parse(savedAt) > LIFETIME_MS);
    await Promise.all(old.map(({ evidenceId }) => forgetUpload(evidenceId)));
    return all
      .filter((upload) => !old.includes(upload))
      .filter(
        ({ membership, tenantId, findingId }) =>
          membership === place.membership &&
          tenantId === place.tenantId &&
          (!place.findingId || findingId === place.findingId),
      )
      .sort((a, b) => (a.savedAt < b.savedAt ? -1 : 1));
  }, []);

/** The file itself through its handle; the browser asks the person, who may also say no. */
export const reopenFile = async ({ handle }: UnfinishedUpload): Promise<File | undefined> => {
  if (!handle) return undefined;
  try {
    const asked = 'requestPermission' in handle ? handle.requestPermission : undefined;
    if (typeof asked === 'function' && (await asked.call(handle, { mode: 'read' })) !== 'granted')
      return undefined;
    return await handle.getFile();
  } catch {
    // Moved or deleted since: the person chooses it again.
    return undefined;
  }
};
