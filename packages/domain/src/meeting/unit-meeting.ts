import type { Actor } from '../actor.ts';
import { roleAssignee } from '../inbox/waiting-for.ts';
import type { CalendarDate } from '../limits/index.ts';
import { type Matter, type MatterAggregate, type MatterChange, newMatter } from '../matter/index.ts';
import { fail, ok, type Result } from '../result.ts';
import type { UnitMeetingType } from './year-register.ts';

/** recorded: the minutes are missing · filed: they are kept · withdrawn: recorded by mistake. */
export const UNIT_MEETING_STATUSES = ['recorded', 'filed', 'withdrawn'] as const;
export type UnitMeetingStatus = (typeof UNIT_MEETING_STATUSES)[number];

export interface AgendaItem {
  readonly title: string;
  readonly findingIds: readonly string[];
}

/** An action that stood open when the meeting was recorded: it was on its table. */
export interface OpenAction {
  readonly id: string;
  readonly title: string;
  readonly departmentName: string;
  readonly due?: CalendarDate;
}

export interface UnitMeetingContent {
  readonly type: UnitMeetingType;
  /** HQ's promotion meeting over several units is recorded with each of them. */
  readonly host: 'unit' | 'group';
  readonly date: CalendarDate;
  readonly place?: string;
  readonly attendees: readonly string[];
  /** Of a feedback meeting: the leaders of the group who attended, perhaps none (D05). */
  readonly leaders?: readonly string[];
  readonly agenda: readonly AgendaItem[];
  readonly conclusions: string;
  readonly actionIds: readonly string[];
  readonly openBefore: readonly OpenAction[];
  readonly withdrawnReason?: string;
}

/** A finding that was decided at the meeting: a part of it, written with the decision (G04). */
export interface DecidedAtMeeting {
  readonly findingId: string;
  /** Number of the finding in its ledger. */
  readonly no: string;
  readonly caseId: string;
  readonly agendaItem: string;
  readonly byName: string;
  readonly at: string;
}
const DECIDED = 'decided-';
export const decidedAt = ({ parts }: Pick<UnitMeetingAggregate, 'parts'>): DecidedAtMeeting[] =>
  parts.flatMap(({ id, content }) => (id.startsWith(DECIDED) ? [content as DecidedAtMeeting] : []));

type UnitMeetingAggregate = MatterAggregate<UnitMeetingContent>;
type UnitMeetingChange = MatterChange<UnitMeetingContent>;

/**
 * A meeting is one transaction of at most 100 items: head, event, register, kept answer (4), links of its findings (30),
 * and for each action head and event (15 × 2) and links (at most 30 in all): 94.
 */
export const MAX_MEETING_FINDINGS = 30;
export const MAX_MEETING_ACTIONS = 15;
export const MAX_ACTION_LINKS = 30;

export interface UnitMeetingDraft
  extends Omit<UnitMeetingContent, 'withdrawnReason'>,
    Pick<Matter, 'tenantId' | 'id' | 'title' | 'batchId' | 'round'> {
  readonly departmentIds: readonly string[];
  /** Links of all actions together. */
  readonly actionLinks: number;
}

/** Records a meeting that was held (F05, A05). It stays open until the minutes are kept with it. */
export const recordUnitMeeting = (
  draft: UnitMeetingDraft,
  today: CalendarDate,
  actor: Actor,
  at: string,
): Result<UnitMeetingChange> => {
  const { tenantId, id, title, batchId, round, departmentIds, actionLinks, ...content } = draft;
  if (content.date > today)
    return fail('invalid', 'date_in_future', '会议日期不能晚于今天，请在会后登记。', { field: 'date' });
  if (content.leaders && content.type !== 'feedback')
    return fail('invalid', 'leaders_not_here', '只有一对一反馈会登记参加的集团领导，请核对会议类型。', {
      field: 'leaders',
    });
  const findingIds = [...new Set(content.agenda.flatMap((item) => item.findingIds))];
  if (findingIds.length > MAX_MEETING_FINDINGS || actionLinks > MAX_ACTION_LINKS)
    return fail(
      'invalid',
      'meeting_too_large',
      `一次会议最多关联${MAX_MEETING_FINDINGS}个问题，议定事项合计最多关联${MAX_ACTION_LINKS}个问题，请分次登记。`,
    );
  const why = '会议已登记，请上传会议纪要并归档';
  const key = roleAssignee(content.host === 'group' ? 'inspection_office' : 'rectification_office');
  return ok({
    matter: newMatter<UnitMeetingContent>(
      {
        tenantId,
        id,
        kind: 'meeting',
        title,
        status: 'recorded',
        departmentIds,
        findingIds,
        batchId,
        round,
        waiting: [{ home: content.host, key, why }],
        content,
      },
      actor,
      at,
    ),
    event: { type: 'meeting.recorded', data: { title, ...content } },
  });
};

const refuseStatus = ({ status }: Pick<Matter, 'status'>, doing: string): Result<never> =>
  fail('conflict', 'meeting_state', `会议当前状态不能${doing}，请刷新页面查看最新进展。`, {
    details: { status },
  });

/** The minutes have been checked and kept: nothing is added to the meeting any more. */
export const fileUnitMeeting = ({ matter, files }: UnitMeetingAggregate): Result<UnitMeetingChange> => {
  if (matter.status !== 'recorded') return refuseStatus(matter, '归档');
  const minutes = files.filter(({ purpose, status }) => purpose === 'minutes' && status === 'verified');
  if (minutes.length === 0)
    return fail('invalid', 'minutes_missing', '请先上传会议纪要，待校验通过后再归档。');
  return ok({
    matter: { ...matter, status: 'filed', open: false, waiting: [] },
    event: { type: 'meeting.filed', data: { fileIds: minutes.map(({ id }) => id) } },
  });
};

/** A close-out was decided at this meeting: the finding links to it and it lists the finding, both from now on (G04). */
export const noteDecision = (
  { matter }: Pick<UnitMeetingAggregate, 'matter'>,
  decided: DecidedAtMeeting & { readonly visit: number },
): UnitMeetingChange => {
  const { visit, ...content } = decided;
  return {
    matter: { ...matter, findingIds: [...new Set([...matter.findingIds, decided.findingId])] },
    // A case that came back may be decided again, at the same meeting even: each visit is a line of its own.
    parts: [{ id: `${DECIDED}${decided.caseId}-${visit}`, content }],
    event: { type: 'meeting.finding_decided', data: { ...decided } },
  };
};

/** Recorded by mistake: no longer counted, still readable (F07). What was agreed stays until it is withdrawn itself. */
export const withdrawUnitMeeting = (
  { matter, parts }: Pick<UnitMeetingAggregate, 'matter' | 'parts'>,
  reason: string,
): Result<UnitMeetingChange> => {
  if (matter.status === 'withdrawn') return refuseStatus(matter, '撤销');
  if (decidedAt({ parts }).length > 0)
    return fail(
      'conflict',
      'meeting_in_use',
      '已有问题的销号在这次会议上作出决定，会议不能撤销；登记有误的，请另行登记并在结论中说明。',
    );
  return ok({
    matter: {
      ...matter,
      status: 'withdrawn',
      open: false,
      waiting: [],
      content: { ...matter.content, withdrawnReason: reason },
    },
    event: { type: 'meeting.withdrawn', data: { reason } },
  });
};
