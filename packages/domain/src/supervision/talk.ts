import type { Actor } from '../actor.ts';
import { type CalendarDate, dueInChinese, type LimitRuleSet } from '../limits/index.ts';
import {
  type AnswerCheck,
  type LimitMoment,
  type Matter,
  type MatterAggregate,
  type MatterAnswer,
  type MatterChange,
  type MatterDue,
  type MatterWaiting,
  matterDue,
  newMatter,
  refuseBareReturn,
  withAnswer,
  withCheck,
} from '../matter/index.ts';
import { fail, ok, type Result } from '../result.ts';
import { type Checker, officeLine, refuseChecker, type SupervisionLevel } from './checking.ts';
import { type Addressee, type Climb, climbLadder, type Rung, waitingOnLadder } from './ladder.ts';

/**
 * A talk (约谈, I04). planned: a day is set · held, returned: the written statement is owed · stated: it has to be
 * checked · accepted, cancelled: ended.
 */
export const TALK_STATUSES = ['planned', 'held', 'stated', 'returned', 'accepted', 'cancelled'] as const;
export type TalkStatus = (typeof TALK_STATUSES)[number];

/** Whom it is held with: the rung from which the statement's ladder begins. */
export const TALK_WITH = ['department', 'leader', 'principal'] as const satisfies readonly Rung[];
export type TalkWith = (typeof TALK_WITH)[number];

export interface TalkContent {
  readonly host: SupervisionLevel;
  /** Why, in the words of who set it up. */
  readonly reason: string;
  readonly orderId?: string;
  /** Who talks, at least one. */
  readonly talkers: readonly string[];
  readonly talkedTo: { readonly name: string; readonly post?: string };
  readonly with: TalkWith;
  readonly date: CalendarDate;
  readonly place?: string;
  /** What was said, once it was held. */
  readonly points?: string;
  readonly to: Addressee;
  readonly rung: Rung;
  readonly climbs: readonly Climb[];
  readonly statements: readonly MatterAnswer[];
  readonly cancelReason?: string;
}
export type TalkAggregate = MatterAggregate<TalkContent>;
type TalkChange = MatterChange<TalkContent>;

const OWES_STATEMENT: readonly string[] = ['held', 'returned'];
export const owesStatement = ({ status }: Pick<Matter, 'status'>): boolean => OWES_STATEMENT.includes(status);

const statementDue = (label: string, date: CalendarDate, ruleSets: readonly LimitRuleSet[]): MatterDue =>
  matterDue(ruleSets, 'written_statement', { label, date });

const statementLines = (content: TalkContent, due: string): MatterWaiting[] =>
  waitingOnLadder(content.to, content.with, content.rung, {
    due,
    asked: '约谈后待提交书面说明',
    pressing: '约谈书面说明逾期未交，请督促',
  });

export interface TalkDraft
  extends Pick<
    TalkContent,
    'host' | 'reason' | 'orderId' | 'talkers' | 'talkedTo' | 'with' | 'date' | 'place' | 'to'
  > {
  readonly tenantId: string;
  readonly id: string;
  readonly findingIds: readonly string[];
  readonly batchId?: string;
  readonly round?: string;
}

/** Sets up a talk for a day; it is recorded once it was held. */
export const planTalk = (draft: TalkDraft, actor: Actor, at: string): Result<TalkChange> => {
  const { tenantId, id, findingIds, batchId, round, ...said } = draft;
  if (said.talkers.length === 0)
    return fail('invalid', 'talkers_missing', '请填写约谈人。', { field: 'talkers' });
  const content: TalkContent = { ...said, rung: said.with, climbs: [], statements: [] };
  return ok({
    matter: newMatter<TalkContent>(
      {
        tenantId,
        id,
        kind: 'talk',
        title: `约谈${said.talkedTo.name}：${said.reason}`.slice(0, 80),
        status: 'planned',
        findingIds,
        batchId,
        round,
        departmentIds: said.to.departmentId ? [said.to.departmentId] : [],
        due: { date: said.date, why: dueInChinese({ by: 'talk', date: said.date }) },
        waiting: [officeLine(said.host, '约谈待进行并记录', said.date)],
        content,
      },
      actor,
      at,
    ),
    event: { type: 'talk.planned', data: { ...said } },
  });
};

const refuseStatus = (talk: Pick<Matter, 'status'>, doing: string): Result<never> =>
  fail('conflict', 'talk_state', `约谈当前状态不能${doing}，请刷新页面查看最新进展。`, {
    details: { status: talk.status },
  });

