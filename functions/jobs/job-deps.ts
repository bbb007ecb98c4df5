import type { Table } from '@xuncha/store';
import type { ObjectStore } from '../object-store.ts';

/** What the background jobs work with; bound once per function instance. */
export interface JobDeps {
  readonly table: Table;
  readonly vault: ObjectStore;
  readonly now: () => Date;
}
