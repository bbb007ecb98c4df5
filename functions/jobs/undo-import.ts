import { type Finding, withdrawDraft } from '@xuncha/domain';
import {
  ConditionFailed,
  changeWrite,
  findingFromItem,
  IMPORTS,
  type Item,
  keys,
  type LedgerImport,
  planChange,
  TooManyConflicts,
  type Write,
} from '@xuncha/store';
import type { JobDeps } from './job-deps.ts';
import { inLanes, LANES } from './parallel.ts';

/** Pointers per step: at four writes each, 200 findings are eight transactions. */
const STEP_FINDINGS = 200;
/** A withdrawal writes head and event and removes pointer and fingerprint: 25 × 4 = the 100 of a transaction. */
const PACK_FINDINGS = 25;
const MAX_TRIES = 5;

/** A finding's place in the import's batch. */
interface Pointer {
  readonly pk: string;
  readonly sk: string;
  readonly id: string;
  readonly fingerprint?: string;
}

/** What ends a finding's part in the import: a draft is withdrawn, one that was split or merged just leaves. */
const writesFor = (job: LedgerImport, pointer: Pointer, finding: Finding | undefined): Write[] => {
  const gone: Write[] = [
    { remove: { pk: pointer.pk, sk: pointer.sk } },
    ...(pointer.fingerprint
      ? [{ remove: keys.fingerprint(job.tenantId, job.round ?? '', pointer.fingerprint) }]
      : []),
  ];
  const change = finding && withdrawDraft({ finding }, job.undoReason ?? '');
  if (!change?.ok) return gone;
  const context = { actor: job.actor, at: job.commandAt ?? job.createdAt };
  return [...planChange(finding, change.value, context).writes, ...gone];
};

const stillUndoing = (job: LedgerImport): Write => ({
  check: keys.import(job.tenantId, job.id),
  attribute: 'version',
  equals: job.version,
});

/** Reads heads and withdraws; a draft somebody edited at the same moment is read again. */
const undoPack = async (job: LedgerImport, pack: readonly Pointer[], { table }: JobDeps): Promise<void> => {
  for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
    const heads = await table.getMany(pack.map((pointer) => keys.finding(job.tenantId, pointer.id)));
    const findings = new Map(heads.map((item) => [String(item.id), findingFromItem(item)]));
    const withdrawsAll = pack.every((pointer) => findings.get(pointer.id)?.state === 'draft');
    const writes = pack.flatMap((pointer) => writesFor(job, pointer, findings.get(pointer.id)));
    try {
      // A withdrawal holds only while its finding is unchanged. Where nothing is withdrawn, the import's own version
      // keeps a run that was overtaken from removing what a later import has put there.
      await table.transact(withdrawsAll ? writes : [...writes, stillUndoing(job)]);
      return;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
  throw new TooManyConflicts();
};

const packsOf = (pointers: readonly Pointer[]): Pointer[][] =>
  Array.from({ length: Math.ceil(pointers.length / PACK_FINDINGS) }, (_, pack) =>
    pointers.slice(pack * PACK_FINDINGS, (pack + 1) * PACK_FINDINGS),
  );

/**
 * Undoes some findings, always the first of those that are left; when none is, batch and file marker go and the same
 * file may be imported again. The batch can't be published meanwhile: the command emptied it.
 */
export const undoStep = async (job: LedgerImport, deps: JobDeps): Promise<void> => {
  const updatedAt = deps.now().toISOString();
  const { items } = await deps.table.query({
    partition: keys.batchPk(job.tenantId, job.batchId ?? ''),
    prefix: 'FND#',
    limit: STEP_FINDINGS,
    consistent: true,
  });
  if (items.length === 0) {
    const markerKey = keys.importedFile(job.tenantId, job.sha256);
    const marker = await deps.table.get(markerKey);
    await deps.table.transact([
      changeWrite(IMPORTS, job, { ...job, status: 'undone', updatedAt }),
      { remove: keys.batch(job.tenantId, job.batchId ?? '') },
      // Only its own: after a part of the file somebody may have imported it whole.
      ...(marker?.importId === job.id ? [{ remove: markerKey }] : []),
    ]);
    return;
  }
  await inLanes(packsOf(items.map(pointerOf)), LANES, (pack) => undoPack(job, pack, deps));
  const done = Math.min(job.total, job.done + items.length);
  await deps.table.transact([changeWrite(IMPORTS, job, { ...job, done, updatedAt })]);
};

const pointerOf = (item: Item): Pointer => ({
  pk: String(item.pk),
  sk: String(item.sk),
  id: String(item.id),
  fingerprint: item.fingerprint === undefined ? undefined : String(item.fingerprint),
});