/** The talk was held: what was said is kept, and the written statement is due by the unit's rules. */
export const holdTalk = (
  { matter }: TalkAggregate,
  held: { readonly heldOn: CalendarDate; readonly points: string },
  { today, ruleSets }: LimitMoment,
): Result<TalkChange> => {
  if (matter.status !== 'planned') return refuseStatus(matter, '登记');
  if (held.heldOn > today)
    return fail('invalid', 'date_in_future', '约谈日期不能晚于今天，请在约谈后登记。', { field: 'heldOn' });
  const content: TalkContent = { ...matter.content, date: held.heldOn, points: held.points };
  const due = statementDue('约谈', held.heldOn, ruleSets);
  return ok({
    matter: { ...matter, status: 'held', due, waiting: statementLines(content, due.date), content },
    event: { type: 'talk.held', data: { ...held, due } },
  });
};

const verified = ({ files }: TalkAggregate, purpose: string): readonly string[] =>
  files.filter((file) => file.purpose === purpose && file.status === 'verified').map(({ id }) => id);

/** The written statement, with the signed paper. */
export const submitStatement = (
  aggregate: TalkAggregate,
  statement: { readonly text: string; readonly fileIds: readonly string[] },
  actor: Actor,
  at: string,
): Result<TalkChange> => {
  const { matter } = aggregate;
  const { content } = matter;
  if (!owesStatement(matter)) return refuseStatus(matter, '提交书面说明');
  const used = content.statements.flatMap(({ fileIds }) => fileIds);
  const fit = verified(aggregate, 'statement').filter((id) => !used.includes(id));
  if (statement.fileIds.length === 0 || statement.fileIds.some((id) => !fit.includes(id)))
    return fail('invalid', 'statement_file_missing', '请上传签字的书面说明，待校验通过后勾选提交。', {
      field: 'fileIds',
    });
  const statements = withAnswer(content.statements, statement, actor, at);
  return ok({
    matter: {
      ...matter,
      status: 'stated',
      waiting: [officeLine(content.host, '约谈书面说明待审核')],
      content: { ...content, statements },
    },
    event: { type: 'talk.stated', data: { no: statements.length, ...statement } },
  });
};

const OF_GROUP = { code: 'talk_of_group', message: '这是集团组织的约谈，由集团审核。' } as const;

/** Accepts the statement, for which the minutes must be there, or returns it with the reason and a new limit. */
export const checkStatement = (
  aggregate: TalkAggregate,
  check: AnswerCheck,
  who: Checker,
  { today, ruleSets }: LimitMoment,
  at: string,
): Result<TalkChange> => {
  const { matter } = aggregate;
  const { content } = matter;
  const last = content.statements.at(-1);
  if (matter.status !== 'stated' || !last) return refuseStatus(matter, '审核书面说明');
  const refused = refuseChecker(content.host, last, who, OF_GROUP) ?? refuseBareReturn(check);
  if (refused) return refused;
  if (check.outcome === 'accepted' && verified(aggregate, 'minutes').length === 0)
    return fail('conflict', 'minutes_missing', '请先上传约谈记录，待校验通过后再办结。');
  const statements = withCheck(content.statements, check, who.actor, at);
  const checked = { ...matter, content: { ...content, statements } };
  const event = { type: `talk.statement_${check.outcome}`, data: { no: last.no, reason: check.reason } };
  if (check.outcome === 'accepted')
    return ok({
      matter: { ...checked, status: 'accepted', open: false, due: undefined, waiting: [] },
      event,
    });
  const due = statementDue('书面说明退回', today, ruleSets);
  return ok({
    matter: { ...checked, status: 'returned', due, waiting: statementLines(content, due.date) },
    event: { ...event, data: { ...event.data, due } },
  });
};

/** It will not take place: kept with the reason (F07). */
export const cancelTalk = ({ matter }: TalkAggregate, reason: string): Result<TalkChange> => {
  if (matter.status !== 'planned') return refuseStatus(matter, '取消');
  return ok({
    matter: {
      ...matter,
      status: 'cancelled',
      open: false,
      due: undefined,
      waiting: [],
      content: { ...matter.content, cancelReason: reason },
    },
    event: { type: 'talk.cancelled', data: { reason } },
  });
};

/** The statement's limit has passed (F10). */
export const passTalkLimit = ({ matter }: TalkAggregate, moment: LimitMoment): Result<TalkChange> =>
  climbLadder(matter, owesStatement(matter), moment.today, {
    event: 'talk.escalated',
    tooEarly: '书面说明尚未超过期限。',
    due: (to) => statementDue(`书面说明逾期未交，升级至${to}`, moment.today, moment.ruleSets),
    waiting: statementLines,
  });
