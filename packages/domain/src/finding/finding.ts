import type { CloseoutProgress } from '../closeout/case.ts';
import type { AppliedAlerts, Limit, LimitRuleId } from '../limits/index.ts';
import type { AlertLevel } from '../matter/alert-level.ts';

/**
 * A finding's life (product.md). `split` and `merged` findings keep their lineage and are no longer counted;
 * `withdrawn` ones were imports undone or objections upheld before rectification began.
 */
export const FINDING_STATES = [
  'draft',
  'delivered',
  'acknowledged',
  'disputed',
  'planning',
  'rectifying',
  'closing',
  'closed',
  'continuous',
  'split',
  'merged',
  'withdrawn',
] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** Leaves that still need somebody: what the open-by-due-date index holds. */
export const OPEN_STATES: readonly FindingState[] = [
  'delivered',
  'acknowledged',
  'disputed',
  'planning',
  'rectifying',
  'closing',
  'continuous',
];
export const isOpen = (state: FindingState): boolean => OPEN_STATES.includes(state);
/** D07: only leaves count in totals. Drafts are not findings of the unit yet. */
export const isCounted = (state: FindingState): boolean => isOpen(state) || state === 'closed';

/** immediate 立行立改 · time_limited 限期整改 · continuous 持续整改 (E05). */
export const TERM_CLASSES = ['immediate', 'time_limited', 'continuous'] as const;
export type TermClass = (typeof TERM_CLASSES)[number];
export const TERM_CLASS_TITLES: Readonly<Record<TermClass, string>> = {
  immediate: '立行立改',
  time_limited: '限期整改',
  continuous: '持续整改',
};

/** A04: who answers for a finding. Names come from the ledger; the ids point at members where they are known. */
export interface Responsibility {
  readonly principalName?: string;
  readonly principalId?: string;
  readonly leaderName?: string;
  readonly leaderId?: string;
  readonly departmentId?: string;
  readonly departmentName?: string;
  readonly supportingDepartments: readonly string[];
  readonly handlerName?: string;
  readonly handlerId?: string;
}

/** The limit a finding was given at feedback (H04): rule, version, and the limit where it is not known practice. */
export interface AppliedLimit {
  readonly ruleId: LimitRuleId;
  readonly version: number;
  readonly limit?: Limit;
}

/** The head item of a finding: small, rewritten by every command, the single lock of its collection. */
export interface Finding {
  readonly tenantId: string;
  readonly id: string;
  readonly batchId: string;
  /** Round label such as `2024年第二轮`. */
  readonly round: string;
  /** Number in the delivered list, as the source has it: `1`, `2.1`. */
  readonly no: string;
  readonly domain?: string;
  readonly category?: string;
  /** Short form of the wording for lists, ≤ 40 characters. */
  readonly title: string;
  readonly termClass: TermClass;
  readonly state: FindingState;
  readonly responsibility: Responsibility;
  readonly feedbackDate?: string;
  readonly dueDate?: string;
  /** Why the due date is that date, one Chinese sentence. */
  readonly dueWhy?: string;
  /** What decides it: the latest dated measure, the limit after feedback, or an extension of the finding itself. */
  readonly dueBy?: 'measure' | 'limit' | 'extension';
  readonly limit?: AppliedLimit;
  readonly measureCount: number;
  readonly measureDone: number;
  /** Mean progress of the measures, 0–100, rounded down; 100 only when all are done. */
  readonly progress: number;
  /** Business date on which rectification began: the plan's measures run from here. */
  readonly startedOn?: string;
  /** When it turns blue and yellow, where the unit's rules differ from known practice. */
  readonly alertRule?: AppliedAlerts;
  /** Alert as of the last command or sweep (`alertOf`); none when absent. */
  readonly alert?: AlertLevel;
  /** The day on which the alert changes by itself; the daily sweep reads no finding before that. */
  readonly alertCheck?: string;
  /** Business date of the last event of a person; what the product did by itself does not count (F07). */
  readonly lastActOn?: string;
  /** Instant since when it waits for whom it waits for, where that is not the last change. */
  readonly waitingSince?: string;
  /** Business date of the close, while it is closed. */
  readonly closedOn?: string;
  /** The last stage acceptance of the whole finding; a report after a return ends it. */
  readonly stage?: StageResult;
  /** The request for another date that waits for its decision; at most one at a time. */
  readonly extension?: PendingExtension;
  /** While the unit's objection waits for its answer: who objected (substitutes' absent persons included), and when. */
  readonly disputed?: { readonly by: readonly string[]; readonly at: string };
  /** The last approved extension of the finding's own date. */
  readonly extended?: Extended;
  /** Extensions approved so far, of the finding and of its measures. */
  readonly extensions?: number;
  /** On the green channel since that day (F06). */
  readonly green?: { readonly since: string };
  /** Rules built or revised, as the application says that ended the last case (F08). */
  readonly rulesBuilt?: number;
  readonly closing?: CloseoutProgress;
  readonly closeoutNo?: string;
  /** Case ids in order; the last one is the running or the deciding one. */
  readonly caseIds: readonly string[];
  readonly nextCheckDate?: string;
  readonly parents: readonly string[];
  readonly children: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
  /** Head of the hash chain: number and hash of the latest audit event. */
  readonly auditSeq: number;
  readonly auditHash: string;
}

