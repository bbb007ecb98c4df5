import {
  type Delegation,
  type LoginName,
  loginNameOf,
  type Membership,
  type TenantScope,
} from '@xuncha/domain';
import { readAs } from './finding-items.ts';
import { type Key, keys } from './keys.ts';
import type { Item, Table, Write } from './table.ts';
import { listDelegations, listMembers, readDelegation, readMember } from './tenants.ts';

/**
 * Where the authorizer has to look: a membership or a delegation of a tenant. The entry alone gives nothing, what
 * counts is the tenant's own item.
 */
export interface LoginEntry {
  readonly kind: 'login_membership' | 'login_delegation';
  readonly tenantId: string;
  readonly id: string;
}

/** Where a person may act, by the directory. For the authorizer. */
export const listLogins = async (table: Table, name: LoginName): Promise<LoginEntry[]> =>
  (await table.queryAll({ partition: keys.login(name).pk, consistent: true })).map((item) =>
    readAs<LoginEntry>(item),
  );

const entryItem = (key: Key, entry: LoginEntry): Item & Key => ({ ...key, ...entry });

const memberEntry = (member: Membership): Item & Key =>
  entryItem(keys.loginMembership(loginNameOf(member), member.tenantId, member.id), {
    kind: 'login_membership',
    tenantId: member.tenantId,
    id: member.id,
  });

const delegationEntry = (delegation: Delegation, substitute: Membership): Item & Key =>
  entryItem(keys.loginDelegation(loginNameOf(substitute), delegation.tenantId, delegation.id), {
    kind: 'login_delegation',
    tenantId: delegation.tenantId,
    id: delegation.id,
  });

/**
 * The directory entry beside the first member of a group: a command of the operator writes it itself, because the
 * system that follows the stream may not be running yet.
 */
export const firstLoginWrite = (member: Membership): Write => ({ put: memberEntry(member) });

/** A directory entry and whether the tenant's own items ask for it. */
interface DirectoryLine {
  readonly entry: Item & Key;
  readonly wanted: boolean;
}

const memberLine = (member: Membership): DirectoryLine => ({
  entry: memberEntry(member),
  wanted: member.status === 'active',
});
const delegationLine = (delegation: Delegation, substitute: Membership): DirectoryLine => ({
  entry: delegationEntry(delegation, substitute),
  wanted: !delegation.revokedAt,
});

/** The line of a member or delegation as the tenant has it now; undefined when it names nobody. */
const readLine = async (
  table: Table,
  { kind, tenantId, id }: LoginEntry,
): Promise<DirectoryLine | undefined> => {
  if (kind === 'login_membership') {
    const member = await readMember(table, tenantId, id);
    return member && memberLine(member);
  }
  const delegation = await readDelegation(table, tenantId, id);
  const substitute = delegation && (await readMember(table, tenantId, delegation.toMembershipId));
  return substitute && delegationLine(delegation, substitute);
};

/**
 * Makes the directory say what the tenant's item says now. Reads the item again after it has put an entry: whatever
 * comes twice, late or in disorder, the last to act has seen the end (a removal and a revocation are for good).
 */
export const followLogin = async (table: Table, entry: LoginEntry): Promise<void> => {
  const line = await readLine(table, entry);
  if (!line) return;
  if (line.wanted) await table.put({ put: line.entry });
  if (!line.wanted || !(await readLine(table, entry))?.wanted) await table.transact([{ remove: line.entry }]);
};

/** One place where the directory does not say what the tenant says. */
export interface LoginDifference {
  readonly kind: 'missing' | 'superfluous';
  readonly key: Key;
  readonly entry: LoginEntry;
}

/**
 * Compares a tenant's people and delegations with the directory. An entry of nobody can't be found without reading the
 * whole table, and gives nothing.
 */
export const compareLogins = async (table: Table, scope: TenantScope): Promise<LoginDifference[]> => {
  const [members, delegations] = await Promise.all([
    listMembers(table, scope),
    listDelegations(table, scope),
  ]);
  const byId = new Map(members.map((member) => [member.id, member]));
  const lines = [
    ...members.map(memberLine),
    ...delegations.flatMap((delegation) => {
      const substitute = byId.get(delegation.toMembershipId);
      return substitute ? [delegationLine(delegation, substitute)] : [];
    }),
  ];
  const there = new Set(
    (await table.getMany(lines.map(({ entry }) => entry))).map(({ pk, sk }) => `${pk} ${sk}`),
  );
  return lines.flatMap(({ entry, wanted }): LoginDifference[] => {
    const { pk, sk } = entry;
    if (there.has(`${pk} ${sk}`) === wanted) return [];
    return [
      { kind: wanted ? 'missing' : 'superfluous', key: { pk, sk }, entry: readAs<LoginEntry & Item>(entry) },
    ];
  });
};
