import { type Actor, personsOf } from '../actor.ts';
import type { Finding } from '../finding/finding.ts';
import { roleAssignee } from '../inbox/waiting-for.ts';
import type { CalendarDate } from '../limits/index.ts';
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
  refuseFiles,
  refuseOwnAnswer,
  withAnswer,
  withCheck,
} from '../matter/index.ts';
import { fail, ok, type Result } from '../result.ts';
import { type Checker, isOfOwnLevel, officeLine, refuseChecker, type SupervisionLevel } from './checking.ts';
import {
  type Addressee,
  addresseeOf,
  type Climb,
  climbLadder,
  type Rung,
  waitingOnLadder,
} from './ladder.ts';
import type { OrderTrigger } from './trigger.ts';

/**
 * A supervision order (督办单, F10). issued, returned: the unit owes a reply · replied: the office has to check it ·
 * to_lift: the reply stands, the listing has not been lifted · lifting: a person has asked to lift it ·
 * accepted, lifted, withdrawn: ended.
 */
export const ORDER_STATUSES = [
  'issued',
  'replied',
  'returned',
  'to_lift',
  'lifting',
  'accepted',
  'lifted',
  'withdrawn',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Listed supervision (挂牌督办): put up and lifted at HQ. */
export interface Listing {
  readonly reason: string;
  readonly byName: string;
  readonly at: string;
  readonly requests: readonly {
    readonly reason: string;
    readonly fileIds: readonly string[];
    readonly byName: string;
    readonly by: readonly string[];
    readonly at: string;
    readonly decision?: {
      readonly outcome: 'lifted' | 'kept';
      readonly reason: string;
      readonly byName: string;
      readonly at: string;
    };
  }[];
}

export interface OrderContent {
  readonly trigger: Pick<OrderTrigger, 'rule' | 'why'>;
  readonly issuer: SupervisionLevel;
  readonly requirement: string;
  readonly issuedOn: CalendarDate;
  readonly to: Addressee;
  /** Where the ladder began: the department, or at once the responsible leader. */
  readonly startRung: Rung;
  readonly rung: Rung;
  readonly climbs: readonly Climb[];
  readonly replies: readonly MatterAnswer[];
  readonly listing?: Listing;
  readonly withdrawnReason?: string;
}
export type Order = Matter<OrderContent> & { readonly status: OrderStatus };
export type OrderAggregate = MatterAggregate<OrderContent>;
type OrderChange = MatterChange<OrderContent>;

const OWES_REPLY: readonly string[] = ['issued', 'returned'];
export const owesReply = ({ status }: Pick<Matter, 'status'>): boolean => OWES_REPLY.includes(status);

/** The reply's limit by the unit's rules, and why (H04). */
const replyDue = (label: string, { today, ruleSets }: LimitMoment): MatterDue =>
  matterDue(ruleSets, 'order_reply', { label, date: today });

const replyLines = ({ to, startRung, rung }: OrderContent, due: string): MatterWaiting[] =>
  waitingOnLadder(to, startRung, rung, {
    due,
    asked: '督办单待回复',
    pressing: '督办单逾期未回复，请督促',
  });

/** What is said of a new order; the finding's own responsibility fills in whom it goes to. */
export interface OrderDraft {
  readonly tenantId: string;
  readonly id: string;
  readonly title: string;
  readonly trigger: OrderTrigger;
  readonly issuer: SupervisionLevel;
  readonly requirement: string;
  readonly to: Addressee;
  readonly startRung: Extract<Rung, 'department' | 'leader'>;
  readonly findingIds: readonly string[];
  readonly batchId?: string;
  readonly round?: string;
  /** Reason for listed supervision, where HQ puts it up at once. */
  readonly listed?: string;
}

/** Lists show 80 characters. */
export const orderTitle = (finding: Pick<Finding, 'no' | 'title'>, others = 0): string =>
  `督办：${finding.no} ${finding.title}${others > 0 ? ` 等${others + 1}个问题` : ''}`.slice(0, 80);

const ASKED_BY_RULE: Readonly<Partial<Record<OrderTrigger['rule'], string>>> = {
  poor_quality: '请说明材料多次被退回的原因，按核验意见补齐佐证材料，并写明重新申请验收的时间。',
};

/** The order a rule raises: to the finding's own department, checked by the unit's office. */
export const draftByRule = (
  finding: Pick<Finding, 'tenantId' | 'id' | 'no' | 'title' | 'batchId' | 'round' | 'responsibility'>,
  trigger: OrderTrigger,
  id: string,
): OrderDraft => ({
  tenantId: finding.tenantId,
  id,
  title: orderTitle(finding),
  trigger,
  issuer: 'unit',
  requirement:
    ASKED_BY_RULE[trigger.rule] ??
    '请说明未按期完成整改的原因、已采取的措施、下一步安排和完成时间，并附佐证材料。',
  to: addresseeOf(finding),
  startRung: 'department',
  findingIds: [finding.id],
  batchId: finding.batchId,
  round: finding.round,
});

export const issueOrder = (
  draft: OrderDraft,
  moment: LimitMoment,
  actor: Actor,
  at: string,
): Result<OrderChange> => {
  const { tenantId, id, title, findingIds, batchId, round, trigger, issuer, requirement, to, startRung } =
    draft;
  if (findingIds.length === 0 && !to.departmentId)
    return fail('invalid', 'order_without_addressee', '请选择被督办的问题，或选择责任部门。', {
      field: 'departmentId',
    });
  if (draft.listed && issuer !== 'group')
    return fail('forbidden', 'listing_by_group', '挂牌督办由集团巡察办或领导小组决定。', { field: 'listed' });
  const due = replyDue('督办单送达', moment);
  const content: OrderContent = {
    trigger: { rule: trigger.rule, why: trigger.why },
    issuer,
    requirement,
    issuedOn: moment.today,
    to,
    startRung,
    rung: startRung,
    climbs: [],
    replies: [],
    ...(draft.listed ? { listing: { reason: draft.listed, byName: actor.name, at, requests: [] } } : {}),
  };
  return ok({
    matter: newMatter<OrderContent>(
      {
        tenantId,
        id,
        kind: 'order',
        title,
        status: 'issued',
        findingIds,
        batchId,
        round,
        departmentIds: to.departmentId ? [to.departmentId] : [],
        level: trigger.level,
        due,
        waiting: replyLines(content, due.date),
        content,
      },
      actor,
      at,
    ),
    event: {
      type: 'order.issued',
      data: { rule: trigger.rule, why: trigger.why, issuer, requirement, to, due, listed: draft.listed },
    },
  });
};

const refuseStatus = (order: Pick<Matter, 'status'>, doing: string): Result<never> =>
  fail('conflict', 'order_state', `督办单当前状态不能${doing}，请刷新页面查看最新进展。`, {
    details: { status: order.status },
  });

/** Papers of a reply or of a request to lift: none may serve twice. */
const refusePapers = (
  { matter, files }: OrderAggregate,
  purpose: 'reply' | 'lifting',
  fileIds: readonly string[],
): Result<never> | undefined => {
  const { replies, listing } = matter.content;
  return refuseFiles(files, purpose, fileIds, [...replies, ...(listing?.requests ?? [])]);
};

/** The unit answers an order. */
export const replyToOrder = (
  aggregate: OrderAggregate,
  reply: { readonly text: string; readonly fileIds: readonly string[] },
  actor: Actor,
  at: string,
): Result<OrderChange> => {
  const { matter } = aggregate;
  if (!owesReply(matter)) return refuseStatus(matter, '回复');
  const bad = refusePapers(aggregate, 'reply', reply.fileIds);
  if (bad) return bad;
  const { content } = matter;
  const replies = withAnswer(content.replies, reply, actor, at);
  return ok({
    matter: {
      ...matter,
      status: 'replied',
      waiting: [officeLine(content.issuer, '督办回复待审核')],
      content: { ...content, replies },
    },
    event: { type: 'order.replied', data: { no: replies.length, ...reply } },
  });
};

const OF_GROUP = { code: 'order_of_group', message: '这是集团下发的督办单，由集团巡察办审核。' } as const;

/** The office accepts a reply or returns it with the reason; what is returned has a new limit of its own. */
export const checkReply = (
  { matter }: OrderAggregate,
  check: AnswerCheck,
  who: Checker,
  moment: LimitMoment,
  at: string,
): Result<OrderChange> => {
  const { content } = matter;
  const last = content.replies.at(-1);
  if (matter.status !== 'replied' || !last) return refuseStatus(matter, '审核回复');
  const refused = refuseChecker(content.issuer, last, who, OF_GROUP) ?? refuseBareReturn(check);
  if (refused) return refused;
  const replies = withCheck(content.replies, check, who.actor, at);
  const checked = { ...matter, content: { ...content, replies } };
  const event = { type: `order.reply_${check.outcome}`, data: { no: last.no, reason: check.reason } };
  if (check.outcome === 'accepted') return ok({ matter: afterAcceptance(checked), event });
  const due = replyDue('督办回复退回', moment);
  return ok({
    matter: { ...checked, status: 'returned', due, waiting: replyLines(content, due.date) },
    event: { ...event, data: { ...event.data, due } },
  });
};

const ended = <T extends Matter<OrderContent>>(matter: T, status: OrderStatus): T => ({
  ...matter,
  status,
  open: false,
  due: undefined,
  waiting: [],
});

/** An order that is listed stays open until the listing is lifted. */
const afterAcceptance = (matter: Matter<OrderContent>): Matter<OrderContent> =>
  matter.content.listing ? awaitingLifting(matter) : ended(matter, 'accepted');

const awaitingLifting = (matter: Matter<OrderContent>): Matter<OrderContent> => ({
  ...matter,
  status: 'to_lift',
  due: undefined,
  waiting: [
    {
      home: 'unit',
      key: roleAssignee('rectification_office'),
      why: '督办回复已通过，整改到位后可申请摘牌',
    },
  ],
});

/** HQ puts an order under listed supervision (挂牌督办). */
export const listOrder = (
  { matter }: OrderAggregate,
  reason: string,
  actor: Actor,
  at: string,
): Result<OrderChange> => {
  if (!matter.open) return refuseStatus(matter, '挂牌');
  if (matter.content.listing) return fail('conflict', 'order_listed', '该督办单已经挂牌督办，不必重复挂牌。');
  return ok({
    matter: {
      ...matter,
      content: { ...matter.content, listing: { reason, byName: actor.name, at, requests: [] } },
    },
    event: { type: 'order.listed', data: { reason } },
  });
};

/** Asks to lift a listing, with reason and evidence; only once the reply has been accepted. */
export const requestLifting = (
  aggregate: OrderAggregate,
  request: { readonly reason: string; readonly fileIds: readonly string[] },
  actor: Actor,
  at: string,
): Result<OrderChange> => {
  const { matter } = aggregate;
  const { listing } = matter.content;
  if (matter.status !== 'to_lift' || !listing) return refuseStatus(matter, '申请摘牌');
  if (request.fileIds.length === 0)
    return fail('invalid', 'lifting_without_evidence', '申请摘牌须附整改到位的佐证材料，请上传后提交。', {
      field: 'fileIds',
    });
  const bad = refusePapers(aggregate, 'lifting', request.fileIds);
  if (bad) return bad;
  const requests = [...listing.requests, { ...request, byName: actor.name, by: personsOf(actor), at }];
  return ok({
    matter: {
      ...matter,
      status: 'lifting',
      waiting: [
        { home: 'group', key: roleAssignee('inspection_office'), why: '挂牌督办申请摘牌，待审批' },
        { home: 'group', key: roleAssignee('leading_group'), why: '挂牌督办申请摘牌，待审批' },
      ],
      content: { ...matter.content, listing: { ...listing, requests } },
    },
    event: { type: 'order.lifting_requested', data: { ...request } },
  });
};

/** HQ decides on lifting; never who asked for it. */
export const decideLifting = (
  { matter }: OrderAggregate,
  decision: { readonly outcome: 'lifted' | 'kept'; readonly reason: string },
  actor: Actor,
  at: string,
): Result<OrderChange> => {
  const { listing } = matter.content;
  const last = listing?.requests.at(-1);
  if (matter.status !== 'lifting' || !listing || !last) return refuseStatus(matter, '审批摘牌');
  const refused = refuseOwnAnswer(last, actor);
  if (refused) return refused;
  const requests = [
    ...listing.requests.slice(0, -1),
    { ...last, decision: { ...decision, byName: actor.name, at } },
  ];
  const decided = { ...matter, content: { ...matter.content, listing: { ...listing, requests } } };
  return ok({
    matter: decision.outcome === 'lifted' ? ended(decided, 'lifted') : awaitingLifting(decided),
    event: { type: `order.lifting_${decision.outcome}`, data: { ...decision } },
  });
};

/** Issued by mistake, or overtaken: taken back with the reason, never deleted (F07). A listed one is lifted instead. */
export const withdrawOrder = (
  { matter }: OrderAggregate,
  reason: string,
  isGroup: boolean,
): Result<OrderChange> => {
  if (!matter.open) return refuseStatus(matter, '撤销');
  const { content } = matter;
  if (!isOfOwnLevel(content.issuer, isGroup))
    return fail('forbidden', OF_GROUP.code, '这是集团下发的督办单，由集团巡察办撤销。');
  if (content.listing) return fail('conflict', 'order_listed', '挂牌督办不能直接撤销，请按程序申请摘牌。');
  return ok({
    matter: { ...ended(matter, 'withdrawn'), content: { ...content, withdrawnReason: reason } },
    event: { type: 'order.withdrawn', data: { reason } },
  });
};

/** A limit has passed without a reply (F10). */
export const passOrderLimit = ({ matter }: OrderAggregate, moment: LimitMoment): Result<OrderChange> =>
  climbLadder(matter, owesReply(matter), moment.today, {
    event: 'order.escalated',
    tooEarly: '督办单尚未超过回复期限。',
    due: (to) => replyDue(`督办单逾期未回复，升级至${to}`, moment),
    waiting: replyLines,
  });