/** What stage acceptance came to (F04). */
export interface StageResult {
  readonly outcome: 'accepted' | 'returned';
  /** Business date. */
  readonly on: string;
}

/** A request for another date; reason and files stand in the trail. */
export interface PendingExtension {
  readonly id: string;
  readonly measureId?: string;
  readonly seq?: number;
  readonly from: string;
  readonly to: string;
  readonly decider: 'rectification_office' | 'inspection_office';
  /** Business date by which it should be decided. */
  readonly due: string;
  /** Who asked, absent persons of substitutes included: none of them decides. */
  readonly by: readonly string[];
  readonly byName: string;
  readonly askedAt?: string;
}

/** A date that was moved: from where to where, when, and by whom. */
export interface Extended {
  readonly from: string;
  readonly to: string;
  readonly on: string;
  readonly by: string;
}

/** The wording, in an item of its own because it is large and, once published, never rewritten (D07). */
export interface FindingBody {
  readonly text: string;
  readonly goal?: string;
  readonly analysis?: import('./analysis.ts').FindingAnalysis;
  readonly remark?: string;
  readonly objection?: { readonly reason: string; readonly by: string; readonly at: string };
  readonly objectionAnswer?: {
    readonly outcome: 'maintained' | 'accepted';
    readonly reason: string;
    readonly by: string;
    readonly at: string;
  };
  readonly source?: {
    readonly importId: string;
    readonly sheet: string;
    readonly rowStart: number;
    readonly rowEnd: number;
  };
}

export interface MeasureTerm {
  readonly kind: 'date' | 'immediate' | 'continuous' | 'none';
  readonly date?: string;
  /** The words of the ledger, kept as they were. */
  readonly original?: string;
}

/** E05: what is to be reached by a day, in percent of the measure. */
export interface StageTarget {
  readonly on: string;
  readonly percent: number;
  readonly goal: string;
}

export type MeasureStatus = 'not_started' | 'under_way' | 'done' | 'withdrawn';

export interface Measure {
  readonly id: string;
  readonly seq: number;
  readonly text: string;
  readonly leaderName?: string;
  readonly departmentId?: string;
  readonly departmentName?: string;
  readonly supportingDepartments: readonly string[];
  readonly handlerName?: string;
  readonly handlerId?: string;
  readonly term: MeasureTerm;
  /** Staged targets in order of their days; without them the plan is linear. */
  readonly stages?: readonly StageTarget[];
  /** Business date from which it runs, where it was added to a rectification under way. */
  readonly startsOn?: string;
  readonly stage?: StageResult;
  readonly extended?: Extended;
  readonly extensions?: number;
  readonly status: MeasureStatus;
  readonly progress: number;
  readonly result?: string;
  readonly doneAt?: string;
  /** User ids of all who reported on it, absent persons of substitutes included: they submitted it (G07). */
  readonly reportedBy?: readonly string[];
  readonly withdrawnReason?: string;
}

/** Everything a command on one finding needs; one Query reads it. */
export interface FindingAggregate {
  readonly finding: Finding;
  readonly body: FindingBody;
  readonly measures: readonly Measure[];
  readonly evidence: readonly import('../evidence/evidence.ts').Evidence[];
  readonly cases: readonly import('../closeout/case.ts').CloseoutCase[];
}
