import { IDLE_LEVELS } from '../finding/idle.ts';
import { ALERT_LEVELS } from '../matter/alert-level.ts';
import type { LedgerRow } from './ledger-row.ts';

/** Words of the page and the workbook for stored values: states, classes, gates. */
export interface LedgerWords {
  readonly state: (state: LedgerRow['state']) => string;
  readonly termClass: (termClass: LedgerRow['termClass']) => string;
  readonly gate: (gate: NonNullable<LedgerRow['gate']>) => string;
  readonly alert: (level: NonNullable<LedgerRow['alert']>) => string;
  readonly idle: (level: NonNullable<LedgerRow['idle']>) => string;
  readonly result: (result: NonNullable<LedgerRow['result']>) => string;
}

export interface LedgerColumn {
  readonly id: string;
  readonly label: { readonly zh: string; readonly en: string };
  /** Pixels on the page. */
  readonly width: number;
  /** Characters in the workbook; a Chinese character takes two. */
  readonly sheetWidth: number;
  readonly align?: 'left' | 'center' | 'right';
  /** Shown while nobody has chosen columns. */
  readonly standard: boolean;
  /** What stands in the cell, for reading and for the workbook. */
  readonly text: (row: LedgerRow, words: LedgerWords) => string | number | undefined;
  /** What it is sorted by, when not by its text. */
  readonly order?: (row: LedgerRow) => string | number | undefined;
}

/**
 * Every column of the ledger (K02). A new one is one entry here: chooser, table, cards, sorting, saved views and export
 * take it from this list. A column that needs more than text on the page gets a renderer in the page's `cells.tsx`.
 */
