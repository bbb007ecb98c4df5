import type { Principal } from '@xuncha/domain';
import { type DocumentKind, readDocument, type Versioned } from './documents.ts';
import { indexKeys, keys } from './keys.ts';
import type { Table } from './table.ts';

/** An export of the ledger as a workbook (K02): what was shown to this person, under this person's rights. */
export interface LedgerExport extends Versioned {
  readonly status: 'queued' | 'ready' | 'cancelled' | 'expired';
  /** View as in the page's address. */
  readonly query: string;
  readonly findingIds?: readonly string[];
  /** Who asked: the job reads with these rights and no others. */
  readonly principal: Principal;
  readonly actor: import('@xuncha/domain').Actor;
  /** Findings of the unit when it was asked for: what progress is measured by. */
  readonly total: number;
  readonly rows?: number;
  readonly fileName?: string;
  readonly objectKey?: string;
  /** SHA-256 of the workbook, in the audit trail too. */
  readonly sha256?: string;
  readonly expiresOn?: string;
}

export const LEDGER_EXPORTS: DocumentKind<LedgerExport> = {
  kind: 'ledger_export',
  key: keys.ledgerExport,
  list: indexKeys.ledgerExports,
  running: ({ status }) => status === 'queued',
  expires: ({ objectKey, expiresOn }) => (objectKey ? expiresOn : undefined),
};

/** Nobody has called it off, and no other run has finished it, since the job read it. */
export const isExportWanted = async (
  table: Table,
  { tenantId, id, version }: Pick<LedgerExport, 'tenantId' | 'id' | 'version'>,
): Promise<boolean> => (await readDocument(table, LEDGER_EXPORTS, tenantId, id))?.version === version;

/** Notes how many findings the job has looked at; the export's own item stays, so that no further step begins. */
export const noteExportProgress = (
  table: Table,
  { tenantId, id }: Pick<LedgerExport, 'tenantId' | 'id'>,
  looked: number,
): Promise<void> =>
  table.put({ put: { ...keys.ledgerExportProgress(tenantId, id), kind: 'ledger_export_progress', looked } });

export const readExportProgress = async (
  table: Table,
  { tenantId, id }: Pick<LedgerExport, 'tenantId' | 'id'>,
): Promise<number> => Number((await table.get(keys.ledgerExportProgress(tenantId, id)))?.looked ?? 0);
