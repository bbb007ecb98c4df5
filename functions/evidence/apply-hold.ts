import { log } from '@xuncha/http';
import { openContent, type Table } from '@xuncha/store';
import type { VaultObjects } from './vault-objects.ts';

/**
 * Sets or lifts the hold in S3 as the table says. The content may be shared by several items: it stays held while one
 * of them is. May run late, twice and in any order, because the table decides and never the event.
 */
export const applyHold = async (
  { table, vault }: { readonly table: Table; readonly vault: Pick<VaultObjects, 'hold'> },
  { tenantId, sha256 }: { readonly tenantId: string; readonly sha256: string },
): Promise<void> => {
  const opened = await openContent(table, tenantId, sha256);
  if (!opened) return;
  await vault.hold(opened.content.vaultKey, opened.held);
  log('info', 'hold_applied', { tenant: tenantId, sha256, held: opened.held });
};
