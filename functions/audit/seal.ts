import { createVerify } from 'node:crypto';
import {
  type ChainNote,
  continueChain,
  EMPTY_TREE,
  foldLeaves,
  hashCanonical,
  leafOf,
  loadPaths,
  SEAL_FORMAT,
  type SealChanges,
  type SealDigest,
  type SealFile,
  sealGenesis,
  sealHash,
  sealText,
  systemScope,
  type TenantScope,
  treeKey,
} from '@xuncha/domain';
import { errorFields, log } from '@xuncha/http';
import {
  ConditionFailed,
  commitSeal,
  type Item,
  listRegistered,
  markStamped,
  type PendingNotes,
  putSealPages,
  readChainNotes,
  readSealHead,
  type SealHead,
  sealPageLoader,
  type Table,
} from '@xuncha/store';
import type { SealSigner } from './seal-signer.ts';
import type { SealVault } from './seal-vault.ts';
import type { TimeStamper } from './time-stamp.ts';

/** One tenant's items and seals, under a session of its own. */
export interface TenantPlaces {
  readonly table: Table;
  readonly vault: SealVault;
}

export interface SealDeps {
  readonly open: (tenantId: string) => Promise<TenantPlaces>;
  readonly hqTenant: string;
  readonly signer: () => Promise<SealSigner>;
  /** Absent where no time-stamping authority is configured. */
  readonly stamper: TimeStamper | undefined;
  readonly now: () => Date;
}

type Work = Omit<SealDeps, 'open'> & TenantPlaces;

/** Without changes a seal a day suffices: it says that nothing changed. */
const QUIET_MS = 24 * 3_600_000;
/** Each seal takes up to 5,000 chains; more wait for the next hour only after an import of 100,000. */
const SEALS_PER_RUN = 20;

/**
 * Seals every tenant whose chains went on since its last seal. One tenant's failure stops no other; the run then fails as a
 * whole, so that it is repeated and seen. Running twice changes nothing.
 */
export const createSealer =
  (deps: SealDeps) => async (): Promise<{ readonly tenants: number; readonly seals: number }> => {
    let tenants = 0;
    let seals = 0;
    let failed = 0;
    for await (const tenantId of tenantIds(deps)) {
      tenants += 1;
      try {
        seals += await sealTenant({ ...deps, ...(await deps.open(tenantId)) }, tenantId);
      } catch (error) {
        failed += 1;
        log('error', 'seal_failed', { tenant: tenantId, ...errorFields(error) });
      }
    }
    if (failed > 0) throw new Error(`${failed} of ${tenants} tenants could not be sealed`);
    return { tenants, seals };
  };

async function* tenantIds({ open, hqTenant }: SealDeps): AsyncGenerator<string> {
  yield hqTenant;
  const { table } = await open(hqTenant);
  let startKey: Item | undefined;
  do {
    const page = await listRegistered(table, hqTenant, { limit: 100, startKey });
    for (const { tenantId } of page.tenants) yield tenantId;
    startKey = page.lastKey;
  } while (startKey);
}

/** How many seals were made. */
const sealTenant = async (deps: Work, tenantId: string): Promise<number> => {
  const scope = systemScope('seal', tenantId);
  let made = 0;
  for (let round = 0; round < SEALS_PER_RUN; round += 1) {
    const head = await readSealHead(deps.table, scope);
    const notes = await readChainNotes(deps.table, scope);
    if (notes.length === 0 && !isQuietTooLong(head, deps.now())) break;
    if (await sealOnce(deps, scope, head, notes)) made += 1;
  }
  await stampLatest(deps, scope);
  return made;
};

const isQuietTooLong = (head: SealHead | undefined, now: Date): boolean =>
  head !== undefined && now.getTime() - Date.parse(head.at) >= QUIET_MS;

/** False when somebody else sealed meanwhile, or an earlier run broke off and its seal was adopted. */
const sealOnce = async (
  deps: Work,
  scope: TenantScope,
  before: SealHead | undefined,
  notes: readonly PendingNotes[],
): Promise<boolean> => {
  const signer = await deps.signer();
  const state = await nextState(deps, scope, before, await changesOf(deps, scope, before, notes));
  const { digest, changes } = state;
  const file: SealFile = { digest, changes, signature: await signer.sign(digest) };
  await putSealPages(deps.table, scope, state.pages);
  await deps.vault.writeKey(scope.tenantId, signer.fingerprint, signer.publicKey);
  if (!(await deps.vault.write(scope.tenantId, file))) {
    await adopt(deps, scope, before, digest.number);
    return false;
  }
  return commit(deps, scope, { before, file, dropped: state.dropped, notes });
};

