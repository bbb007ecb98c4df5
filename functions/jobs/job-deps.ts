import type { Table } from '@xuncha/store';
import type { VaultObjects } from '../evidence/vault-objects.ts';
import type { VaultFiles } from '../vault-files.ts';

/** What the background jobs work with; bound once per function instance. */
export interface JobDeps {
  readonly table: Table;
  readonly vault: VaultFiles;
  /** Sets or lifts legal holds in the vault. */
  readonly holds: Pick<VaultObjects, 'hold'>;
  /** Workbooks that people asked for, beside the archives: they leave after a week. */
  readonly exports: Pick<VaultFiles, 'write' | 'remove'>;
  readonly now: () => Date;
  /** Findings per chunk of a preview, and so per step of a commit. */
  readonly chunkFindings: number;
}

/**
 * A step of 200 findings is about 1,400 items in 14 transactions, far below the 20 s a step may take; the JSON of a
 * chunk is some 300 kB.
 */
export const CHUNK_FINDINGS = 200;
