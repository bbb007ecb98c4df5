import { type Actor, personsOf } from '../actor.ts';
import { roleAssignee } from '../inbox/waiting-for.ts';
import type { CalendarDate } from '../limits/index.ts';
import {
  type LimitMoment,
  MAX_MATTER_FINDINGS,
  type Matter,
  type MatterAggregate,
  type MatterChange,
  type MatterWaiting,
  matterDue,
  newMatter,
} from '../matter/index.ts';
import { fail, ok, type Result } from '../result.ts';
import {
  NO_TEXTS,
  type NoticeAudience,
  type NoticeTexts,
  type NoticeView,
  namesTyped,
} from './notice-view.ts';

/**
 * F11: a notice is drafted from data, approved by the party secretary, published for a period, and closed once every
 * comment has been dealt with.
 */
export const NOTICE_STATUSES = [
  'drafting',
  'submitted',
  'returned',
  'approved',
  'published',
  'closed',
  'withdrawn',
] as const;
export type NoticeStatus = (typeof NOTICE_STATUSES)[number];

export interface NoticeContent {
  readonly audience: NoticeAudience;
  readonly batchTitle: string;
  /** Who wrote and handed it in: none of them approves it (G07). */
  readonly writers: readonly string[];
  readonly decision?: {
    readonly outcome: 'approved' | 'returned';
    readonly reason?: string;
    readonly byName: string;
    readonly at: string;
  };
  readonly publication?: {
    readonly on: CalendarDate;
    /** Where it hangs or stands: a board, the office network, a website. */
    readonly place: string;
    readonly byName: string;
  };
  readonly comments: number;
  readonly commentsOpen: number;
  readonly summary?: string;
  readonly withdrawnReason?: string;
}
type Aggregate = MatterAggregate<NoticeContent>;
type Step = Result<MatterChange<NoticeContent>>;

/** A comment that was received; registered by the office, for the public has no account. */
export interface NoticeComment {
  readonly id: string;
  readonly text: string;
  /** Who sent it, where they said so. */
  readonly from?: string;
  readonly receivedOn: CalendarDate;
  readonly registeredByName: string;
  readonly status: 'open' | 'answered' | 'passed_on';
  readonly answer?: string;
  /** The finding it was passed on to. */
  readonly findingId?: string;
  readonly settledByName?: string;
  readonly settledAt?: string;
}

export const NOTICE_PARTS = { texts: 'texts', frozen: 'frozen' } as const;
const commentPart = (id: string): string => `comment-${id}`;

export const noticeTextsOf = ({ parts }: Pick<Aggregate, 'parts'>): NoticeTexts =>
  (parts.find(({ id }) => id === NOTICE_PARTS.texts)?.content as NoticeTexts | undefined) ?? NO_TEXTS;
/** What was handed in and approved; the paper is made from this and nothing else. */
export const frozenNoticeOf = ({ parts }: Pick<Aggregate, 'parts'>): NoticeView | undefined =>
  parts.find(({ id }) => id === NOTICE_PARTS.frozen)?.content as NoticeView | undefined;
export const commentsOf = ({ parts }: Pick<Aggregate, 'parts'>): NoticeComment[] =>
  parts
    .filter(({ id }) => id.startsWith('comment-'))
    .map(({ content }) => content as NoticeComment)
    .sort((a, b) => (a.id < b.id ? -1 : 1));

const toOffice = (why: string, due?: string): MatterWaiting[] => [
  { home: 'unit', key: roleAssignee('rectification_office'), why, due },
];

const wrongState = (message: string): Result<never> => fail('conflict', 'notice_state', message);
const nameProblem = (found: ReturnType<typeof namesTyped>): Result<never> | undefined =>
  found &&
  fail(
    'invalid',
    'name_in_notice',
    `文中出现人员姓名“${found.names.join('、')}”，公开内容不得出现人员姓名，请改写后再保存。`,
    { field: found.field },
  );

export const draftNotice = (
  origin: {
    readonly tenantId: string;
    readonly id: string;
    readonly batch: { readonly id: string; readonly title: string; readonly round: string };
    readonly audience: NoticeAudience;
    readonly title: string;
    readonly actor: Actor;
    readonly at: string;
  },
  names: readonly string[],
): Step => {
  const named = nameProblem(namesTyped(origin.title, NO_TEXTS, names));
  if (named) return named;
  const { tenantId, id, batch, audience, title, actor, at } = origin;
  const matter = newMatter<NoticeContent>(
    {
      tenantId,
      id,
      kind: 'notice',
      title,
      status: 'drafting',
      batchId: batch.id,
      round: batch.round,
      waiting: toOffice('公开稿待撰写'),
      content: {
        audience,
        batchTitle: batch.title,
        writers: [...personsOf(actor)],
        comments: 0,
        commentsOpen: 0,
      },
    },
    actor,
    at,
  );
  return ok({ matter, event: { type: 'notice.drafted', data: { audience, title } } });
};

