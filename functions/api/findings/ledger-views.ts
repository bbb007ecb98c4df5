import type { OutputOf } from '@xuncha/contracts';
import {
  authorize,
  ledgerViewEntries,
  type Principal,
  parseLedgerView,
  STANDARD_VIEWS,
  standardViewFor,
  type TenantScope,
} from '@xuncha/domain';
import { etagOf, type Handler, HttpProblem, notFound, stale } from '@xuncha/http';
import { listViews, MAX_VIEWS, newId, type SavedView, viewRemoval, viewWrite } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { runOnTenant } from '../tenant-command.ts';

type ViewItem = OutputOf<'ledgerViews.list'>['views'][number];

/** An address in its standard form: what is no condition, column or order of the ledger is gone. */
const standardQuery = (query: string): string =>
  new URLSearchParams(
    ledgerViewEntries(parseLedgerView(new Map(new URLSearchParams(query).entries()))),
  ).toString();

const mayShare = (principal: Principal, tenantId: string): boolean =>
  authorize(principal, 'ledger_view.share', tenantId).ok;

const editable = (view: SavedView, { principal, tenantId }: TenantScope): boolean =>
  view.owner === undefined
    ? mayShare(principal, tenantId)
    : view.owner === principal.userId && authorize(principal, 'ledger_view.edit', tenantId).ok;

const itemOf = (view: SavedView, scope: TenantScope): ViewItem => ({
  id: view.id,
  name: view.name,
  query: view.query,
  shared: view.owner === undefined,
  start: view.start,
  startFor: [...view.startFor],
  ownerName: view.ownerName,
  updatedAt: view.updatedAt,
  editable: editable(view, scope),
  version: view.version,
});

const latest = (views: readonly SavedView[]): SavedView | undefined =>
  views.toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))[0];

/** One's own start, else the shared one for a role of this person, else what the product gives the role. */
const startOf = (views: readonly SavedView[], principal: Principal): { id: string; query: string } => {
  const own = latest(views.filter(({ owner, start }) => owner !== undefined && start));
  const shared = latest(
    views.filter(({ owner, startFor }) => !owner && startFor.some((role) => principal.roles.includes(role))),
  );
  const standard = standardViewFor(principal.roles);
  return own ?? shared ?? STANDARD_VIEWS.find(({ id }) => id === standard) ?? STANDARD_VIEWS[0];
};

/** K02: the views this person may choose from, and the one the ledger opens with. */
export const listLedgerViews: Handler<'ledgerViews.list', ApiDeps> = async ({ scope }, { table }) => {
  const views = await listViews(table, scope);
  const { id: startId, query: startQuery } = startOf(views, scope.principal);
  return {
    body: {
      views: views.map((view) => itemOf(view, scope)),
      startId,
      startQuery,
      mayShare: mayShare(scope.principal, scope.tenantId),
    },
  };
};

export const createLedgerView: Handler<'ledgerViews.create', ApiDeps> = async (call, deps) => {
  const { scope, body, actor, at } = call;
  if (body.shared && !mayShare(scope.principal, scope.tenantId))
    throw new HttpProblem(
      403,
      'view_not_shareable',
      '共享视图由整改办或巡察办维护，请保存为个人视图，或把链接发给他人。',
      { field: 'shared' },
    );
  const views = await listViews(deps.table, scope);
  if (views.filter(({ owner }) => (owner === undefined) === body.shared).length >= MAX_VIEWS)
    throw new HttpProblem(422, 'too_many_views', `最多保存 ${MAX_VIEWS} 个视图，请先删除不用的视图。`);
  const view: SavedView = {
    id: newId(Date.parse(at)),
    tenantId: scope.tenantId,
    name: body.name,
    query: standardQuery(body.query),
    ...(body.shared ? {} : { owner: scope.principal.userId }),
    ownerName: actor.name,
    start: !body.shared && body.start === true,
    startFor: body.shared ? (body.startFor ?? []) : [],
    updatedAt: at,
    version: 1,
  };
  return runOnTenant(call, deps, {
    event: { type: 'ledger_view.saved', data: eventData(view) },
    beside: [viewWrite(view, { ifAbsent: true })],
    status: 201,
    body: itemOf(view, scope),
    etag: etagOf(1),
    explain: () => stale(1),
  });
};

const eventData = ({ id, name, query, owner, startFor }: SavedView) => ({
  viewId: id,
  name,
  query,
  shared: owner === undefined,
  startFor,
});

const ownView = async (call: { scope: TenantScope; params: { viewId: string } }, { table }: ApiDeps) => {
  const view = (await listViews(table, call.scope)).find(({ id }) => id === call.params.viewId);
  if (!view) throw notFound();
  if (!editable(view, call.scope))
    throw new HttpProblem(403, 'view_not_yours', '这是共享视图，由整改办或巡察办维护；可另存为自己的视图。');
  return view;
};

export const changeLedgerView: Handler<'ledgerViews.change', ApiDeps> = async (call, deps) => {
  const { body, at, scope, ifVersion } = call;
  const before = await ownView(call, deps);
  if (before.version !== ifVersion) throw stale(before.version);
  const shared = before.owner === undefined;
  const after: SavedView = {
    ...before,
    name: body.name,
    query: standardQuery(body.query),
    start: !shared && body.start === true,
    startFor: shared ? (body.startFor ?? []) : [],
    updatedAt: at,
    version: before.version + 1,
  };
  return runOnTenant(call, deps, {
    event: { type: 'ledger_view.saved', data: eventData(after) },
    beside: [viewWrite(after, { ifVersion: before.version })],
    status: 200,
    body: itemOf(after, scope),
    etag: etagOf(after.version),
    explain: () => stale(before.version + 1),
  });
};

export const removeLedgerView: Handler<'ledgerViews.remove', ApiDeps> = async (call, deps) => {
  const view = await ownView(call, deps);
  return runOnTenant(call, deps, {
    event: { type: 'ledger_view.removed', data: eventData(view) },
    beside: [viewRemoval(view)],
    status: 200,
    body: { id: view.id },
    explain: () => stale(view.version),
  });
};
