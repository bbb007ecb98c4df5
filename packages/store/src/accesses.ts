import type { Role, TenantScope } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { keys } from './keys.ts';
import { ConditionFailed, type Item, type Table } from './table.ts';

/** That somebody of HQ worked in the unit on a day, kept in the unit's own partition. */
export interface AccessRecord {
  readonly membershipId: string;
  readonly userId: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly onBehalfOf?: { readonly name: string };
  /** Business date, and the instant of the first request that day. */
  readonly date: string;
  readonly at: string;
  /** What the first request was about. */
  readonly area: string;
}

/** Records the scope's person once a day; a repetition leaves the first record as it is. */
export const recordAccess = async (
  table: Table,
  { tenantId, principal }: TenantScope,
  { area, at, date }: Pick<AccessRecord, 'area' | 'at' | 'date'>,
): Promise<void> => {
  const { membershipId, userId, name, roles, onBehalfOf } = principal;
  const record: AccessRecord = {
    membershipId,
    userId,
    name,
    roles,
    ...(onBehalfOf ? { onBehalfOf: { name: onBehalfOf.name } } : {}),
    date,
    at,
    area,
  };
  try {
    await table.put({
      put: { ...keys.access(tenantId, date, membershipId), kind: 'access', ...record },
      ifAbsent: true,
    });
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
};

/** Newest day first. */
export const pageAccesses = async (
  table: Table,
  { tenantId }: TenantScope,
  page: { readonly limit: number; readonly startKey?: Item },
): Promise<{ readonly accesses: AccessRecord[]; readonly lastKey?: Item }> => {
  const answer = await table.query({
    partition: keys.accessesPk(tenantId),
    prefix: 'D#',
    descending: true,
    limit: page.limit,
    startKey: page.startKey,
  });
  return { accesses: answer.items.map((item) => contentOf<AccessRecord>(item)), lastKey: answer.lastKey };
};