const isDraft = ({ status }: Matter): boolean => status === 'drafting' || status === 'returned';

const withWriter = (content: NoticeContent, actor: Actor): NoticeContent => ({
  ...content,
  writers: [...new Set([...content.writers, ...personsOf(actor)])],
});

/** Keeps what was written; a name in it is refused, with the place it stands in. */
export const writeNotice = (
  { matter }: Aggregate,
  input: { readonly title: string; readonly texts: NoticeTexts },
  names: readonly string[],
  actor: Actor,
): Step => {
  if (!isDraft(matter)) return wrongState('公开稿已经提交审批，退回后才能修改。');
  const named = nameProblem(namesTyped(input.title, input.texts, names));
  if (named) return named;
  return ok({
    matter: { ...matter, title: input.title, content: withWriter(matter.content, actor) },
    parts: [{ id: NOTICE_PARTS.texts, content: input.texts }],
    event: {
      type: 'notice.written',
      data: { title: input.title, leftOut: input.texts.leftOut.length },
    },
  });
};

/** Freezes exactly what the party secretary is to approve. */
export const submitNotice = ({ matter }: Aggregate, view: NoticeView, actor: Actor): Step => {
  if (!isDraft(matter)) return wrongState('公开稿已经提交，请等待党委书记审批。');
  if (view.rows.length === 0) return fail('invalid', 'notice_empty', '没有可公开的问题，请检查所选内容。');
  if (!view.intro.trim())
    return fail('invalid', 'notice_incomplete', '请先填写公开稿的引言，再提交审批。', { field: 'intro' });
  return ok({
    matter: {
      ...matter,
      status: 'submitted',
      waiting: [{ home: 'unit', key: roleAssignee('party_secretary'), why: '公开稿待审批' }],
      content: withWriter({ ...matter.content, decision: undefined }, actor),
    },
    parts: [{ id: NOTICE_PARTS.frozen, content: view }],
    event: { type: 'notice.submitted', data: { findings: view.rows.length, leftOut: view.leftOut } },
  });
};

/** The party secretary approves what was frozen, or returns it with the reason; never a person who wrote it. */
export const decideNotice = (
  { matter }: Aggregate,
  actor: Actor,
  decision: { readonly outcome: 'approved' | 'returned'; readonly reason?: string },
  at: string,
): Step => {
  if (matter.status !== 'submitted') return wrongState('没有待审批的公开稿，请刷新页面。');
  if (personsOf(actor).some((person) => matter.content.writers.includes(person)))
    return fail('forbidden', 'own_submission', '不能审批本人撰写或提交的公开稿，请由其他人员审批。');
  const { outcome } = decision;
  const reason = decision.reason?.trim() || undefined;
  if (outcome === 'returned' && !reason)
    return fail('invalid', 'reason_missing', '退回时请写明原因和修改要求。', { field: 'reason' });
  return ok({
    matter: {
      ...matter,
      status: outcome,
      waiting: toOffice(outcome === 'approved' ? '公开稿已批准，请发布' : '公开稿被退回，请修改'),
      content: { ...matter.content, decision: { outcome, reason, byName: actor.name, at } },
    },
    event: { type: `notice.${outcome}`, data: { reason } },
  });
};

/** The paper hangs from this day on, for the period of the rule. */
export const publishNotice = (
  { matter }: Aggregate,
  actor: Actor,
  input: { readonly on: CalendarDate; readonly place: string },
  { today, ruleSets }: LimitMoment,
): Step => {
  if (matter.status !== 'approved') return wrongState('公开稿须经党委书记批准后才能发布。');
  if (input.on > today)
    return fail('invalid', 'date_in_future', '公开日期不能晚于今天，请在实际公开后登记。', { field: 'on' });
  const due = matterDue(ruleSets, 'disclosure', { label: '公开', date: input.on });
  return ok({
    matter: {
      ...matter,
      status: 'published',
      due,
      waiting: toOffice('公示期内登记意见，期满后汇总结束', due.date),
      content: { ...matter.content, publication: { ...input, byName: actor.name } },
    },
    event: { type: 'notice.published', data: { ...input, until: due.date } },
  });
};

