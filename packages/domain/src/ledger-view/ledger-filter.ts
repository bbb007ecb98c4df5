import { FINDING_STATES, type FindingState, isCounted, isOpen, type TermClass } from '../finding/finding.ts';
import type { IdleLevel } from '../finding/idle.ts';
import type { ResultClass } from '../finding/stage.ts';
import { addCalendarDays } from '../limits/calendar-date.ts';
import type { AlertLevel } from '../matter/alert-level.ts';
import { closedDayOf, closedInTime, type EffectStep, hasReached } from '../report/effect.ts';
import { isOverdue, type LedgerRow, ofTheDay } from './ledger-row.ts';

/** Blue alert (F10): due within this many days, today included. A month, because units meet on it once a month. */
export const SOON_DAYS = 30;

export const LEDGER_DUES = ['open', 'overdue', 'soon', 'ended'] as const;
export type LedgerDue = (typeof LEDGER_DUES)[number];
/** As workbooks name them. */
export const LEDGER_DUE_TITLES: Readonly<Record<LedgerDue, string>> = {
  open: '未销号',
  overdue: '已逾期',
  soon: '三十天内到期',
  ended: '已销号',
};

/** What the ledger can be narrowed by (K02). All that is named must hold. */
export interface LedgerFilter {
  /** None: whatever counts; drafts, divided and withdrawn findings are shown when they are asked for by name. */
  readonly states?: readonly FindingState[];
  readonly departmentId?: string;
  /** open: still needs somebody · overdue · soon: open and due within `SOON_DAYS` · ended: closed. */
  readonly due?: LedgerDue;
  readonly batchId?: string;
  readonly round?: string;
  /** Part of the name, as people remember it. */
  readonly category?: string;
  readonly domain?: string;
  readonly termClass?: TermClass;
  readonly alert?: AlertLevel;
  /** Nobody has worked on it; `noticed` includes what stands still for longer (F07). */
  readonly idle?: IdleLevel;
  readonly result?: ResultClass;
  /** Only those whose rectification built or revised rules (F08). */
  readonly rules?: 'built';
  /** Has come at least to this step of the effect chart (K03). */
  readonly step?: EffectStep;
  /** Closed in this month, `2024-11`. */
  readonly closedIn?: string;
  /** Closed by its due date, or after it. */
  readonly inTime?: 'yes' | 'no';
  /** Part of the name of leader or handler. */
  readonly person?: string;
  /** Words, all of which must stand somewhere in the line or in the whole wording of the finding. */
  readonly q?: string;
}

/** `rectifying,closing` as it stands in an address; undefined when one of them is no state. */
export const parseStates = (text: string): FindingState[] | undefined => {
  const states = text.split(',').map((name) => FINDING_STATES.find((state) => state === name));
  return states.every((state) => state !== undefined) ? [...new Set(states)] : undefined;
};

/** Full-width and half-width, upper and lower case are one to people who search. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase();
const has = (text: string | undefined, part: string): boolean => folded(text ?? '').includes(folded(part));

const textOf = (row: Omit<LedgerRow, 'overdue'>): string =>
  folded(
    [
      row.no,
      row.title,
      row.category,
      row.domain,
      row.round,
      row.departmentName,
      row.leaderName,
      row.handlerName,
      row.closeoutNo,
    ]
      .filter(Boolean)
      // A line feed can't be typed into a search box: no word is found across two fields.
      .join('\n'),
  );

const dueHolds = (due: LedgerDue, row: Pick<LedgerRow, 'state' | 'dueDate'>, today: string): boolean => {
  switch (due) {
    case 'open':
      return isOpen(row.state);
    case 'ended':
      return row.state === 'closed';
    case 'overdue':
      return isOverdue(row, today);
    case 'soon':
      return (
        isOpen(row.state) &&
        row.dueDate !== undefined &&
        row.dueDate >= today &&
        row.dueDate < addCalendarDays(today, SOON_DAYS)
      );
  }
};

const stateOfDayHolds = (
  { alert, idle }: LedgerFilter,
  row: Omit<LedgerRow, 'overdue'>,
  today: string,
): boolean => {
  if (!alert && !idle) return true;
  const day = ofTheDay(row, today);
  return (
    (!alert || day.alert === alert) &&
    (!idle || day.idle === idle || (idle === 'noticed' && day.idle === 'stalled'))
  );
};

type Line = Omit<LedgerRow, 'overdue'>;

const wordsOf = ({ q }: Pick<LedgerFilter, 'q'>): string[] =>
  folded(q ?? '')
    .split(/\s+/)
    .filter(Boolean);

/** All that is asked for but the words. */
const conditionsHold = (filter: LedgerFilter, row: Line, today: string): boolean =>
  (filter.states?.length ? filter.states.includes(row.state) : isCounted(row.state)) &&
  (!filter.departmentId || row.departmentId === filter.departmentId) &&
  (!filter.batchId || row.batchId === filter.batchId) &&
  (!filter.round || row.round === filter.round) &&
  (!filter.termClass || row.termClass === filter.termClass) &&
  stateOfDayHolds(filter, row, today) &&
  (!filter.result || row.result === filter.result) &&
  (!filter.rules || (row.rulesBuilt ?? 0) > 0) &&
  (!filter.due || dueHolds(filter.due, row, today)) &&
  (!filter.step || hasReached(row, filter.step)) &&
  (!filter.closedIn || (closedDayOf(row)?.startsWith(filter.closedIn) ?? false)) &&
  (!filter.inTime || closedInTime(row) === filter.inTime) &&
  (!filter.category || has(row.category, filter.category)) &&
  (!filter.domain || has(row.domain, filter.domain)) &&
  (!filter.person || has(row.leaderName, filter.person) || has(row.handlerName, filter.person));

