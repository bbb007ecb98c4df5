import type { OperationId } from '@xuncha/contracts';
import {
  type Addressee,
  addresseeOf,
  checkReply,
  decideLifting,
  type Finding,
  fail,
  issueOrder,
  listOrder,
  type MatterChange,
  type OrderAggregate,
  type OrderContent,
  type OrderDraft,
  orderTitle,
  type Result,
  replyToOrder,
  requestLifting,
  type TenantScope,
  withdrawOrder,
} from '@xuncha/domain';
import { type Call, type Handler, HttpProblem, nextPage, notFound, startKeyOf } from '@xuncha/http';
import { listLimitRuleSets, listMatters, loadFinding, newId, openMatter, type Table } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { departmentName } from '../findings/assign.ts';
import { matterDone, runNewMatter, runOnMatter } from '../matter-command.ts';
import { possibleSteps } from '../matter-steps.ts';
import { matterEventView, matterFileView } from '../matter-view.ts';
import { ORDER_STEPS, orderDetail, orderItem } from './order-view.ts';

const PAGE = 50;

/** Open orders by due date, or all, newest first: one Query and one read of the heads. */
export const listOrders: Handler<'orders.list', ApiDeps> = async ({ scope, query, today }, { table }) => {
  const startKey = startKeyOf(query.cursor, scope.tenantId);
  const page = await listMatters<OrderContent>(table, scope, 'order', {
    limit: query.limit ?? PAGE,
    open: query.show !== 'all',
    startKey,
  });
  return {
    body: {
      items: page.matters.map((matter) => orderItem(matter, today)),
      ...nextPage(page.lastKey),
    },
  };
};

export const getOrder: Handler<'orders.get', ApiDeps> = async (call, { table }) => {
  const opened = await openMatter<OrderContent>(table, call.scope, 'order', call.params.orderId);
  if (!opened) throw notFound();
  return {
    body: {
      order: orderDetail(opened.matter, call.today),
      files: opened.files.map(matterFileView),
      trail: opened.trail.map(matterEventView),
      possible: possibleSteps(ORDER_STEPS, opened.matter, call),
    },
  };
};

/** The findings a new matter is about, all of them visible to who makes it. */
export const findingsOf = async (
  table: Table,
  scope: TenantScope,
  findingIds: readonly string[],
): Promise<Finding[]> => {
  const found = await Promise.all(findingIds.map((findingId) => loadFinding(table, scope, findingId)));
  if (found.some((aggregate) => !aggregate))
    throw new HttpProblem(422, 'finding_unknown', '所选问题不存在，请刷新页面后重新选择。', {
      field: 'findingIds',
    });
  return found.flatMap((aggregate) => aggregate?.finding ?? []);
};

const addressed = async (
  table: Table,
  scope: TenantScope,
  first: Finding | undefined,
  departmentId: string | undefined,
): Promise<Addressee> => {
  const own = first ? addresseeOf(first) : {};
  if (!departmentId || departmentId === own.departmentId) return own;
  // Another department: its own handler answers, the leaders of the unit stay.
  return {
    ...own,
    handlerId: undefined,
    departmentId,
    departmentName: await departmentName(table, scope, departmentId),
  };
};

export const issueNewOrder: Handler<'orders.issue', ApiDeps> = async (call, deps) => {
  const { body, scope, principal, actor, at, today } = call;
  const findings = await findingsOf(deps.table, scope, [...new Set(body.findingIds)]);
  const [first] = findings;
  const issuer = principal.tenantKind === 'group' ? 'group' : 'unit';
  const draft: OrderDraft = {
    tenantId: scope.tenantId,
    id: newId(Date.parse(at)),
    title: body.title ?? (first ? orderTitle(first, findings.length - 1) : ''),
    trigger: {
      rule: 'manual',
      why: `${issuer === 'group' ? '集团巡察办' : '单位整改办'}人工下发。`,
      cause: 'manual',
      level: body.level,
    },
    issuer,
    requirement: body.requirement,
    to: await addressed(deps.table, scope, first, body.departmentId),
    startRung: body.startRung,
    findingIds: findings.map(({ id }) => id),
    batchId: first?.batchId,
    round: first?.round,
    listed: body.listed,
  };
  if (!draft.title)
    throw new HttpProblem(422, 'order_without_addressee', '请选择被督办的问题，或填写督办事项名称。', {
      field: 'title',
    });
  const ruleSets = await listLimitRuleSets(deps.table, scope);
  return runNewMatter(call, deps, {
    decide: () => issueOrder(draft, { today, ruleSets }, actor, at),
    body: matterDone,
  });
};

type OrderCall = Pick<Call<OperationId>, 'scope' | 'actor' | 'at' | 'claim' | 'ifVersion'> & {
  readonly params: { readonly orderId: string };
};

const step = (
  call: OrderCall,
  deps: ApiDeps,
  decide: (
    aggregate: OrderAggregate,
  ) => Result<MatterChange<OrderContent>> | Promise<Result<MatterChange<OrderContent>>>,
) => runOnMatter(call, deps, { kind: 'order', matterId: call.params.orderId, decide, body: matterDone });

export const replyOrder: Handler<'orders.reply', ApiDeps> = (call, deps) =>
  step(call, deps, (order) => replyToOrder(order, call.body, call.actor, call.at));

export const checkOrder: Handler<'orders.check', ApiDeps> = async (call, deps) => {
  const { no, ...check } = call.body;
  const moment = { today: call.today, ruleSets: await listLimitRuleSets(deps.table, call.scope) };
  const who = { actor: call.actor, isGroup: call.principal.tenantKind === 'group' };
  return step(call, deps, (order) => {
    // The decision is on the reply that was read, not on one that came meanwhile.
    if (order.matter.content.replies.at(-1)?.no !== no)
      return fail('conflict', 'order_state', '您查看之后督办单又有新的进展，请刷新页面后重新审核。');
    return checkReply(order, check, who, moment, call.at);
  });
};

export const withdrawIssued: Handler<'orders.withdraw', ApiDeps> = (call, deps) =>
  step(call, deps, (order) => withdrawOrder(order, call.body.reason, call.principal.tenantKind === 'group'));

export const putUpOrder: Handler<'orders.putUp', ApiDeps> = (call, deps) =>
  step(call, deps, (order) => listOrder(order, call.body.reason, call.actor, call.at));

export const askLifting: Handler<'orders.askLifting', ApiDeps> = (call, deps) =>
  step(call, deps, (order) => requestLifting(order, call.body, call.actor, call.at));

export const decideOnLifting: Handler<'orders.decideLifting', ApiDeps> = (call, deps) =>
  step(call, deps, (order) => decideLifting(order, call.body, call.actor, call.at));
