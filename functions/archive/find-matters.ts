import { MATTER_KIND_NAMES, type Matter, type MatterKind, type TenantScope } from '@xuncha/domain';
import { type ArchiveExport, type Item, listFindingMatters, listMatters, type Table } from '@xuncha/store';
import { isArchivedMatter, isPublished } from './archived.ts';
import { batchesOf } from './find-findings.ts';

/** A matter's parts are read one by one; a plan has versions of half a megabyte each. */
const PAGE = 20;
const PLANS = 5;
/** Pages looked at in one go: of a unit with many rounds most matters may belong to others. */
const PAGES_AT_ONCE = 15;

/** Where the search goes on: a kind and the page in it, or so many of those that a finding links to. */
export type MatterCursor =
  | { readonly kind: MatterKind; readonly startKey?: Item }
  | { readonly linked: number };

export interface MatterPage {
  readonly ids: readonly string[];
  readonly next?: MatterCursor;
}

type Wanted = ArchiveExport['scope'];

export const firstMatters = ({ kind }: Wanted): MatterCursor =>
  kind === 'finding' ? { linked: 0 } : { kind: MATTER_KIND_NAMES[0] ?? 'plan' };

/** One page of the matters in an export's scope: kind by kind, the newest first; of a finding those it links to. */
export const matterPage = async (
  table: Table,
  scope: TenantScope,
  wanted: Wanted,
  cursor: MatterCursor,
): Promise<MatterPage> => {
  if ('linked' in cursor) return linkedPage(table, scope, wanted, cursor.linked);
  const admits = await admitting(table, scope.tenantId, wanted);
  let at = cursor;
  for (let pages = 0; pages < PAGES_AT_ONCE; pages += 1) {
    const { kind, startKey } = at;
    const limit = kind === 'plan' ? PLANS : PAGE;
    const page = await listMatters(table, scope, kind, { limit, startKey });
    const ids = page.matters.filter(admits).map(({ id }) => id);
    const next = page.lastKey ? { kind, startKey: page.lastKey } : kindAfter(kind);
    if (ids.length > 0 || !next) return { ids, ...(next ? { next } : {}) };
    at = next;
  }
  return { ids: [], next: at };
};

const kindAfter = (kind: MatterKind): { readonly kind: MatterKind } | undefined => {
  const next = MATTER_KIND_NAMES[MATTER_KIND_NAMES.indexOf(kind) + 1];
  return next && { kind: next };
};

/** Which matters an export of this scope carries: decided by their round, as for a person limited to it (A06). */
export const admitting = async (
  table: Table,
  tenantId: string,
  wanted: Wanted,
): Promise<(matter: Pick<Matter, 'audience' | 'batchId'>) => boolean> => {
  const batches = (await batchesOf(table, tenantId, wanted)).filter(isPublished);
  const published = new Set(batches.map(({ id }) => id));
  return (matter) => isArchivedMatter(matter, published, wanted.kind === 'tenant');
};

/** Likewise of one matter in an export of any scope, that of one finding included. */
export const admittingMatters = async (
  table: Table,
  scope: TenantScope,
  wanted: Wanted,
): Promise<(matter: Matter) => boolean> => {
  if (wanted.kind !== 'finding') return await admitting(table, scope.tenantId, wanted);
  const linked = new Set(await linkedMatters(table, scope, wanted));
  return ({ id }) => linked.has(id);
};

const linkedPage = async (
  table: Table,
  scope: TenantScope,
  wanted: Wanted,
  from: number,
): Promise<MatterPage> => {
  const ids = await linkedMatters(table, scope, wanted);
  const next = from + PAGE < ids.length ? { linked: from + PAGE } : undefined;
  return { ids: ids.slice(from, from + PAGE), ...(next ? { next } : {}) };
};

/** Matters about the finding, of its own round: who may have the archive of the finding may know of these. */
export const linkedMatters = async (table: Table, scope: TenantScope, wanted: Wanted): Promise<string[]> => {
  const admits = await admitting(table, scope.tenantId, { ...wanted, kind: 'round' });
  const linked = await listFindingMatters(table, scope, String(wanted.findingId));
  return linked.filter(admits).map(({ id }) => id);
};
