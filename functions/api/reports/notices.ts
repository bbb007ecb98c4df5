import {
  closeNotice,
  decideNotice,
  draftNotice,
  exportNotice,
  frozenNoticeOf,
  isCounted,
  type MatterAggregate,
  type NoticeComment,
  type NoticeContent,
  type NoticeTexts,
  type NoticeView,
  namesOf,
  namesTyped,
  noticeTextsOf,
  noticeView,
  publishNotice,
  registerComment,
  settleComment,
  submitNotice,
  withdrawNotice,
  writeNotice,
} from '@xuncha/domain';
import { type Call, etagOf, type Handler, HttpProblem, nextPage, notFound, startKeyOf } from '@xuncha/http';
import {
  BATCHES,
  listLimitRuleSets,
  listMatters,
  listMembers,
  loadFinding,
  loadMatter,
  newId,
  openMatter,
  readBatchFindings,
  readDocument,
  readTenant,
} from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { matterDone, runNewMatter, runOnMatter } from '../matter-command.ts';
import { noticeDocument } from './notice-document.ts';
import { noticeDetail, noticeSummary, viewOut } from './notice-view-of.ts';
import { wordFile } from './word-file.ts';

const PAGE = 50;
type Done = ReturnType<typeof matterDone>;
type Aggregate = MatterAggregate<NoticeContent>;

export const listNotices: Handler<'notices.list', ApiDeps> = async ({ scope, query, today }, { table }) => {
  const startKey = startKeyOf(query.cursor, scope.tenantId);
  const { matters, lastKey } = await listMatters<NoticeContent>(table, scope, 'notice', {
    limit: query.limit ?? PAGE,
    startKey,
  });
  return {
    body: {
      items: matters.map((matter) => noticeSummary(matter, today)),
      ...nextPage(lastKey),
    },
  };
};

export const getNotice: Handler<'notices.get', ApiDeps> = async (call, { table }) => {
  const found = await openMatter<NoticeContent>(table, call.scope, 'notice', call.params.noticeId);
  if (!found) throw notFound();
  return {
    body: noticeDetail(found, found.trail, call.principal, call.today),
    etag: etagOf(found.matter.version),
  };
};

/** Everything a notice is made from: the batch's findings, and everybody whose name must not go out. */
const sourcesOf = async (call: Pick<Call<'notices.get'>, 'scope'>, { table }: ApiDeps, batchId: string) => {
  const [aggregates, members, unit] = await Promise.all([
    readBatchFindings(table, call.scope, batchId),
    listMembers(table, call.scope),
    readTenant(table, call.scope.tenantId),
  ]);
  const names = [...members.map(({ name }) => name), ...namesOf(aggregates)];
  return { aggregates, names, unitName: unit?.name ?? call.scope.tenantId };
};

const viewOf = async (
  call: Pick<Call<'notices.get'>, 'scope' | 'today'>,
  deps: ApiDeps,
  { matter, parts }: Aggregate,
): Promise<{ readonly view: NoticeView } & Awaited<ReturnType<typeof sourcesOf>>> => {
  const sources = await sourcesOf(call, deps, matter.batchId ?? '');
  const view = noticeView({
    audience: matter.content.audience,
    title: matter.title,
    texts: noticeTextsOf({ parts }),
    asOf: call.today,
    ...sources,
  });
  return { view, ...sources };
};

export const previewNotice: Handler<'notices.preview', ApiDeps> = async (call, deps) => {
  const aggregate = await loadMatter<NoticeContent>(deps.table, call.scope, 'notice', call.params.noticeId);
  if (!aggregate) throw notFound();
  const { view, aggregates } = await viewOf(call, deps, aggregate);
  const findings = aggregates.flatMap(({ finding: { id, no, title, state } }) =>
    isCounted(state) ? [{ id, no, title }] : [],
  );
  return { body: { view: viewOut(view), findings } };
};

export const draftNewNotice: Handler<'notices.draft', ApiDeps> = async (call, deps) => {
  const { batchId, audience, title } = call.body;
  const { tenantId } = call.scope;
  const batch = await readDocument(deps.table, BATCHES, tenantId, batchId);
  if (batch?.status !== 'published')
    throw new HttpProblem(422, 'batch_unknown', '所选批次不存在或尚未反馈，请重新选择。', {
      field: 'batchId',
    });
  const { names } = await sourcesOf(call, deps, batchId);
  const id = newId(Date.parse(call.at));
  const { actor, at } = call;
  return runNewMatter<NoticeContent, Done>(call, deps, {
    decide: () => draftNotice({ tenantId, id, batch, audience, title, actor, at }, names),
    body: matterDone,
  });
};