export const LEDGER_COLUMNS = [
  {
    id: 'no',
    label: { zh: '编号', en: 'No.' },
    width: 76,
    sheetWidth: 10,
    align: 'center',
    standard: true,
    text: ({ no }) => no,
  },
  {
    id: 'title',
    label: { zh: '问题', en: 'Finding' },
    width: 240,
    sheetWidth: 44,
    standard: true,
    text: ({ title }) => title,
  },
  {
    id: 'state',
    label: { zh: '状态', en: 'State' },
    width: 110,
    sheetWidth: 12,
    align: 'center',
    standard: true,
    text: ({ state }, words) => words.state(state),
  },
  {
    id: 'department',
    label: { zh: '责任部门', en: 'Department' },
    width: 140,
    sheetWidth: 18,
    standard: true,
    text: ({ departmentName }) => departmentName,
  },
  {
    id: 'leader',
    label: { zh: '责任领导', en: 'Leader' },
    width: 110,
    sheetWidth: 12,
    standard: false,
    text: ({ leaderName }) => leaderName,
  },
  {
    id: 'handler',
    label: { zh: '经办人', en: 'Handler' },
    width: 110,
    sheetWidth: 12,
    standard: false,
    text: ({ handlerName }) => handlerName,
  },
  {
    id: 'due',
    label: { zh: '整改时限', en: 'Due' },
    width: 124,
    sheetWidth: 13,
    align: 'center',
    standard: true,
    text: ({ dueDate }) => dueDate,
  },
  {
    id: 'alert',
    label: { zh: '预警', en: 'Alert' },
    width: 84,
    sheetWidth: 8,
    align: 'center',
    standard: true,
    text: ({ alert }, words) => (alert ? words.alert(alert) : undefined),
    order: ({ alert }) => (alert ? ALERT_LEVELS.indexOf(alert) : undefined),
  },
  {
    id: 'progress',
    label: { zh: '整改进度', en: 'Progress' },
    width: 120,
    sheetWidth: 12,
    align: 'center',
    standard: true,
    text: ({ progress }) => `${progress}%`,
    order: ({ progress }) => progress,
  },
  {
    id: 'idle',
    label: { zh: '推进情况', en: 'Activity' },
    width: 120,
    sheetWidth: 12,
    align: 'center',
    standard: false,
    text: ({ idle }, words) => (idle ? words.idle(idle) : undefined),
    order: ({ idle }) => (idle ? IDLE_LEVELS.indexOf(idle) : undefined),
  },
  {
    id: 'lastAct',
    label: { zh: '最近办理', en: 'Last activity' },
    width: 120,
    sheetWidth: 13,
    align: 'center',
    standard: false,
    text: ({ lastActOn }) => lastActOn,
  },
  {
    id: 'measures',
    label: { zh: '措施完成', en: 'Measures done' },
    width: 110,
    sheetWidth: 12,
    align: 'center',
    standard: false,
    text: ({ measureDone, measureCount }) => `${measureDone}/${measureCount}`,
    order: ({ measureDone, measureCount }) => measureDone - measureCount,
  },
  {
    id: 'result',
    label: { zh: '整改结果', en: 'Result' },
    width: 150,
    sheetWidth: 20,
    align: 'center',
    standard: false,
    text: ({ result }, words) => (result ? words.result(result) : undefined),
  },
  {
    id: 'rules',
    label: { zh: '新建制度', en: 'Rules built' },
    width: 110,
    sheetWidth: 10,
    align: 'center',
    standard: false,
    text: ({ rulesBuilt }) => rulesBuilt,
  },
  {
    id: 'category',
    label: { zh: '类别', en: 'Category' },
    width: 150,
    sheetWidth: 16,
    standard: false,
    text: ({ category }) => category,
  },
  {
    id: 'domain',
    label: { zh: '领域', en: 'Domain' },
    width: 180,
    sheetWidth: 22,
    standard: false,
    text: ({ domain }) => domain,
  },
  {
    id: 'round',
    label: { zh: '轮次', en: 'Round' },
    width: 140,
    sheetWidth: 16,
    standard: false,
    text: ({ round }) => round,
  },
  {
    id: 'termClass',
    label: { zh: '整改类型', en: 'Term class' },
    width: 110,
    sheetWidth: 12,
    align: 'center',
    standard: false,
    text: ({ termClass }, words) => words.termClass(termClass),
  },
  {
    id: 'gate',
    label: { zh: '销号关口', en: 'Gate' },
    width: 130,
    sheetWidth: 16,
    standard: false,
    text: ({ gate }, words) => (gate ? words.gate(gate) : undefined),
  },
  {
    id: 'gateDue',
    label: { zh: '关口时限', en: 'Gate limit' },
    width: 120,
    sheetWidth: 13,
    align: 'center',
    standard: false,
    text: ({ gateDue }) => gateDue,
  },
  {
    id: 'closeoutNo',
    label: { zh: '销号编号', en: 'Close-out no.' },
    width: 180,
    sheetWidth: 22,
    standard: false,
    text: ({ closeoutNo }) => closeoutNo,
  },
] as const satisfies readonly LedgerColumn[];

export type LedgerColumnId = (typeof LEDGER_COLUMNS)[number]['id'];
const columns: readonly (LedgerColumn & { readonly id: LedgerColumnId })[] = LEDGER_COLUMNS;

export const LEDGER_COLUMN_IDS = columns.map(({ id }) => id);
export const STANDARD_COLUMNS = columns.filter(({ standard }) => standard).map(({ id }) => id);

export const ledgerColumn = (id: LedgerColumnId): LedgerColumn & { readonly id: LedgerColumnId } => {
  const column = columns.find((candidate) => candidate.id === id);
  if (!column) throw new Error(`the ledger has no column ${id}`);
  return column;
};

/** `no,title,due` as it stands in an address; undefined when one of them is no column or none is named. */
export const parseColumns = (text: string): LedgerColumnId[] | undefined => {
  const ids = text.split(',').map((name) => LEDGER_COLUMN_IDS.find((id) => id === name));
  return ids.every((id) => id !== undefined) ? [...new Set(ids)] : undefined;
};
