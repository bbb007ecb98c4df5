import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type BeforeWrite, BlobFiles } from './blob-files.ts';
import type { Encryption } from './buckets.ts';
import { Catalog } from './catalog.ts';
import type { HashName } from './checksums.ts';
import { EventOutbox, type OnEvent } from './events.ts';

/** What the operations work on: the catalogue, the blobs, the clock and the events. */
export interface Store {
  readonly catalog: Catalog;
  readonly blobs: BlobFiles;
  readonly outbox: EventOutbox;
  readonly region: string;
  readonly now: () => number;
  readonly beforeWrite: BeforeWrite;
}

export interface StoreOptions {
  readonly dataDir: string;
  readonly region: string;
  readonly now: () => number;
  readonly onEvent: OnEvent | undefined;
  readonly beforeWrite: BeforeWrite;
  readonly fsync: boolean;
}

/** A client may repeat CompleteMultipartUpload for this long and gets the first answer again. */
const KEEP_OUTCOME_MS = 24 * 3600 * 1000;

export async function openStore(options: StoreOptions): Promise<Store> {
  const { dataDir, region, now, onEvent, beforeWrite, fsync } = options;
  await mkdir(dataDir, { recursive: true });
  const catalog = new Catalog(join(dataDir, 'catalog.sqlite'), { fsync });
  catalog.run('DELETE FROM uploads WHERE outcome IS NOT NULL AND initiated < ?', now() - KEEP_OUTCOME_MS);
  const blobs = await BlobFiles.open(
    { directory: dataDir, beforeWrite, fsync },
    (blob) =>
      (catalog.get('SELECT 1 FROM segments WHERE blob = ?', blob) ??
        catalog.get('SELECT 1 FROM parts WHERE blob = ?', blob)) !== undefined,
  );
  const outbox = new EventOutbox({ catalog, region, onEvent, beforeWrite });
  return { catalog, blobs, outbox, region, now, beforeWrite };
}

/**
 * Runs the transaction that makes an operation happen, then clears the blobs it set free. `work` puts them
 * into `garbage`. Should the clearing fail, the next start does it.
 */
export async function commit<T>(
  store: Store,
  description: string,
  work: (garbage: string[]) => T,
): Promise<T> {
  await store.beforeWrite(`s3 catalog: ${description}`);
  const garbage: string[] = [];
  const result = store.catalog.transaction(() => work(garbage));
  store.outbox.wake();
  await store.blobs.remove(garbage).catch(() => undefined);
  return result;
}

/** Digests needed for the ETag. */
export function etagHashes(encryption: Encryption): HashName[] {
  return encryption.algorithm === 'AES256' ? ['MD5'] : [];
}

/** The MD5 in hex, or, as for objects under `aws:kms`, an opaque value. */
export function etagOf(encryption: Encryption, digests: ReadonlyMap<HashName, string>): string {
  const md5 = encryption.algorithm === 'AES256' ? digests.get('MD5') : undefined;
  return md5 === undefined ? randomBytes(16).toString('hex') : Buffer.from(md5, 'base64').toString('hex');
}
