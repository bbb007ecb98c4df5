import type { StoredLedgerRow } from '../ledger-view/ledger-row.ts';
import type { Matter } from '../matter/index.ts';
import type { DutyStatus } from '../report/duty.ts';
import type { RatedDuty } from '../report/duty-rate.ts';
import type { DutyType } from '../report/duty-type.ts';

/** Of a finding's line in the ledger: what the board is computed from. */
export type BoardFinding = Pick<
  StoredLedgerRow,
  | 'id'
  | 'no'
  | 'title'
  | 'domain'
  | 'state'
  | 'termClass'
  | 'dueDate'
  | 'departmentId'
  | 'measureCount'
  | 'measureDone'
  | 'alert'
  | 'lastActOn'
  | 'result'
  | 'rulesBuilt'
>;

export interface BoardDuty extends RatedDuty {
  readonly type: DutyType;
  readonly status: DutyStatus;
}

/** Of any other matter: where it stands. */
export type BoardMatter = Pick<Matter, 'status' | 'open' | 'due'>;

/** What is known of one published batch: bounded by the batch, not by the unit. */
export interface BoardFacts {
  /** Leaves that count (D07). */
  readonly findings: readonly BoardFinding[];
  readonly plan?: BoardMatter;
  readonly duties: readonly BoardDuty[];
  readonly notices: readonly BoardMatter[];
  /** Business date. */
  readonly today: string;
}

/** A batch whose ledger has no column for domains has one row of the heat map all the same (K03). */
export const NO_DOMAIN = '未分领域';
