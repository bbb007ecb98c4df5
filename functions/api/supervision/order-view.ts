import { type OperationId, type OutputOf, operationOf } from '@xuncha/contracts';
import {
  type Actor,
  authorize,
  type Matter,
  type OrderContent,
  type OrderStatus,
  owesReply,
  type Principal,
  personsOf,
} from '@xuncha/domain';
import { matterSummary } from '../matter-view.ts';

type Item = OutputOf<'orders.list'>['items'][number];
type Detail = OutputOf<'orders.get'>['order'];

/** An order in a list. */
export const orderItem = (matter: Matter<OrderContent>, today: string): Item => {
  const { trigger, issuer, issuedOn, to, rung, listing, replies } = matter.content;
  const { departmentId, departmentName, leaderName, principalName } = to;
  return {
    ...matterSummary(matter, today),
    // Who has answered in time owes nothing, however long the check takes.
    overdue: owesReply(matter) && matter.due !== undefined && matter.due.date < today,
    status: matter.status as OrderStatus,
    trigger,
    issuer,
    issuedOn,
    to: { departmentId, departmentName, leaderName, principalName },
    rung,
    listed: listing !== undefined,
    replies: replies.length,
  };
};

/** The whole order; who exactly replied is kept for separation of duties and not shown. */
export const orderDetail = (matter: Matter<OrderContent>, today: string): Detail => {
  const { requirement, startRung, climbs, replies, listing, withdrawnReason } = matter.content;
  return {
    ...orderItem(matter, today),
    requirement,
    startRung,
    climbs: [...climbs],
    replyList: replies.map(({ by: _by, fileIds, ...reply }) => ({ ...reply, fileIds: [...fileIds] })),
    listing: listing && {
      ...listing,
      requests: listing.requests.map(({ by: _by, fileIds, ...request }) => ({
        ...request,
        fileIds: [...fileIds],
      })),
    },
    withdrawnReason,
  };
};

type Step = (order: Matter<OrderContent>, actor: Actor, isGroup: boolean) => boolean;

const notAmong = (by: readonly string[] | undefined, actor: Actor): boolean =>
  !personsOf(actor).some((person) => by?.includes(person));
const ofOwnLevel = ({ content }: Matter<OrderContent>, isGroup: boolean): boolean =>
  content.issuer === 'unit' || isGroup;

const STEPS: Readonly<Partial<Record<OperationId, Step>>> = {
  'orders.reply': (order) => owesReply(order),
  'orders.check': (order, actor, isGroup) =>
    order.status === 'replied' &&
    ofOwnLevel(order, isGroup) &&
    notAmong(order.content.replies.at(-1)?.by, actor),
  'orders.withdraw': (order, _actor, isGroup) =>
    order.open && !order.content.listing && ofOwnLevel(order, isGroup),
  'orders.putUp': (order) => order.open && !order.content.listing,
  'orders.askLifting': ({ status }) => status === 'to_lift',
  'orders.decideLifting': (order, actor) =>
    order.status === 'lifting' && notAmong(order.content.listing?.requests.at(-1)?.by, actor),
};

/** What this person may do with the order now: the page shows these and nothing else. */
export const possibleOnOrder = (
  order: Matter<OrderContent>,
  principal: Principal,
  actor: Actor,
): OperationId[] =>
  (Object.entries(STEPS) as [OperationId, Step][]).flatMap(([operation, step]) =>
    authorize(principal, operationOf(operation).action, order.tenantId).ok &&
    step(order, actor, principal.tenantKind === 'group')
      ? [operation]
      : [],
  );