/** What the waiting notes make of the sealed heads. */
const changesOf = async (
  deps: Work,
  scope: TenantScope,
  before: SealHead | undefined,
  pending: readonly PendingNotes[],
): Promise<SealChanges> => {
  const byStream = new Map<string, ChainNote[]>();
  for (const note of pending.flatMap(({ notes }) => notes))
    byStream.set(note.streamId, [...(byStream.get(note.streamId) ?? []), note]);
  const streams = [...byStream.keys()].sort();
  const root = before?.root ?? EMPTY_TREE;
  const pages = await loadPaths(root, streams.map(treeKey), sealPageLoader(deps.table, scope));
  const heads = [];
  const conflicts = [];
  for (const streamId of streams) {
    const leaf = leafOf(pages, root, treeKey(streamId));
    const sealed = leaf && { streamId, seq: leaf.seq, hash: leaf.hash };
    const { head, conflict } = continueChain(scope.tenantId, sealed, byStream.get(streamId) ?? []);
    if (head) heads.push(head);
    if (!conflict) continue;
    conflicts.push(conflict);
    log('error', 'seal_conflict', { tenant: scope.tenantId, stream: streamId, seq: conflict.found.seq });
  }
  const late = pending.flatMap((one) => one.late);
  return { heads, conflicts, late };
};

/** The digest over the changed state, and the pages that are new or no longer needed. */
const nextState = async (
  deps: Work,
  scope: TenantScope,
  before: SealHead | undefined,
  changes: SealChanges,
) => {
  const root = before?.root ?? EMPTY_TREE;
  const leaves = changes.heads.map(({ streamId, seq, hash }) => ({ key: treeKey(streamId), seq, hash }));
  const load = sealPageLoader(deps.table, scope);
  const pages = await loadPaths(
    root,
    leaves.map(({ key }) => key),
    load,
  );
  const folded = foldLeaves(pages, root, leaves);
  const digest: SealDigest = {
    format: SEAL_FORMAT,
    tenantId: scope.tenantId,
    number: (before?.number ?? 0) + 1,
    previous: before?.hash ?? sealGenesis(scope.tenantId),
    at: deps.now().toISOString(),
    chains: (before?.chains ?? 0) + folded.grown,
    root: folded.root,
    changed: leaves.length,
    changesHash: hashCanonical(changes),
  };
  return { digest, changes, pages: folded.added, dropped: folded.dropped };
};

const commit = async (
  deps: Work,
  scope: TenantScope,
  done: {
    readonly before: SealHead | undefined;
    readonly file: SealFile;
    readonly dropped: readonly string[];
    readonly notes: readonly PendingNotes[];
  },
): Promise<boolean> => {
  const { digest, changes, signature } = done.file;
  const { tenantId, number, at, chains, root, changed } = digest;
  const hash = sealHash(digest);
  try {
    await commitSeal(deps.table, scope, {
      before: done.before,
      head: { tenantId, number, hash, at, chains, root, stamped: done.before?.stamped ?? 0 },
      record: {
        ...{ tenantId, number, at, chains, root, changed, hash },
        keyFingerprint: signature.keyFingerprint,
        late: changes.late.length,
        conflicts: changes.conflicts.length,
      },
      notes: done.notes,
      droppedPages: done.dropped,
    });
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
  log('info', 'sealed', { tenant: tenantId, number, chains, changed });
  return true;
};

/**
 * A seal with this number lies in the vault, but the table does not know it: an earlier run broke off between the two. The
 * locked one is the truth, if we signed it and it continues the state the table knows; its notes still wait and change
 * nothing when they are taken again.
 */
const adopt = async (
  deps: Work,
  scope: TenantScope,
  before: SealHead | undefined,
  number: number,
): Promise<void> => {
  const current = await readSealHead(deps.table, scope);
  if ((current?.number ?? 0) >= number) return;
  const file = await deps.vault.read(scope.tenantId, number);
  const signer = await deps.signer();
  if (!file || !isSignedBy(signer, file)) throw new Error(`seal ${number} in the vault is not ours`);
  const state = await nextState(deps, scope, before, file.changes);
  const { previous, root, changesHash } = state.digest;
  if (
    file.digest.previous !== previous ||
    file.digest.root !== root ||
    file.digest.changesHash !== changesHash
  )
    throw new Error(`seal ${number} in the vault does not continue the state of the table`);
  await putSealPages(deps.table, scope, state.pages);
  await commit(deps, scope, { before, file, dropped: state.dropped, notes: [] });
  log('warn', 'seal_adopted', { tenant: scope.tenantId, number });
};

const isSignedBy = (signer: SealSigner, { digest, signature }: SealFile): boolean =>
  createVerify('sha256').update(sealText(digest)).verify(signer.publicKey, signature.value, 'base64');

/** The latest seal covers all before it, so one time stamp is enough however long the authority was away. */
const stampLatest = async ({ stamper, vault, table, now }: Work, scope: TenantScope): Promise<void> => {
  const head = stamper && (await readSealHead(table, scope));
  if (!stamper || !head || head.stamped >= head.number) return;
  try {
    const file = await vault.read(scope.tenantId, head.number);
    if (!file) throw new Error(`seal ${head.number} is not in the vault`);
    const token = await stamper(sealText(file.digest));
    await vault.writeStamp(scope.tenantId, head.number, token);
    await markStamped(table, scope, head, now().toISOString());
  } catch (error) {
    // Sealing goes on; the next run asks again.
    log('error', 'seal_stamp_failed', { tenant: scope.tenantId, number: head.number, ...errorFields(error) });
  }
};
