import {
  type AuditEvent,
  EMPTY_TREE,
  FINDING_STATES,
  hashCanonical,
  leafOf,
  loadPaths,
  MATTER_KIND_NAMES,
  noteEvents,
  SealTreeBroken,
  systemScope,
  type TenantScope,
  type TreeLeaf,
  treeKey,
  verifyChain,
} from '@xuncha/domain';
import {
  contentOf,
  type Item,
  indexKeys,
  type Key,
  keys,
  ownerOfKey,
  putChainNotes,
  readSealHead,
  sealPageLoader,
  type Table,
} from '@xuncha/store';

export interface MissingNotes {
  readonly tenantId: string;
  readonly chains: number;
  /** Chains the tree had not, or not up to their last event; now noted, unless it was a comparison only. */
  readonly missing: number;
  /** Chains nothing may be noted of: they are not sound, or not what was sealed. */
  readonly faults: readonly { readonly streamId: string; readonly message: string }[];
}

/** Chains looked at together: 100 heads, their paths in the tree and the trails of those that lack. */
const AT_ONCE = 100;
/** A seal made meanwhile replaces pages of the tree that is being read. */
const TRIES = 5;

interface Chain {
  readonly streamId: string;
  /** Where its head item is. */
  readonly key: Key;
}

/**
 * Notes for the next seal what the tenant's tree lacks: chains from before there were seals, and notes that were lost with a
 * batch of the stream. Only what is sound in itself and continues what was sealed; the rest is for `verify-audit`. Running it
 * again changes nothing: the sealer passes over what it knows.
 */
export const noteMissingChains = async (
  table: Table,
  tenantId: string,
  { compareOnly = false }: { readonly compareOnly?: boolean } = {},
): Promise<MissingNotes> => {
  const scope = systemScope('seal', tenantId);
  const faults: MissingNotes['faults'][number][] = [];
  let chains = 0;
  let missing = 0;
  for await (const portion of chainsOf(table, tenantId)) {
    chains += portion.length;
    const found = await compare(table, scope, portion);
    faults.push(...found.faults);
    missing += found.notes.length;
    if (compareOnly || found.notes.length === 0) continue;
    // Named by what it says: the same notes again are the same item, and no batch of the stream has such a position.
    const position = `R${hashCanonical(found.notes)}`.slice(0, 40);
    await putChainNotes(table, tenantId, position, { notes: found.notes, late: [] });
  }
  return { tenantId, chains, missing, faults };
};

/** All chains that are sealed, in portions: the tenant's own, then its findings, state by state, and its matters. No Scan. */
async function* chainsOf(table: Table, tenantId: string): AsyncGenerator<readonly Chain[]> {
  yield [{ streamId: 'tenant', key: keys.tenant(tenantId) }];
  for (const state of FINDING_STATES)
    for await (const ids of idsIn(table, indexKeys.state(tenantId, state)))
      yield ids.map((id) => ({ streamId: `finding/${id}`, key: keys.finding(tenantId, id) }));
  for (const kind of MATTER_KIND_NAMES)
    for await (const ids of idsIn(table, indexKeys.matters(tenantId, kind)))
      yield ids.map((id) => ({ streamId: `matter/${id}`, key: keys.matter(tenantId, id) }));
}

/** Ids of all heads in one list, in portions. */
async function* idsIn(table: Table, partition: string): AsyncGenerator<readonly string[]> {
  let startKey: Item | undefined;
  do {
    const page = await table.query({ index: 'byState', partition, limit: AT_ONCE, startKey });
    if (page.items.length > 0) yield page.items.map((item) => ownerOfKey(item).id);
    startKey = page.lastKey;
  } while (startKey);
}

const compare = async (table: Table, scope: TenantScope, chains: readonly Chain[]) => {
  const leaves = await leavesOf(table, scope, chains);
  const heads = new Map(
    (await table.getMany(chains.map(({ key }) => key))).map((item) => [String(item.pk), item]),
  );
  const notes = [];
  const faults = [];
  for (const { streamId, key } of chains) {
    const head = heads.get(key.pk);
    const leaf = leaves.get(streamId);
    // The same event in both, and nothing after it: most chains of a tenant that was always sealed.
    if (!head || (Number(head.auditSeq) === leaf?.seq && head.auditHash === leaf.hash)) continue;
    const trail = await trailOf(table, key.pk);
    const message = faultOf(trail, { streamId, tenantId: scope.tenantId }, head, leaf);
    if (message) {
      faults.push({ streamId, message });
      continue;
    }
    const unsealed = trail.slice(leaf?.seq ?? 0);
    // When the table took them is no longer known: they are called neither late nor in time.
    notes.push(...noteEvents(unsealed.map((event) => ({ event, writtenAt: event.at }))).notes);
  }
  return { notes, faults };
};

const leavesOf = async (
  table: Table,
  scope: TenantScope,
  chains: readonly Chain[],
): Promise<ReadonlyMap<string, TreeLeaf>> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const root = (await readSealHead(table, scope))?.root ?? EMPTY_TREE;
      const wanted = chains.map(({ streamId }) => treeKey(streamId));
      const pages = await loadPaths(root, wanted, sealPageLoader(table, scope));
      return new Map(
        chains.flatMap(({ streamId }) => {
          const leaf = leafOf(pages, root, treeKey(streamId));
          return leaf ? [[streamId, leaf] as const] : [];
        }),
      );
    } catch (error) {
      if (!(error instanceof SealTreeBroken) || attempt === TRIES) throw error;
    }
  }
};

const trailOf = async (table: Table, partition: string): Promise<AuditEvent[]> =>
  (await table.queryAll({ partition, prefix: 'AUD#', consistent: true })).map((item) =>
    contentOf<AuditEvent>(item),
  );

/** Why a trail must not be vouched for. It may be longer than the head that was read before it. */
const faultOf = (
  trail: readonly AuditEvent[],
  owner: { readonly tenantId: string; readonly streamId: string },
  head: Item,
  leaf: TreeLeaf | undefined,
): string | undefined => {
  const seq = Number(head.auditSeq);
  const verdict = verifyChain(trail.slice(0, Math.max(seq, 0)), {
    seq,
    hash: String(head.auditHash),
    ...owner,
  });
  if (!verdict.ok) return verdict.message;
  const grown = verifyChain(trail);
  if (!grown.ok) return grown.message;
  if (leaf && trail[leaf.seq - 1]?.hash !== leaf.hash) return `与已封存的第 ${leaf.seq} 条不符`;
  return undefined;
};
