import type { Gate } from '../closeout/case.ts';
import { type Finding, type FindingState, isOpen, type TermClass } from '../finding/finding.ts';
import { type IdleLevel, idleLevelOf } from '../finding/idle.ts';
import { type ResultClass, resultClassOf } from '../finding/stage.ts';
import type { AlertLevel } from '../matter/alert-level.ts';

/** One line of the ledger of findings (台账), as lists, searches and exports see it. */
export interface LedgerRow {
  readonly tenantId: string;
  readonly id: string;
  readonly no: string;
  readonly title: string;
  readonly domain?: string;
  readonly category?: string;
  readonly round: string;
  readonly batchId: string;
  readonly state: FindingState;
  readonly termClass: TermClass;
  readonly dueDate?: string;
  readonly overdue: boolean;
  readonly departmentId?: string;
  readonly departmentName?: string;
  readonly leaderName?: string;
  readonly handlerName?: string;
  readonly measureCount: number;
  readonly measureDone: number;
  readonly progress: number;
  readonly gate?: Gate;
  readonly gateDue?: string;
  readonly closeoutNo?: string;
  readonly alert?: AlertLevel;
  /** Business date of the last event of a person. */
  readonly lastActOn?: string;
  /** Business date of the close. */
  readonly closedOn?: string;
  readonly idle?: IdleLevel;
  /** closed, stage result with continuing rectification, or open. */
  readonly result?: ResultClass;
  /** Rules built or revised in closed and continuing findings (F08). */
  readonly rulesBuilt?: number;
}

/** Everything of a line that is the same on every day; the rest follows from the business date of the reader. */
export type StoredLedgerRow = Omit<LedgerRow, 'overdue' | 'idle'> & { readonly version: number };

export const storedRowOf = (finding: Finding): StoredLedgerRow => ({
  tenantId: finding.tenantId,
  id: finding.id,
  no: finding.no,
  title: finding.title,
  domain: finding.domain,
  category: finding.category,
  round: finding.round,
  batchId: finding.batchId,
  state: finding.state,
  termClass: finding.termClass,
  dueDate: finding.dueDate,
  departmentId: finding.responsibility.departmentId,
  departmentName: finding.responsibility.departmentName,
  leaderName: finding.responsibility.leaderName,
  handlerName: finding.responsibility.handlerName,
  measureCount: finding.measureCount,
  measureDone: finding.measureDone,
  progress: finding.progress,
  gate: finding.closing?.gate,
  gateDue: finding.closing?.due,
  closeoutNo: finding.closeoutNo,
  alert: finding.alert,
  lastActOn: finding.lastActOn,
  closedOn: finding.closedOn,
  result: resultClassOf(finding),
  rulesBuilt: finding.rulesBuilt,
  version: finding.version,
});

/** Open and past its due date on that business date. */
export const isOverdue = (row: Pick<LedgerRow, 'state' | 'dueDate'>, today: string): boolean =>
  isOpen(row.state) && row.dueDate !== undefined && row.dueDate < today;

/**
 * What a line shows on that business date. The kept alert holds until the date has passed: red at midnight, not when
 * the sweep comes by; a continuous finding is held to its next check instead.
 */
export const ofTheDay = (
  row: Pick<LedgerRow, 'state' | 'dueDate' | 'alert' | 'lastActOn'>,
  today: string,
): Pick<LedgerRow, 'overdue' | 'alert' | 'idle'> => {
  const overdue = isOverdue(row, today);
  return {
    overdue,
    alert: overdue && row.state !== 'continuous' ? 'red' : row.alert,
    idle: idleLevelOf(row, today),
  };
};
