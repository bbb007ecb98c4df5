import type { Actor } from '../actor.ts';
import type { Finding } from '../finding/finding.ts';
import { roleAssignee } from '../inbox/waiting-for.ts';
import { foldForComparison } from '../ledger/ledger-text.ts';
import { addCalendarMonths, type CalendarDate } from '../limits/index.ts';
import { type Matter, type MatterAggregate, type MatterChange, newMatter } from '../matter/index.ts';
import { fail, ok, type Result } from '../result.ts';
import { likenessOf } from './alike-wording.ts';
import type { SupervisionSettings } from './settings.ts';

/** A possible recurrence (边改边犯, I07): nobody has looked yet · it is one · it is none. */
export const RECURRENCE_STATUSES = ['suspected', 'confirmed', 'dismissed'] as const;
export type RecurrenceStatus = (typeof RECURRENCE_STATUSES)[number];

/** Number, title and wording of one of the two findings, as it was compared. */
export interface ComparedFinding {
  readonly id: string;
  readonly no: string;
  readonly title: string;
  readonly text: string;
}

/** A finding that was closed, with what it is compared by. */
export interface ClosedWording extends ComparedFinding {
  readonly closedOn: CalendarDate;
  readonly closeoutNo?: string;
}

export interface RecurrenceContent {
  readonly node: string;
  readonly later: ComparedFinding;
  readonly earlier: ClosedWording;
  readonly foundOn: CalendarDate;
  /** 0–100. */
  readonly likeness: number;
  /** The rule with its figures, in Chinese. */
  readonly why: string;
  readonly decision?: {
    readonly outcome: Exclude<RecurrenceStatus, 'suspected'>;
    readonly reason: string;
    readonly byName: string;
    readonly at: string;
  };
}
export type RecurrenceAggregate = MatterAggregate<RecurrenceContent>;
type RecurrenceChange = MatterChange<RecurrenceContent>;

/** The node of the catalogue as far as it is known, else the category: what “the same kind” means (I07). */
export const nodeOf = (finding: Pick<Finding, 'category' | 'domain'>): string | undefined =>
  foldForComparison(finding.category || finding.domain || '') || undefined;

/** The first day of close that still counts on a day; undefined when the rule is switched off. */
export const recurrenceSince = (
  { recurrenceMonths }: Pick<SupervisionSettings, 'recurrenceMonths'>,
  on: CalendarDate,
): CalendarDate | undefined => (recurrenceMonths > 0 ? addCalendarMonths(on, -recurrenceMonths) : undefined);

/**
 * I07: the closed finding of the same node this wording repeats, the likest first. 同一单位、同一类别，销号后 n 个月内，且表述
 * 相似度 ≥ m%. `candidates` are of that unit and node already; one that was closed earlier is left out.
 */
export const findRecurrence = (
  text: string,
  candidates: readonly ClosedWording[],
  settings: Pick<SupervisionSettings, 'recurrenceMonths' | 'likeness'>,
  on: CalendarDate,
): { readonly earlier: ClosedWording; readonly likeness: number } | undefined => {
  const since = recurrenceSince(settings, on);
  if (!since) return undefined;
  return candidates
    .filter(({ closedOn }) => closedOn >= since && closedOn <= on)
    .map((earlier) => ({ earlier, likeness: likenessOf(text, earlier.text) }))
    .filter(({ likeness }) => likeness >= settings.likeness)
    .sort((a, b) => b.likeness - a.likeness)[0];
};

/** Why it is thought to be one, with the figures. */
export const recurrenceWhy = (
  { earlier, likeness }: { readonly earlier: ClosedWording; readonly likeness: number },
  settings: Pick<SupervisionSettings, 'recurrenceMonths' | 'likeness'>,
): string =>
  `与${earlier.closedOn}销号的第${earlier.no}号问题“${earlier.title}”类别相同，表述相似度${likeness}%（达到${settings.likeness}%），在销号后${settings.recurrenceMonths}个月内再次出现。`;

/** 400 characters of either wording are enough to judge by; the whole stands on the finding's page. */
const SHOWN = 400;
const shown = <T extends ComparedFinding>(finding: T): T => ({
  ...finding,
  text: finding.text.slice(0, SHOWN),
});

/** Notes the suspicion: both findings link to it, the unit's office and HQ's are told. */
export const suspectRecurrence = (
  input: {
    readonly id: string;
    readonly finding: Pick<
      Finding,
      'tenantId' | 'id' | 'no' | 'title' | 'batchId' | 'round' | 'responsibility'
    >;
    readonly text: string;
    readonly node: string;
    readonly match: { readonly earlier: ClosedWording; readonly likeness: number };
    readonly settings: Pick<SupervisionSettings, 'recurrenceMonths' | 'likeness'>;
    readonly on: CalendarDate;
  },
  actor: Actor,
  at: string,
): RecurrenceChange => {
  const { finding, match, settings, on } = input;
  const { tenantId, id, no, title, batchId, round, responsibility } = finding;
  const content: RecurrenceContent = {
    node: input.node,
    later: shown({ id, no, title, text: input.text }),
    earlier: shown(match.earlier),
    foundOn: on,
    likeness: match.likeness,
    why: recurrenceWhy(match, settings),
  };
  return {
    matter: newMatter<RecurrenceContent>(
      {
        tenantId,
        id: input.id,
        kind: 'recurrence',
        title: `疑似边改边犯：${no} ${title}`.slice(0, 80),
        status: 'suspected',
        findingIds: [id, match.earlier.id],
        batchId,
        round,
        departmentIds: responsibility.departmentId ? [responsibility.departmentId] : [],
        level: 'yellow',
        waiting: [
          { home: 'unit', key: roleAssignee('rectification_office'), why: '疑似边改边犯，请核对并说明' },
          { home: 'group', key: roleAssignee('inspection_office'), why: '疑似边改边犯，待确认或排除' },
        ],
        content,
      },
      actor,
      at,
    ),
    event: {
      type: 'recurrence.suspected',
      data: { later: id, earlier: match.earlier.id, likeness: match.likeness, why: content.why },
    },
  };
};

/** A person says whether it is one, with the reason; once. */
export const decideRecurrence = (
  { matter }: RecurrenceAggregate,
  decision: { readonly outcome: Exclude<RecurrenceStatus, 'suspected'>; readonly reason: string },
  actor: Actor,
  at: string,
): Result<RecurrenceChange> => {
  if (matter.status !== 'suspected')
    return fail('conflict', 'recurrence_decided', '该项已经有人作出判断，请刷新页面查看。');
  return ok({
    matter: {
      ...matter,
      status: decision.outcome,
      open: false,
      waiting: [],
      level: decision.outcome === 'confirmed' ? 'red' : undefined,
      content: { ...matter.content, decision: { ...decision, byName: actor.name, at } },
    },
    event: { type: `recurrence.${decision.outcome}`, data: { reason: decision.reason } },
  });
};

/** How many there are, by what became of them; kept in the transaction that changes one. */
export type RecurrenceCounts = Readonly<Record<RecurrenceStatus, number>>;
export const NO_RECURRENCES: RecurrenceCounts = { suspected: 0, confirmed: 0, dismissed: 0 };

/** The counts after one moved from a step (none for a new one) to another. */
export const movedRecurrence = (
  counts: RecurrenceCounts,
  from: RecurrenceStatus | undefined,
  to: RecurrenceStatus,
): RecurrenceCounts => ({
  ...counts,
  ...(from ? { [from]: counts[from] - 1 } : {}),
  [to]: counts[to] + 1,
});

export type RecurrenceMatter = Matter<RecurrenceContent>;
