import type { OutputOf } from '@xuncha/contracts';
import {
  type Action,
  commentsOf,
  frozenNoticeOf,
  type Matter,
  type MatterAggregate,
  type NoticeContent,
  type NoticeStatus,
  type NoticeView,
  noticeTextsOf,
  type Principal,
  reachOf,
} from '@xuncha/domain';
import { matterEventView, matterSummary } from '../matter-view.ts';

type Summary = OutputOf<'notices.list'>['items'][number];
type Detail = OutputOf<'notices.get'>;

export const noticeSummary = (matter: Matter<NoticeContent>, today: string): Summary => ({
  ...matterSummary(matter, today),
  // After its period a notice is to be closed, which is no delay of anybody's.
  status: matter.status as NoticeStatus,
  audience: matter.content.audience,
  batchTitle: matter.content.batchTitle,
  publishedOn: matter.content.publication?.on,
  comments: matter.content.comments,
  commentsOpen: matter.content.commentsOpen,
});

/** The wire's form of a view: arrays of its own. */
export const viewOut = (view: NoticeView): NonNullable<Detail['frozen']> => ({
  ...view,
  numbers: {
    rows: [...view.numbers.rows],
    measures: view.numbers.measures,
    shares: view.numbers.shares.map(({ name, share }) => ({ name, share })),
  },
  rows: view.rows.map((row) => ({ ...row })),
  withheld: [...view.withheld],
});

type Possible = Detail['possible'][number];
/** Which steps a status allows, and the row of the matrix each asks for. */
const STEPS: Readonly<Record<NoticeStatus, readonly Possible[]>> = {
  drafting: ['write', 'submit', 'withdraw'],
  returned: ['write', 'submit', 'withdraw'],
  submitted: ['decide', 'export', 'withdraw'],
  approved: ['publish', 'export', 'withdraw'],
  published: ['comment', 'close', 'export'],
  closed: ['export'],
  withdrawn: [],
};
const ACTIONS: Readonly<Record<Possible, Action>> = {
  write: 'notice.write',
  submit: 'notice.write',
  decide: 'notice.approve',
  publish: 'notice.write',
  comment: 'notice.write',
  close: 'notice.write',
  withdraw: 'notice.write',
  export: 'notice.read',
};

export const noticeDetail = (
  aggregate: MatterAggregate<NoticeContent>,
  trail: readonly Parameters<typeof matterEventView>[0][],
  { roles }: Principal,
  today: string,
): Detail => {
  const { matter } = aggregate;
  const { decision, publication, summary, withdrawnReason } = matter.content;
  const texts = noticeTextsOf(aggregate);
  const head = noticeSummary(matter, today);
  const writing = head.status === 'drafting' || head.status === 'returned';
  const frozen = writing ? undefined : frozenNoticeOf(aggregate);
  return {
    ...head,
    texts: { ...texts, wordings: { ...texts.wordings }, leftOut: [...texts.leftOut] },
    decision,
    publication,
    summary,
    withdrawnReason,
    frozen: frozen && viewOut(frozen),
    commentList: commentsOf(aggregate).map((comment) => ({ ...comment })),
    trail: trail.map(matterEventView),
    possible: STEPS[head.status].filter((step) => reachOf(roles, ACTIONS[step])),
  };
};
