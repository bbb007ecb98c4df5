import type { Batch } from './documents.ts';
import { type Key, keys } from './keys.ts';
import type { Item, Table } from './table.ts';

/** A round that was fed back to a unit, in HQ's own partition: what an auditor can be limited to (A06). */
export interface GroupRound {
  readonly round: string;
  readonly tenantId: string;
}

/** The line of a published batch; several batches of one round are one line, and a repeated one the same. */
export const groupRoundItem = (
  hqTenantId: string,
  { tenantId, round }: Pick<Batch, 'tenantId' | 'round'>,
): Item & Key => ({
  ...keys.groupRound(hqTenantId, round, tenantId),
  kind: 'group_round',
  round,
  tenantId,
});

/** All units' rounds: 30 units with four rounds each are 120 lines of some 150 bytes, 3 RCU. */
export const listGroupRounds = async (table: Table, hqTenantId: string): Promise<GroupRound[]> =>
  (await table.queryAll({ partition: keys.groupRoundsPk(hqTenantId) })).map((item) => ({
    round: String(item.round),
    tenantId: String(item.tenantId),
  }));
