import type { BodyInputOf } from '@xuncha/contracts';
import type { InboxTask } from '../../api/types.ts';

type Outcome = 'approve' | 'return' | 'continuous';
export type ReturnTarget = 'department' | 'evidence_check' | 'consultation' | 'party_committee';

/** What the meeting decides about one case, as typed so far. */
export interface MeetingChoice {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly returnTo: ReturnTarget;
  readonly nextCheckDate?: string;
}

export const DEFAULT_CHOICE: MeetingChoice = { outcome: 'approve', reason: '', returnTo: 'department' };

/** Most cases one call may decide (`MeetingDecisions` of the contract). */
const MAX_DECISIONS = 100;

/** A task that can be decided names its case, its visit and what was seen. */
export type DecidableTask = InboxTask & Required<Pick<InboxTask, 'caseId' | 'visit' | 'snapshotHash'>>;
export const isDecidable = (task: InboxTask): task is DecidableTask =>
  task.caseId !== undefined && task.visit !== undefined && task.snapshotHash !== undefined;

export type ChoiceComplaint = 'reason' | 'nextCheckDate';

/** What one choice still lacks. */
export const complaintAbout = (choice: MeetingChoice, today: string): ChoiceComplaint | undefined => {
  if (choice.outcome !== 'approve' && !choice.reason.trim()) return 'reason';
  if (choice.outcome === 'continuous' && (!choice.nextCheckDate || choice.nextCheckDate <= today))
    return 'nextCheckDate';
  return undefined;
};

type Decision = BodyInputOf<'meetings.decide'>['decisions'][number];

export const meetingDecisionOf = (task: DecidableTask, choice: MeetingChoice): Decision => ({
  findingId: task.findingId,
  caseId: task.caseId,
  visit: task.visit,
  snapshotHash: task.snapshotHash,
  outcome: choice.outcome,
  reason: choice.outcome === 'approve' ? undefined : choice.reason.trim(),
  returnTo: choice.outcome === 'return' ? choice.returnTo : undefined,
  nextCheckDate: choice.outcome === 'continuous' ? choice.nextCheckDate : undefined,
});

/** The cases of one unit that one call decides. */
export interface UnitBatch {
  readonly tenantId: string;
  readonly unit: string;
  readonly tasks: readonly DecidableTask[];
}

/** One call decides cases of one unit, at most a hundred: the chosen ones in calls, in the order of the list. */
export const batchesOf = (tasks: readonly DecidableTask[], size = MAX_DECISIONS): UnitBatch[] =>
  [...Map.groupBy(tasks, ({ tenantId }) => tenantId)].flatMap(([tenantId, ofUnit]) =>
    Array.from({ length: Math.ceil(ofUnit.length / size) }, (_one, index) => ({
      tenantId,
      unit: ofUnit[0]?.tenantName ?? tenantId,
      tasks: ofUnit.slice(index * size, (index + 1) * size),
    })),
  );
