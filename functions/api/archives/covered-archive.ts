import { covers, limitsContent, type TenantScope } from '@xuncha/domain';
import { ARCHIVES, type ArchiveExport, readDocument, type Table } from '@xuncha/store';

/** May everything of this batch be seen in the scope (A06)? */
export const coversBatch = (scope: TenantScope, batchId: string): boolean =>
  covers({ ...scope, reach: 'tenant' }, { batchId });

/** A membership limited to some batches, rounds or dates doesn't see the whole unit. */
export const coversTenant = (scope: TenantScope): boolean => !limitsContent(scope.principal.scope);

/** An archive shows all that is in it, so its whole scope must be covered. */
export const coversArchive = (scope: TenantScope, { scope: { batchId } }: ArchiveExport): boolean =>
  batchId === undefined ? coversTenant(scope) : coversBatch(scope, batchId);

/** The export, unless the scope doesn't cover it: then it looks as if it didn't exist. */
export const readCoveredArchive = async (
  table: Table,
  scope: TenantScope,
  archiveId: string,
): Promise<ArchiveExport | undefined> => {
  const archive = await readDocument(table, ARCHIVES, scope.tenantId, archiveId);
  return archive && coversArchive(scope, archive) ? archive : undefined;
};
