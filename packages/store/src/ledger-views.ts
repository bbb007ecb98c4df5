import type { Role, TenantScope } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { keys } from './keys.ts';
import type { Table, Write } from './table.ts';

/** A saved view of the ledger (K02). */
export interface SavedView {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  /** As in the page's address, in its standard form. */
  readonly query: string;
  /** Whose it is; absent in a shared one. */
  readonly owner?: string;
  readonly ownerName: string;
  readonly start: boolean;
  readonly startFor: readonly Role[];
  readonly updatedAt: string;
  readonly version: number;
}

/** Views of one kind a list holds; a person with more has lost the overview. */
export const MAX_VIEWS = 50;

/** Shared views and those of this person, by name as they were made: two Queries of at most fifty small items. */
export const listViews = async (table: Table, scope: TenantScope): Promise<SavedView[]> => {
  const { tenantId, principal } = scope;
  const partition = keys.ledgerViewsPk(tenantId);
  const prefixes = [undefined, principal.userId].map((owner) =>
    keys.ledgerView(tenantId, owner, '-').sk.slice(0, -1),
  );
  const found = await Promise.all(
    prefixes.map((prefix) => table.queryAll({ partition, prefix, consistent: true })),
  );
  return found.flat().map((item) => contentOf<SavedView>(item));
};

export const viewWrite = (view: SavedView, guard: { ifAbsent?: true; ifVersion?: number }): Write => ({
  put: { ...keys.ledgerView(view.tenantId, view.owner, view.id), kind: 'ledger_view', ...view },
  ...guard,
});

export const viewRemoval = ({ tenantId, owner, id }: SavedView): Write => ({
  remove: keys.ledgerView(tenantId, owner, id),
});
