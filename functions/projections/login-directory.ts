import { followLogin, type Item, type LoginEntry, type Table } from '@xuncha/store';
import type { TableChange } from '../stream-events.ts';

const KINDS: Readonly<Record<string, LoginEntry['kind'] | undefined>> = {
  member: 'login_membership',
  delegation: 'login_delegation',
};

const entryOf = (item: Item | undefined): LoginEntry | undefined => {
  const kind = KINDS[String(item?.kind)];
  return kind && item ? { kind, tenantId: String(item.tenantId), id: String(item.id) } : undefined;
};

/**
 * The login directory follows the tenants' members and delegations. Records only say where to look: each entry is made
 * from what the tenant's item says now, so records that come twice, late or in disorder do no harm.
 * @returns how many members and delegations were looked at
 */
export const projectLogins = async (table: Table, changes: readonly TableChange[]): Promise<number> => {
  const entries = new Map(
    changes
      .flatMap(({ after }) => entryOf(after) ?? [])
      .map((entry) => [`${entry.kind} ${entry.tenantId} ${entry.id}`, entry]),
  );
  for (const entry of entries.values()) await followLogin(table, entry);
  return entries.size;
};
