import type { Table } from '@xuncha/store';
import type { VaultFiles } from '../vault-files.ts';

/** What the background jobs work with; bound once per function instance. */
export interface JobDeps {
  readonly table: Table;
  readonly vault: VaultFiles;
  readonly now: () => Date;
}
