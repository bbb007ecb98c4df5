import {
  DEFAULT_RETENTION,
  type Evidence,
  type KeptContent,
  type ObservedFile,
  type RetentionClass,
  retainUntil,
} from '@xuncha/domain';
import { BATCHES, readDocument, readTenant, registerContent, type Table } from '@xuncha/store';
import type { ArrivedObject, ObjectStore } from './object-store.ts';

/** Retention class of a finding's or a matter's material: the round's own, else the unit's (K04). */
export const retentionOf = async (
  table: Table,
  tenantId: string,
  batchId: string | undefined,
): Promise<RetentionClass> => {
  const [tenant, batch] = await Promise.all([
    readTenant(table, tenantId),
    batchId ? readDocument(table, BATCHES, tenantId, batchId) : undefined,
  ]);
  return batch?.retention ?? tenant?.retention ?? DEFAULT_RETENTION;
};

/** Puts a checked file into the vault under its lock, and enters it into the register that the nightly check reads. */
export const storeContent = async (
  { table, objects }: { readonly table: Table; readonly objects: ObjectStore },
  file: {
    /** Whose it is: a finding, or a matter. */
    readonly owner: { readonly tenantId: string; readonly id: string; readonly batchId?: string };
    readonly item: Pick<Evidence, 'id' | 'fileName'>;
    readonly object: ArrivedObject;
    readonly observed: ObservedFile;
    readonly vaultKey: string;
    readonly at: string;
  },
): Promise<KeptContent> => {
  const { owner, item, object, observed, vaultKey, at } = file;
  const { tenantId, batchId, id: findingId } = owner;
  const retention = await retentionOf(table, tenantId, batchId);
  const until = retainUntil(retention, at, at);
  const kept = await objects.keep(object, vaultKey, until);
  const content = await registerContent(table, {
    tenantId,
    sha256: observed.sha256,
    vaultKey,
    size: observed.size,
    type: observed.type,
    crc32: (await objects.crc32Of(object)) || undefined,
    versionId: kept.versionId,
    retention,
    retainUntil: kept.retainUntil ?? until,
    batchId: batchId ?? '',
    findingId,
    evidenceId: item.id,
    fileName: item.fileName,
    storedAt: at,
  });
  return { vaultKey, crc32: content.crc32 };
};
