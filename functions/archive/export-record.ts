import { SYSTEM_ACTOR, type TenantScope } from '@xuncha/domain';
import {
  ARCHIVES,
  type ArchiveExport,
  ConditionFailed,
  changeWrite,
  decideOnTenants,
  readDocument,
  readTenant,
  type Table,
  TooManyConflicts,
} from '@xuncha/store';

/** Somebody else carries this export on, or it has ended: this run stops without a word. */
export class Superseded extends Error {
  constructor(message = 'another run builds this archive') {
    super(message);
    this.name = 'Superseded';
  }
}

/** A person has called the export off: what was begun of it is to be removed. */
export class Cancelled extends Superseded {
  readonly archive: ArchiveExport;
  constructor(archive: ArchiveExport) {
    super('the export was cancelled');
    this.name = 'Cancelled';
    this.archive = archive;
  }
}

/** An export's record as one run of the builder sees it. */
export interface ExportRecord {
  /** As last read or written. */
  readonly archive: ArchiveExport;
  /** Notes how far the build is. */
  progress(change: Partial<ArchiveExport>): Promise<void>;
  /** The outcome, recorded in the unit's chain in the same transaction. */
  end(at: string, change: Partial<ArchiveExport>, event: { type: string; data: object }): Promise<void>;
}

const MAX_TRIES = 5;

/** The record of a build that is still wanted; throws `Superseded` when it isn't. */
export const openRecord = async (
  table: Table,
  scope: TenantScope,
  task: { readonly archiveId: string; readonly attempt?: number },
): Promise<ExportRecord> => {
  const read = async (): Promise<ArchiveExport> => {
    const archive = await readDocument(table, ARCHIVES, scope.tenantId, task.archiveId);
    if (!archive) throw new Error('the export to build does not exist');
    const ours = archive.attempt === (task.attempt ?? archive.attempt);
    if (archive.status === 'cancelled') throw new Cancelled(archive);
    if (!ours || !ARCHIVES.running?.(archive)) throw new Superseded();
    return archive;
  };
  let current = await read();
  return {
    get archive() {
      return current;
    },

    async progress(change) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const before = await read();
        try {
          const after = { ...before, ...change };
          await table.transact([changeWrite(ARCHIVES, before, after)]);
          current = { ...after, version: before.version + 1 };
          return;
        } catch (error) {
          if (!(error instanceof ConditionFailed)) throw error;
        }
      }
      throw new TooManyConflicts();
    },

    async end(at, change, event) {
      await decideOnTenants(table, scope, { actor: SYSTEM_ACTOR('archive'), at }, async () => {
        const head = await readTenant(table, scope.tenantId);
        if (!head) throw new Error('the export belongs to no tenant');
        const before = await read();
        return {
          changes: [
            {
              head,
              event: { type: event.type, data: { archiveId: before.id, no: before.no, ...event.data } },
            },
          ],
          beside: [changeWrite(ARCHIVES, before, { ...before, ...change, finishedAt: at })],
          answer: { status: 200, body: null },
        };
      });
    },
  };
};
