import type { Actor } from '../actor.ts';
import { departmentAssignee, roleAssignee, userAssignee } from '../inbox/waiting-for.ts';
import { type CalendarDate, dueInChinese } from '../limits/index.ts';
import {
  type AnswerCheck,
  isOwnAnswer,
  MATTER_KINDS,
  type Matter,
  type MatterAggregate,
  type MatterAnswer,
  type MatterChange,
  type MatterWaiting,
  newMatter,
  refuseBareReturn,
  refuseFiles,
  refuseOwnAnswer,
  withAnswer,
  withCheck,
} from '../matter/index.ts';
import { fail, ok, type Result } from '../result.ts';

/** What somebody has been told to do: an action agreed at a meeting (F05), or a leader's written instruction (A05). */
export const ASSIGNMENT_KINDS = ['action', 'instruction'] as const;
export type AssignmentKind = (typeof ASSIGNMENT_KINDS)[number];

/** assigned, returned: the result is owed · reported: the office has to check it · accepted, withdrawn: ended. */
export const ASSIGNMENT_STATUSES = ['assigned', 'reported', 'returned', 'accepted', 'withdrawn'] as const;
export type AssignmentStatus = (typeof ASSIGNMENT_STATUSES)[number];

export interface AssignmentContent {
  readonly what: string;
  /** The meeting by name, or the leader: 党委书记 张某. */
  readonly from: string;
  /** Of the meeting or the instruction. */
  readonly date: CalendarDate;
  readonly meetingId?: string;
  readonly to: {
    readonly departmentId: string;
    readonly departmentName: string;
    readonly handlerId?: string;
    readonly handlerName?: string;
  };
  readonly reports: readonly MatterAnswer[];
  readonly withdrawnReason?: string;
}
type Assignment = Matter<AssignmentContent>;
type AssignmentAggregate = MatterAggregate<AssignmentContent>;
type AssignmentChange = MatterChange<AssignmentContent>;

const OWES_RESULT: readonly string[] = ['assigned', 'returned'];
export const owesResult = ({ status }: Pick<Matter, 'status'>): boolean => OWES_RESULT.includes(status);

export const isAssignment = ({ kind }: Pick<Matter, 'kind'>): boolean =>
  ASSIGNMENT_KINDS.some((each) => each === kind);

/** The head of the department knows of it, and who does it: a named person, or the department's handlers. */
const doersLines = (kind: AssignmentKind, to: AssignmentContent['to'], due: string, why = '待办理') => {
  const line = (key: string): MatterWaiting => ({
    home: 'unit',
    key,
    why: `${MATTER_KINDS[kind].title}${why}`,
    due,
  });
  return [
    line(departmentAssignee(to.departmentId, 'department_head')),
    line(to.handlerId ? userAssignee(to.handlerId) : departmentAssignee(to.departmentId, 'handler')),
  ];
};

export interface AssignmentDraft
  extends Pick<AssignmentContent, 'what' | 'from' | 'date' | 'meetingId' | 'to'>,
    Pick<Matter, 'tenantId' | 'id' | 'findingIds' | 'batchId' | 'round'> {
  readonly kind: AssignmentKind;
  readonly due: CalendarDate;
}

/** Gives somebody something to do by a day that people have set. */
export const assignTo = (draft: AssignmentDraft, actor: Actor, at: string): Result<AssignmentChange> => {
  const { kind, tenantId, id, findingIds, batchId, round, due, ...said } = draft;
  if (due < said.date)
    return fail('invalid', 'due_before_date', '完成期限不能早于会议或批示日期，请重新填写。', {
      field: 'due',
    });
  const why = dueInChinese({ by: kind, from: said.from, on: said.date, date: due });
  return ok({
    matter: newMatter<AssignmentContent>(
      {
        tenantId,
        id,
        kind,
        title: said.what.slice(0, 80),
        status: 'assigned',
        departmentIds: [said.to.departmentId],
        findingIds,
        batchId,
        round,
        due: { date: due, why },
        waiting: doersLines(kind, said.to, due),
        content: { ...said, reports: [] },
      },
      actor,
      at,
    ),
    event: { type: `${kind}.assigned`, data: { ...said, due } },
  });
};

const kindOf = ({ kind }: Pick<Matter, 'kind'>): AssignmentKind =>
  kind === 'instruction' ? 'instruction' : 'action';

const refuseStatus = ({ kind, status }: Assignment, doing: string): Result<never> =>
  fail(
    'conflict',
    'assignment_state',
    `${MATTER_KINDS[kind].title}当前状态不能${doing}，请刷新页面查看最新进展。`,
    { details: { status } },
  );

/** Says what was done, with papers where there are any. */
export const reportAssignment = (
  { matter, files }: AssignmentAggregate,
  report: { readonly text: string; readonly fileIds: readonly string[] },
  actor: Actor,
  at: string,
): Result<AssignmentChange> => {
  if (!owesResult(matter)) return refuseStatus(matter, '报告办理结果');
  const { content } = matter;
  const bad = refuseFiles(files, 'result', report.fileIds, content.reports);
  if (bad) return bad;
  const reports = withAnswer(content.reports, report, actor, at);
  const why = `${MATTER_KINDS[matter.kind].title}办理结果待审核`;
  return ok({
    matter: {
      ...matter,
      status: 'reported',
      waiting: [{ home: 'unit', key: roleAssignee('rectification_office'), why }],
      content: { ...content, reports },
    },
    event: { type: `${kindOf(matter)}.reported`, data: { no: reports.length, ...report } },
  });
};

/** May this person check the last report? Nobody the own one (G07). */
export const mayCheckAssignment = ({ status, content }: Assignment, actor: Actor): boolean =>
  status === 'reported' && !isOwnAnswer(content.reports.at(-1), actor);

/** The office accepts the result, or returns it with the reason; the day that was set stays. */
export const checkAssignment = (
  { matter }: Pick<AssignmentAggregate, 'matter'>,
  { no, ...check }: AnswerCheck & { readonly no: number },
  actor: Actor,
  at: string,
): Result<AssignmentChange> => {
  const { content } = matter;
  const last = content.reports.at(-1);
  // The decision is on the report that was read, not on one that came meanwhile.
  if (matter.status !== 'reported' || last?.no !== no) return refuseStatus(matter, '审核');
  const refused = refuseOwnAnswer(last, actor) ?? refuseBareReturn(check);
  if (refused) return refused;
  const { outcome, reason } = check;
  const reports = withCheck(content.reports, check, actor, at);
  const checked = { ...matter, status: outcome, content: { ...content, reports } };
  return ok({
    matter:
      outcome === 'accepted'
        ? { ...checked, open: false, waiting: [] }
        : {
            ...checked,
            waiting: doersLines(
              kindOf(matter),
              content.to,
              matter.due?.date ?? content.date,
              '被退回，请补充',
            ),
          },
    event: { type: `${kindOf(matter)}.${outcome}`, data: { no, reason } },
  });
};

/** Overtaken, or recorded by mistake: taken back with the reason, never deleted (F07). */
export const withdrawAssignment = (
  { matter }: Pick<AssignmentAggregate, 'matter'>,
  reason: string,
): Result<AssignmentChange> => {
  if (!matter.open) return refuseStatus(matter, '撤销');
  return ok({
    matter: {
      ...matter,
      status: 'withdrawn',
      open: false,
      waiting: [],
      content: { ...matter.content, withdrawnReason: reason },
    },
    event: { type: `${kindOf(matter)}.withdrawn`, data: { reason } },
  });
};
