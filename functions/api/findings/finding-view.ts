import type { OutputOf } from '@xuncha/contracts';
import {
  type AuditEvent,
  alertFormula,
  alertOf,
  type CloseoutCase,
  courseOfFinding,
  courseOfMeasure,
  FINDING_EVENTS,
  type Finding,
  type FindingAggregate,
  type FindingEventType,
  idleDaysOf,
  ofTheDay,
  type PendingExtension,
  resultClassOf,
  storedRowOf,
  USUAL_ALERTS,
} from '@xuncha/domain';
import { courseFromItem, type Item, ownerOfKey, readAs } from '@xuncha/store';

type Row = Omit<OutputOf<'findings.list'>['items'][number], 'possible'>;
type TimelineEvent = OutputOf<'findings.events'>['items'][number];
type CaseView = OutputOf<'findings.get'>['cases'][number];

/** A list row from what an index projects. */
export const rowOfItem = (item: Item, today: string): Row => {
  const row = readAs<Row>(item);
  const course = courseFromItem(item);
  return {
    ...ownerOfKey(item),
    no: row.no,
    title: row.title,
    domain: row.domain,
    category: row.category,
    round: row.round,
    batchId: row.batchId,
    state: row.state,
    termClass: row.termClass,
    dueDate: row.dueDate,
    departmentId: row.departmentId,
    departmentName: row.departmentName,
    leaderName: row.leaderName,
    handlerName: row.handlerName,
    measureCount: row.measureCount,
    measureDone: row.measureDone,
    progress: course.progress,
    lastActOn: course.lastActOn,
    ...ofTheDay({ ...row, ...course }, today),
    result: resultClassOf({ ...row, ...course }),
    rulesBuilt: course.rulesBuilt,
    gate: row.gate,
    gateDue: row.gateDue,
    closeoutNo: row.closeoutNo,
  };
};

const pendingView = ({ by: _by, askedAt: _askedAt, ...pending }: PendingExtension) => pending;

/** The head as the finding page shows it: its line of the ledger, and what only the page tells. */
export const headOf = (finding: Finding, today: string): OutputOf<'findings.get'>['finding'] => {
  const { closedOn: _closedOn, ...row } = storedRowOf(finding);
  return {
    ...row,
    ...ofTheDay(finding, today),
    responsibility: {
      ...finding.responsibility,
      supportingDepartments: [...finding.responsibility.supportingDepartments],
    },
    feedbackDate: finding.feedbackDate,
    dueWhy: finding.dueWhy,
    nextCheckDate: finding.nextCheckDate,
    stage: finding.stage,
    extension: finding.extension && pendingView(finding.extension),
    extensions: finding.extensions ?? 0,
    green: finding.green,
    parents: [...finding.parents],
    children: [...finding.children],
    createdAt: finding.createdAt,
    updatedAt: finding.updatedAt,
  };
};

/** Plan against work, the alert with its reasons, and how it is reckoned (F04, F10). */
export const courseView = (
  aggregate: Pick<FindingAggregate, 'finding' | 'measures' | 'cases'>,
  today: string,
): OutputOf<'findings.get'>['course'] => ({
  whole: courseOfFinding(aggregate, today),
  measures: aggregate.measures
    .filter(({ status }) => status !== 'withdrawn')
    .map((measure) => courseOfMeasure(aggregate.finding, measure, today)),
  reasons: [...alertOf(aggregate, today).reasons],
  formula: [...alertFormula(aggregate.finding.alertRule ?? USUAL_ALERTS)],
  idleDays: idleDaysOf(aggregate.finding, today),
});

const isFindingEvent = (type: string): type is FindingEventType =>
  (FINDING_EVENTS as readonly string[]).includes(type);

/** An event of the trail for the timeline. */
export const timelineOf = (trail: readonly AuditEvent[]): TimelineEvent[] =>
  trail.flatMap((event) =>
    isFindingEvent(event.type)
      ? [
          {
            seq: event.seq,
            at: event.at,
            type: event.type,
            actor: {
              userId: event.actor.userId,
              name: event.actor.name,
              onBehalfOf: event.actor.onBehalfOf?.name,
            },
            data: event.data as Record<string, unknown>,
            hash: event.hash,
          },
        ]
      : [],
  );

/** A case with, while it runs, where it stands. */
export const caseView = (closeoutCase: CloseoutCase, { closing }: Finding): CaseView => {
  const standing = closing?.caseId === closeoutCase.id ? closing : undefined;
  return {
    id: closeoutCase.id,
    status: closeoutCase.status,
    gates: [...closeoutCase.policy.gates],
    policyVersion: closeoutCase.policy.version,
    application: { ...closeoutCase.application, newRules: [...closeoutCase.application.newRules] },
    snapshotHash: closeoutCase.snapshotHash,
    frozen: (standing?.frozen ?? closeoutCase.frozen ?? closeoutCase.status === 'closed') || undefined,
    gate: standing?.gate,
    visit: standing?.visit,
    gateStatus: standing?.status,
    openedAt: standing?.openedAt,
    due: standing?.due,
    escalation: standing?.escalation,
    endedAt: closeoutCase.endedAt,
    closeoutNo: closeoutCase.closeoutNo,
  };
};