/** Does the line belong to what was asked for? One rule for pages, searches and exports. */
export const ledgerMatcher = (filter: LedgerFilter, today: string) => {
  const words = wordsOf(filter);
  return (row: Line): boolean =>
    conditionsHold(filter, row, today) &&
    (words.length === 0 || words.every((word) => textOf(row).includes(word)));
};

/** What a search asks of the whole wording of a finding, which does not stand in its line. */
export interface WordingMatcher {
  /** The line leaves it open: what else is asked for holds, and not every word stands in the line. */
  readonly open: (row: Line) => boolean;
  /** Does every word stand in the line or in the wording? */
  readonly holds: (row: Line, wording: string) => boolean;
  /** The place in the wording, for whoever wonders why the finding is shown. */
  readonly excerpt: (wording: string) => string | undefined;
}

/** Characters before and after what was found; together a line of a list. */
const EXCERPT = { before: 12, after: 28 } as const;

/** Undefined while no words are looked for: then no wording is read. */
export const wordingMatcher = (filter: LedgerFilter, today: string): WordingMatcher | undefined => {
  const words = wordsOf(filter);
  if (words.length === 0) return undefined;
  return {
    open: (row) => conditionsHold(filter, row, today) && !words.every((word) => textOf(row).includes(word)),
    holds: (row, wording) => {
      const text = `${textOf(row)}\n${folded(wording)}`;
      return words.every((word) => text.includes(word));
    },
    excerpt: (wording) => {
      // Piece by piece, because folding may lengthen a text; what is shown is the wording itself.
      const characters = [...wording.replace(/\s+/g, ' ')];
      const places = characters.flatMap((character, at) => Array.from(folded(character), () => at));
      const text = characters.map(folded).join('');
      const found = words.map((word) => text.indexOf(word)).filter((place) => place >= 0);
      if (found.length === 0) return undefined;
      const at = places[[...text.slice(0, Math.min(...found))].length] ?? 0;
      const [start, end] = [Math.max(0, at - EXCERPT.before), at + EXCERPT.after];
      const shown = characters.slice(start, end).join('');
      return `${start > 0 ? '…' : ''}${shown}${end < characters.length ? '…' : ''}`;
    },
  };
};

/** Nothing is asked for: every finding that counts. */
export const isWholeLedger = (filter: LedgerFilter): boolean =>
  Object.values(filter).every((value) => value === undefined || value === '' || value.length === 0);

/**
 * Can one key-ordered index answer this by itself, by due date? Else nearly empty pages would be read: such lists come
 * from the ledger sheets, which hold every line in a tenth of the space.
 */
export const answeredByIndex = (filter: LedgerFilter): boolean => {
  const { states = [], departmentId, due, ...conditions } = filter;
  // Drafts are few, and looked at right after an import, when the sheets may be a second behind.
  const others =
    states.length === 1 && states[0] === 'draft' ? { ...conditions, batchId: undefined } : conditions;
  if (Object.values(others).some((value) => value !== undefined && value !== '')) return false;
  if (states.length > 1) return false;
  if (departmentId) return states.length === 0 && due !== 'ended';
  // Closing findings lie by the limit of their gate, not by their own due date.
  if (states.length === 1) return due === undefined || (due !== 'ended' && states[0] !== 'closing');
  return true;
};
