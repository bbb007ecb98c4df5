import type { Role } from '../authz/roles.ts';
import { TERM_CLASSES } from '../finding/finding.ts';
import { IDLE_LEVELS } from '../finding/idle.ts';
import { RESULT_CLASSES } from '../finding/stage.ts';
import { ALERT_LEVELS } from '../matter/alert-level.ts';
import { EFFECT_STEPS } from '../report/effect.ts';
import { type LedgerColumnId, type LedgerWords, parseColumns } from './ledger-columns.ts';
import {
  answeredByIndex,
  isWholeLedger,
  LEDGER_DUES,
  type LedgerFilter,
  parseStates,
} from './ledger-filter.ts';
import {
  keptOrderOf,
  type LedgerOrder,
  orderText,
  parseOrder,
  STANDARD_ORDER,
  sortLedger,
} from './ledger-order.ts';
import type { LedgerRow } from './ledger-row.ts';

export const LEDGER_DENSITIES = ['compact', 'comfortable'] as const;
export type LedgerDensity = (typeof LEDGER_DENSITIES)[number];

/** All that makes up what somebody sees of the ledger: it stands in the address, in saved views and in exports. */
export interface LedgerView {
  readonly filter: LedgerFilter;
  readonly columns: readonly LedgerColumnId[] | undefined;
  readonly order: LedgerOrder;
  readonly density: LedgerDensity;
}

/** Longest text of one condition in an address. */
const MAX_TEXT = 100;
const TEXTS = ['departmentId', 'batchId', 'round', 'category', 'domain', 'person', 'q'] as const;

const among = <T extends string>(values: readonly T[], value: string | undefined): T | undefined =>
  values.find((candidate) => candidate === value);

/** Reads an address; what no longer exists or never did is left out, so that an old link still opens something. */
export const parseLedgerView = (search: ReadonlyMap<string, string>): LedgerView => {
  const text = (name: string): string | undefined => search.get(name)?.trim().slice(0, MAX_TEXT) || undefined;
  const state = search.get('state');
  const columns = search.get('columns');
  const filter = {
    ...Object.fromEntries(TEXTS.map((name) => [name, text(name)])),
    states: state ? parseStates(state) : undefined,
    due: among(LEDGER_DUES, search.get('due')),
    termClass: among(TERM_CLASSES, search.get('termClass')),
    alert: among(ALERT_LEVELS, search.get('alert')),
    idle: among(IDLE_LEVELS, search.get('idle')),
    result: among(RESULT_CLASSES, search.get('result')),
    rules: among(['built'], search.get('rules')),
    step: among(EFFECT_STEPS, search.get('step')),
    closedIn: /^\d{4}-\d{2}$/.test(search.get('closedIn') ?? '') ? search.get('closedIn') : undefined,
    inTime: among(['yes', 'no'], search.get('inTime')),
  };
  return {
    filter: Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)),
    columns: columns ? parseColumns(columns) : undefined,
    order: parseOrder(search.get('order') ?? '') ?? STANDARD_ORDER,
    density: among(LEDGER_DENSITIES, search.get('density')) ?? 'comfortable',
  };
};

/** The view as names and values of an address, without what is standard: equal views have equal addresses. */
export const ledgerViewEntries = ({ filter, columns, order, density }: LedgerView): [string, string][] => {
  const { states, ...rest } = filter;
  const entries: [string, string | undefined][] = [
    ['state', states?.join(',')],
    ...Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)),
    ['columns', columns?.join(',')],
    ['order', orderText(order) === orderText(STANDARD_ORDER) ? undefined : orderText(order)],
    ['density', density === 'comfortable' ? undefined : density],
  ];
  return entries.filter((entry): entry is [string, string] => Boolean(entry[1]));
};

const byDueIndex = ({ filter, order }: Pick<LedgerView, 'filter' | 'order'>): boolean =>
  order.by === 'due' && answeredByIndex(filter);

/**
 * Does the server keep it in order, page by page? By due date in its indexes, the whole ledger by some further columns.
 * Else all lines that match are fetched and sorted.
 */
export const comesInOrder = (view: Pick<LedgerView, 'filter' | 'order'>): boolean =>
  byDueIndex(view) || (keptOrderOf(view.order) !== undefined && isWholeLedger(view.filter));

/** Sorts after every real date, for what has no date: as the indexes have it. */
const NO_DATE = '9999-12-31';

/** All lines of a view in the order in which the page shows them. */
export const arrangeLedger = (
  rows: readonly LedgerRow[],
  view: Pick<LedgerView, 'filter' | 'order'>,
  words: LedgerWords,
): LedgerRow[] => {
  if (!byDueIndex(view)) return sortLedger(rows, view.order, words);
  const { departmentId, states = [], due } = view.filter;
  const keyOf = (row: LedgerRow): string =>
    `${(states[0] === 'closing' ? row.gateDue : row.dueDate) ?? NO_DATE}#${row.id}`;
  const sorted = (part: readonly LedgerRow[], descending: boolean): LedgerRow[] =>
    part
      .map((row) => ({ row, key: keyOf(row) }))
      .sort((a, b) => (a.key < b.key === descending ? 1 : -1))
      .map(({ row }) => row);
  if (due === 'ended') return sorted(rows, true);
  if (departmentId || states.length > 0 || due) return sorted(rows, view.order.descending);
  // Everything: what is open, then what has ended, the latest first.
  const open = rows.filter(({ state }) => state !== 'closed');
  const ended = rows.filter(({ state }) => state === 'closed');
  return [...sorted(open, view.order.descending), ...sorted(ended, true)];
};

interface StandardView {
  readonly id: string;
  readonly label: { readonly zh: string; readonly en: string };
  /** As in an address. */
  readonly query: string;
}

/** Views everybody has. */
export const STANDARD_VIEWS = [
  { id: 'all', label: { zh: '全部问题', en: 'All findings' }, query: '' },
  { id: 'open', label: { zh: '未销号', en: 'Open' }, query: 'due=open' },
  { id: 'overdue', label: { zh: '已逾期', en: 'Overdue' }, query: 'due=overdue' },
  { id: 'soon', label: { zh: '临近到期', en: 'Due soon' }, query: 'due=soon' },
  { id: 'closing', label: { zh: '销号办理中', en: 'Closing' }, query: 'state=closing' },
] as const satisfies readonly StandardView[];
export type StandardViewId = (typeof STANDARD_VIEWS)[number]['id'];

/** What each role opens the ledger for; all others see everything. */
const OPENS_WITH: Readonly<Partial<Record<Role, StandardViewId>>> = {
  department_head: 'open',
  handler: 'open',
  responsible_leader: 'open',
  leading_group: 'closing',
};

/** The view a person starts with who has chosen none: that of the first role that has one. */
export const standardViewFor = (roles: readonly Role[]): StandardViewId =>
  roles.map((role) => OPENS_WITH[role]).find((id) => id !== undefined) ?? 'all';
