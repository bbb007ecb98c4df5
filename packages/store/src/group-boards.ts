import type { AlertLevel, GateCell } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { keys } from './keys.ts';
import type { Table } from './table.ts';

/** One batch of a unit on HQ's board; the reader's content limits are asked of each. */
export interface GroupBoardBatch {
  readonly id: string;
  readonly gates: readonly GateCell[];
  /** Findings by colour of their alert; lines of before it was counted have none. */
  readonly alerts?: Readonly<Record<AlertLevel, number>>;
  /** Findings by domain: a row of the heat map (K03). */
  readonly domains: readonly {
    readonly domain: string;
    readonly total: number;
    readonly open: number;
    readonly late: number;
  }[];
}

/** A unit on HQ's board of the six gates (F01): written by the daily run, some 300 bytes a batch. */
export interface GroupBoard {
  readonly tenantId: string;
  readonly tenantName: string;
  /** Business date it was computed for. */
  readonly asOf: string;
  readonly batches: readonly GroupBoardBatch[];
}

/** Replaces what the last run left. */
export const putGroupBoard = (hqTable: Table, hqTenantId: string, board: GroupBoard): Promise<void> =>
  hqTable.put({ put: { ...keys.groupBoard(hqTenantId, board.tenantId), kind: 'group_board', ...board } });

/** All units: one Query of HQ's own partition. */
export const listGroupBoards = async (table: Table, hqTenantId: string): Promise<GroupBoard[]> =>
  (await table.queryAll({ partition: keys.groupBoardsPk(hqTenantId) })).map((item) =>
    contentOf<GroupBoard>(item),
  );