type Step =
  | 'notices.write'
  | 'notices.submit'
  | 'notices.decide'
  | 'notices.publish'
  | 'notices.comment'
  | 'notices.settle'
  | 'notices.close'
  | 'notices.withdraw';
const targetOf = ({ params }: Pick<Call<Step>, 'params'>) =>
  ({ kind: 'notice', matterId: params.noticeId, body: matterDone }) as const;

export const writeDraftNotice: Handler<'notices.write', ApiDeps> = (call, deps) =>
  runOnMatter<NoticeContent, Done>(call, deps, {
    ...targetOf(call),
    decide: async (aggregate) => {
      const { names } = await sourcesOf(call, deps, aggregate.matter.batchId ?? '');
      return writeNotice(aggregate, call.body, names, call.actor);
    },
  });

/** Somebody may have joined since it was written: names are looked for once more. */
const checkNames = (title: string, texts: NoticeTexts, names: readonly string[]): void => {
  const found = namesTyped(title, texts, names);
  if (found)
    throw new HttpProblem(
      422,
      'name_in_notice',
      `文中出现人员姓名“${found.names.join('、')}”，公开内容不得出现人员姓名，请改写后再提交。`,
      { field: found.field },
    );
};

export const submitDraftNotice: Handler<'notices.submit', ApiDeps> = (call, deps) =>
  runOnMatter<NoticeContent, Done>(call, deps, {
    ...targetOf(call),
    decide: async (aggregate) => {
      const { view, names } = await viewOf(call, deps, aggregate);
      checkNames(aggregate.matter.title, noticeTextsOf(aggregate), names);
      return submitNotice(aggregate, view, call.actor);
    },
  });

export const decideOnNotice: Handler<'notices.decide', ApiDeps> = (call, deps) =>
  runOnMatter<NoticeContent, Done>(call, deps, {
    ...targetOf(call),
    decide: (aggregate) => decideNotice(aggregate, call.actor, call.body, call.at),
  });

export const publishApprovedNotice: Handler<'notices.publish', ApiDeps> = async (call, deps) => {
  const ruleSets = await listLimitRuleSets(deps.table, call.scope);
  return runOnMatter<NoticeContent, Done>(call, deps, {
    ...targetOf(call),
    decide: (aggregate) => publishNotice(aggregate, call.actor, call.body, { today: call.today, ruleSets }),
  });
};

export const registerNoticeComment: Handler<'notices.comment', ApiDeps> = (call, deps) => {
  const comment: NoticeComment = {
    ...call.body,
    from: call.body.from || undefined,
    id: newId(Date.parse(call.at)),
    registeredByName: call.actor.name,
    status: 'open',
  };
  return runOnMatter<NoticeContent, Done>(call, deps, {
    ...targetOf(call),
    decide: (aggregate) => registerComment(aggregate, comment, call.today),
  });
};

export const settleNoticeComment: Handler<'notices.settle', ApiDeps> = async (call, deps) => {
  const { findingId } = call.body;
  if (findingId && !(await loadFinding(deps.table, call.scope, findingId)))
    throw new HttpProblem(422, 'finding_unknown', '所选问题不存在，请重新选择。', { field: 'findingId' });
  return runOnMatter<NoticeContent, Done>(call, deps, {
    ...targetOf(call),
    decide: (aggregate) => settleComment(aggregate, call.params.commentId, call.body, call.actor, call.at),
  });
};

export const closePublishedNotice: Handler<'notices.close', ApiDeps> = (call, deps) =>
  runOnMatter<NoticeContent, Done>(call, deps, {
    ...targetOf(call),
    decide: (aggregate) => closeNotice(aggregate, call.body.summary, call.today),
  });

export const withdrawUnpublishedNotice: Handler<'notices.withdraw', ApiDeps> = (call, deps) =>
  runOnMatter<NoticeContent, Done>(call, deps, {
    ...targetOf(call),
    decide: (aggregate) => withdrawNotice(aggregate, call.body.reason),
  });

/** The paper, from what was frozen: the same for the secretary, the board and the archive. */
export const exportNoticePaper: Handler<'notices.export', ApiDeps> = async (call, deps) => {
  const { noticeId } = call.params;
  await runOnMatter<NoticeContent, Done>(call, deps, {
    kind: 'notice',
    matterId: noticeId,
    decide: exportNotice,
    body: matterDone,
  });
  const aggregate = await loadMatter<NoticeContent>(deps.table, call.scope, 'notice', noticeId);
  const view = aggregate && frozenNoticeOf(aggregate);
  if (!aggregate || !view) throw notFound();
  const { due, content } = aggregate.matter;
  const document = noticeDocument({
    view,
    at: call.at,
    publishedOn: content.publication?.on,
    until: due?.date,
  });
  return { body: wordFile(view.title, document) };
};
