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
  constructor() {
    super('another run builds this archive');
    this.name = 'Superseded';
  }
}

/** An export's record as one run of the builder sees it. */
export interface ExportRecord {
  readonly archive: ArchiveExport;
  /** Notes how far the build is. */
  progress(change: Pick<ArchiveExport, 'status'> & Partial<ArchiveExport>): Promise<void>;
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
    if (!ours || !ARCHIVES.running?.(archive)) throw new Superseded();
    return archive;
  };
  return {
    archive: await read(),

    async progress(change) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const before = await read();
        try {
          await table.transact([changeWrite(ARCHIVES, before, { ...before, ...change })]);
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
