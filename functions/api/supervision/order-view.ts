import type { OutputOf } from '@xuncha/contracts';
import {
  isOfOwnLevel,
  isOwnAnswer,
  type Matter,
  mayCheckAnswer,
  type OrderContent,
  type OrderStatus,
  owesReply,
} from '@xuncha/domain';
import type { MatterSteps } from '../matter-steps.ts';
import { answersView, matterSummary } from '../matter-view.ts';

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
    replyList: answersView(replies),
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

export const ORDER_STEPS: MatterSteps<OrderContent> = {
  'orders.reply': owesReply,
  'orders.check': ({ status, content }, who) =>
    status === 'replied' && mayCheckAnswer(content.issuer, content.replies.at(-1), who),
  'orders.withdraw': ({ open, content }, { isGroup }) =>
    open && !content.listing && isOfOwnLevel(content.issuer, isGroup),
  'orders.putUp': ({ open, content }) => open && !content.listing,
  'orders.askLifting': ({ status }) => status === 'to_lift',
  'orders.decideLifting': ({ status, content }, { actor }) =>
    status === 'lifting' && !isOwnAnswer(content.listing?.requests.at(-1), actor),
};
