import type { OperationId, OutputOf } from '@xuncha/contracts';
import {
  type Addressee,
  addresseeOf,
  cancelTalk,
  checkStatement,
  fail,
  holdTalk,
  type Matter,
  type MatterChange,
  mayCheckAnswer,
  type OrderContent,
  owesStatement,
  planTalk,
  type Result,
  submitStatement,
  type TalkAggregate,
  type TalkContent,
  type TalkDraft,
  type TalkStatus,
  type TenantScope,
} from '@xuncha/domain';
import { type Call, type Handler, HttpProblem, nextPage, notFound, startKeyOf } from '@xuncha/http';
import {
  listLimitRuleSets,
  listMatters,
  loadFinding,
  loadMatter,
  newId,
  openMatter,
  type Table,
} from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { departmentName } from '../findings/assign.ts';
import { matterDone, runNewMatter, runOnMatter } from '../matter-command.ts';
import { type MatterSteps, possibleSteps } from '../matter-steps.ts';
import { answersView, matterEventView, matterFileView, matterSummary } from '../matter-view.ts';

const PAGE = 50;
type Item = OutputOf<'talks.list'>['items'][number];
type Detail = OutputOf<'talks.get'>['talk'];

const talkItem = (matter: Matter<TalkContent>, today: string): Item => {
  const { host, talkers, talkedTo, date, to } = matter.content;
  return {
    ...matterSummary(matter, today),
    overdue: owesStatement(matter) && matter.due !== undefined && matter.due.date < today,
    status: matter.status as TalkStatus,
    host,
    talkers: [...talkers],
    talkedTo,
    date,
    departmentName: to.departmentName,
  };
};

const talkDetail = (matter: Matter<TalkContent>, today: string): Detail => {
  const {
    reason,
    orderId,
    with: rungOf,
    place,
    points,
    rung,
    climbs,
    statements,
    cancelReason,
  } = matter.content;
  return {
    ...talkItem(matter, today),
    reason,
    orderId,
    with: rungOf,
    place,
    points,
    rung,
    climbs: [...climbs],
    statements: answersView(statements),
    cancelReason,
  };
};

const STEPS: MatterSteps<TalkContent> = {
  'talks.hold': ({ status }) => status === 'planned',
  'talks.state': owesStatement,
  'talks.check': ({ status, content }, who) =>
    status === 'stated' && mayCheckAnswer(content.host, content.statements.at(-1), who),
  'talks.cancel': ({ status }) => status === 'planned',
};

/** Open talks by due date, or all, newest first. */
export const listTalks: Handler<'talks.list', ApiDeps> = async ({ scope, query, today }, { table }) => {
  const page = await listMatters<TalkContent>(table, scope, 'talk', {
    limit: query.limit ?? PAGE,
    open: query.show !== 'all',
    startKey: startKeyOf(query.cursor, scope.tenantId),
  });
  return {
    body: {
      items: page.matters.map((matter) => talkItem(matter, today)),
      ...nextPage(page.lastKey),
    },
  };
};

export const getTalk: Handler<'talks.get', ApiDeps> = async (call, { table }) => {
  const opened = await openMatter<TalkContent>(table, call.scope, 'talk', call.params.talkId);
  if (!opened) throw notFound();
  return {
    body: {
      talk: talkDetail(opened.matter, call.today),
      files: opened.files.map(matterFileView),
      trail: opened.trail.map(matterEventView),
      possible: possibleSteps(STEPS, opened.matter, call),
    },
  };
};

const unknown = (code: 'order_unknown' | 'finding_unknown', field: string) =>
  new HttpProblem(422, code, '引起约谈的督办单或问题不存在，请刷新页面后重新选择。', { field });

type Cause = Pick<TalkDraft, 'findingIds' | 'batchId' | 'round'> & { readonly to: Addressee };

/** What a talk follows from: its findings, and whom they name. */
const causeOf = async (
  table: Table,
  scope: TenantScope,
  { orderId, findingId }: { readonly orderId?: string; readonly findingId?: string },
): Promise<Cause> => {
  if (orderId) {
    const order = await loadMatter<OrderContent>(table, scope, 'order', orderId);
    if (!order) throw unknown('order_unknown', 'orderId');
    const { findingIds, batchId, round, content } = order.matter;
    return { findingIds, batchId, round, to: content.to };
  }
  if (!findingId) return { findingIds: [], to: {} };
  const aggregate = await loadFinding(table, scope, findingId);
  if (!aggregate) throw unknown('finding_unknown', 'findingId');
  const { batchId, round } = aggregate.finding;
  return { findingIds: [findingId], batchId, round, to: addresseeOf(aggregate.finding) };
};

export const planNewTalk: Handler<'talks.plan', ApiDeps> = async (call, deps) => {
  const { scope, principal, actor, at } = call;
  const { findingId, departmentId, ...said } = call.body;
  const { to, ...cause } = await causeOf(deps.table, scope, { orderId: said.orderId, findingId });
  const draft: TalkDraft = {
    ...said,
    ...cause,
    tenantId: scope.tenantId,
    id: newId(Date.parse(at)),
    host: principal.tenantKind === 'group' ? 'group' : 'unit',
    to: {
      ...to,
      // A talk is with the head of the department, not with its handler.
      handlerId: undefined,
      ...(departmentId
        ? { departmentId, departmentName: await departmentName(deps.table, scope, departmentId) }
        : {}),
    },
  };
  return runNewMatter(call, deps, { decide: () => planTalk(draft, actor, at), body: matterDone });
};

type TalkCall = Pick<Call<OperationId>, 'scope' | 'actor' | 'at' | 'claim' | 'ifVersion'> & {
  readonly params: { readonly talkId: string };
};

const step = (
  call: TalkCall,
  deps: ApiDeps,
  decide: (talk: TalkAggregate) => Result<MatterChange<TalkContent>>,
) => runOnMatter(call, deps, { kind: 'talk', matterId: call.params.talkId, decide, body: matterDone });

const momentOf = async (
  { scope, today }: Pick<Call<OperationId>, 'scope' | 'today'>,
  { table }: ApiDeps,
) => ({
  today,
  ruleSets: await listLimitRuleSets(table, scope),
});

export const holdPlannedTalk: Handler<'talks.hold', ApiDeps> = async (call, deps) => {
  const moment = await momentOf(call, deps);
  return step(call, deps, (talk) => holdTalk(talk, call.body, moment));
};

export const stateOnTalk: Handler<'talks.state', ApiDeps> = (call, deps) =>
  step(call, deps, (talk) => submitStatement(talk, call.body, call.actor, call.at));

export const checkTalk: Handler<'talks.check', ApiDeps> = async (call, deps) => {
  const { no, ...check } = call.body;
  const moment = await momentOf(call, deps);
  const who = { actor: call.actor, isGroup: call.principal.tenantKind === 'group' };
  return step(call, deps, (talk) => {
    // The decision is on the statement that was read, not on one that came meanwhile.
    if (talk.matter.content.statements.at(-1)?.no !== no)
      return fail('conflict', 'talk_state', '您查看之后又有新的进展，请刷新页面后重新审核。');
    return checkStatement(talk, check, who, moment, call.at);
  });
};

export const cancelPlannedTalk: Handler<'talks.cancel', ApiDeps> = (call, deps) =>
  step(call, deps, (talk) => cancelTalk(talk, call.body.reason));
