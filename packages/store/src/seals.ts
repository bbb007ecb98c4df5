import type { ChainNote, LateEvent, LoadPages, SealDigest, TenantScope } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { type Key, keys } from './keys.ts';
import { type Item, MAX_TRANSACTION, type Table, type Write } from './table.ts';

/** The latest seal of a tenant: what the next one is linked to. */
export interface SealHead {
  readonly tenantId: string;
  readonly number: number;
  /** Hash of the digest. */
  readonly hash: string;
  readonly at: string;
  readonly chains: number;
  readonly root: string;
  /** Latest seal with a time stamp; it covers all before. */
  readonly stamped: number;
  readonly version: number;
}

/** A seal as the list shows it; the seal itself lies in the vault. */
export interface SealRecord extends Pick<SealDigest, 'number' | 'at' | 'chains' | 'changed' | 'root'> {
  readonly tenantId: string;
  readonly hash: string;
  readonly keyFingerprint: string;
  readonly late: number;
  readonly conflicts: number;
  /** When a time-stamping authority confirmed it. */
  readonly stampedAt?: string;
}

/** Notes of one batch of events, waiting for the next seal. */
export interface PendingNotes {
  readonly key: Key;
  readonly notes: readonly ChainNote[];
  readonly late: readonly LateEvent[];
}

/** Notes and pages are written once: one version serves the conditional removal of a single write unit. */
const WRITTEN_ONCE = 1;
/** Writes in flight at a time. */
const PARALLEL = 16;

export const readSealHead = async (table: Table, scope: TenantScope): Promise<SealHead | undefined> => {
  const item = await table.get(keys.sealHead(scope.tenantId));
  return item && contentOf<SealHead>(item);
};

/** Keeps what a batch of the stream says of a tenant's chains; the same batch again writes the same item. */
export const putChainNotes = (
  table: Table,
  tenantId: string,
  position: string,
  content: Omit<PendingNotes, 'key'>,
): Promise<void> =>
  table.put({
    put: { ...keys.chainNotes(tenantId, position), kind: 'chain_notes', version: WRITTEN_ONCE, ...content },
  });

/** One page of waiting notes, oldest first: at most 1 MB, some 5,000 chains. */
export const readChainNotes = async (table: Table, scope: TenantScope): Promise<PendingNotes[]> => {
  const { items } = await table.query({
    partition: keys.sealsPk(scope.tenantId),
    prefix: 'CHG#',
    consistent: true,
  });
  return items.map((item) => ({
    key: { pk: String(item.pk), sk: String(item.sk) },
    notes: item.notes as readonly ChainNote[],
    late: item.late as readonly LateEvent[],
  }));
};

/** Reads pages of the tenant's tree for `loadPaths`. */
export const sealPageLoader =
  (table: Table, scope: TenantScope): LoadPages =>
  async (hashes) => {
    const items = await table.getMany(hashes.map((hash) => keys.sealPage(scope.tenantId, hash)));
    return new Map(items.map((item) => [String(item.sk).slice('PG#'.length), item.page as Uint8Array]));
  };

const inParallel = async <T>(all: readonly T[], run: (one: T) => Promise<void>): Promise<void> => {
  for (let start = 0; start < all.length; start += PARALLEL)
    await Promise.all(all.slice(start, start + PARALLEL).map(run));
};

/** Pages are named by their content, so nothing sees them before a head names their root. */
export const putSealPages = (
  table: Table,
  scope: TenantScope,
  pages: ReadonlyMap<string, Uint8Array>,
): Promise<void> =>
  inParallel([...pages], ([hash, page]) =>
    table.put({
      put: { ...keys.sealPage(scope.tenantId, hash), kind: 'seal_page', version: WRITTEN_ONCE, page },
    }),
  );

/** Makes a seal the latest one and takes its notes away, in one transaction as far as it reaches. */
export const commitSeal = async (
  table: Table,
  scope: TenantScope,
  seal: {
    readonly before: SealHead | undefined;
    readonly head: Omit<SealHead, 'version'>;
    readonly record: SealRecord;
    readonly notes: readonly PendingNotes[];
    readonly droppedPages: readonly string[];
  },
): Promise<void> => {
  const { before, head, record, notes, droppedPages } = seal;
  const put = {
    ...keys.sealHead(scope.tenantId),
    kind: 'seal_head',
    ...head,
    version: (before?.version ?? 0) + 1,
  };
  const fixed: Write[] = [
    before ? { put, ifVersion: before.version } : { put, ifAbsent: true },
    { put: { ...keys.seal(scope.tenantId, record.number), kind: 'seal', ...record }, ifAbsent: true },
  ];
  const atOnce = MAX_TRANSACTION - fixed.length;
  const taken = notes.map(({ key }) => key);
  await table.transact([...fixed, ...taken.slice(0, atOnce).map((remove) => ({ remove }))]);
  // From here on a crash loses nothing: notes taken twice change nothing, pages left over are named by no root.
  const left = [...taken.slice(atOnce), ...droppedPages.map((hash) => keys.sealPage(scope.tenantId, hash))];
  await inParallel(left, (key) => table.removeOlder(key, WRITTEN_ONCE));
};

/** Records that the latest seal has its time stamp. */
export const markStamped = async (
  table: Table,
  scope: TenantScope,
  head: SealHead,
  stampedAt: string,
): Promise<void> => {
  const record = await readSeal(table, scope, head.number);
  if (!record) return;
  await table.transact([
    {
      put: {
        ...keys.sealHead(scope.tenantId),
        kind: 'seal_head',
        ...head,
        stamped: head.number,
        version: head.version + 1,
      },
      ifVersion: head.version,
    },
    { put: { ...keys.seal(scope.tenantId, head.number), kind: 'seal', ...record, stampedAt } },
  ]);
};

export const readSeal = async (
  table: Table,
  scope: TenantScope,
  number: number,
): Promise<SealRecord | undefined> => {
  const item = await table.get(keys.seal(scope.tenantId, number));
  return item && contentOf<SealRecord>(item);
};

/** One page of seals, latest first. */
export const listSeals = async (
  table: Table,
  scope: TenantScope,
  page: { readonly limit: number; readonly startKey?: Item },
): Promise<{ readonly seals: SealRecord[]; readonly lastKey?: Item }> => {
  const answer = await table.query({
    partition: keys.sealsPk(scope.tenantId),
    prefix: 'SEAL#',
    descending: true,
    limit: page.limit,
    startKey: page.startKey,
    consistent: true,
  });
  return { seals: answer.items.map((item) => contentOf<SealRecord>(item)), lastKey: answer.lastKey };
};