const MAX_COMMENTS = 80;

/** Registers a comment that came in, from whomever (F11). */
export const registerComment = ({ matter }: Aggregate, comment: NoticeComment, today: CalendarDate): Step => {
  const { publication, comments, commentsOpen } = matter.content;
  if (matter.status !== 'published' || !publication) return wrongState('只有公示中的公开稿可以登记意见。');
  if (comment.receivedOn > today || comment.receivedOn < publication.on)
    return fail('invalid', 'date_in_future', '收到日期应在公开之日至今天之间，请改正。', {
      field: 'receivedOn',
    });
  if (comments >= MAX_COMMENTS)
    return fail('invalid', 'too_many_comments', `一份公开稿最多登记${MAX_COMMENTS}条意见，请合并登记。`);
  return ok({
    matter: {
      ...matter,
      content: { ...matter.content, comments: comments + 1, commentsOpen: commentsOpen + 1 },
    },
    parts: [{ id: commentPart(comment.id), content: comment }],
    event: {
      type: 'notice.comment_registered',
      data: { commentId: comment.id, text: comment.text, receivedOn: comment.receivedOn },
    },
  });
};

/** Answers a comment, or passes it on to a finding, which then shows the notice on its page. */
export const settleComment = (
  aggregate: Aggregate,
  commentId: string,
  settlement: { readonly answer: string; readonly findingId?: string },
  actor: Actor,
  at: string,
): Step => {
  const { matter } = aggregate;
  const comment = commentsOf(aggregate).find(({ id }) => id === commentId);
  if (!comment) return fail('missing', 'not_found', '没有找到这条意见，请刷新页面。');
  if (matter.status !== 'published') return wrongState('公开已经结束，意见不能再办理。');
  if (comment.status !== 'open') return fail('conflict', 'comment_settled', '这条意见已经办理，请刷新页面。');
  const { findingId, answer } = settlement;
  const findingIds = findingId ? [...new Set([...matter.findingIds, findingId])] : matter.findingIds;
  if (findingIds.length > MAX_MATTER_FINDINGS)
    return fail('invalid', 'too_many_comments', `最多转交${MAX_MATTER_FINDINGS}个问题，请合并办理。`);
  const settled: NoticeComment = {
    ...comment,
    status: findingId ? 'passed_on' : 'answered',
    answer,
    findingId,
    settledByName: actor.name,
    settledAt: at,
  };
  const { content } = matter;
  return ok({
    matter: { ...matter, findingIds, content: { ...content, commentsOpen: content.commentsOpen - 1 } },
    parts: [{ id: commentPart(comment.id), content: settled }],
    event: { type: `notice.comment_${settled.status}`, data: { commentId, answer, findingId } },
  });
};

/** After the period, when every comment has been dealt with. */
export const closeNotice = ({ matter }: Aggregate, summary: string, today: CalendarDate): Step => {
  if (matter.status !== 'published') return wrongState('只有公示中的公开稿可以结束。');
  if (matter.due && today <= matter.due.date)
    return fail('conflict', 'notice_period', `公示期到${matter.due.date}结束，期满后才能汇总。`);
  const { commentsOpen, comments } = matter.content;
  if (commentsOpen > 0)
    return fail('conflict', 'comments_open', `还有${commentsOpen}条意见没有答复或转交，请先办理。`);
  return ok({
    matter: {
      ...matter,
      status: 'closed',
      open: false,
      waiting: [],
      content: { ...matter.content, summary },
    },
    event: { type: 'notice.closed', data: { summary, comments } },
  });
};

/** A notice that was never published is taken back with the reason; it stays on record (F07). */
export const withdrawNotice = ({ matter }: Aggregate, reason: string): Step => {
  if (matter.status === 'published' || !matter.open)
    return wrongState('已经公开或办结的公开稿不能撤回，请在期满后结束。');
  return ok({
    matter: {
      ...matter,
      status: 'withdrawn',
      open: false,
      waiting: [],
      content: { ...matter.content, withdrawnReason: reason },
    },
    event: { type: 'notice.withdrawn', data: { reason } },
  });
};

/** The paper leaves the system: a trace stays. */
export const exportNotice = ({ matter }: Aggregate): Step =>
  frozenStatuses.includes(matter.status)
    ? ok({ matter, event: { type: 'notice.exported', data: { status: matter.status } } })
    : wrongState('公开稿提交审批后才能导出正式文稿。');
const frozenStatuses: readonly string[] = [
  'submitted',
  'approved',
  'published',
  'closed',
] satisfies NoticeStatus[];
