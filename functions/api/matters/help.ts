import { type OperationId, type OutputOf, operationOf } from '@xuncha/contracts';
import {
  type Actor,
  askForHelp,
  authorize,
  type HelpContent,
  type HelpStatus,
  type HelpTarget,
  type Matter,
  mayEndHelp,
  mayReplyToHelp,
  type Principal,
  replyToHelp,
  settleHelp,
  withdrawHelp,
} from '@xuncha/domain';
import {
  type Call,
  decodeCursor,
  encodeCursor,
  type Handler,
  HttpProblem,
  notFound,
  TableKey,
} from '@xuncha/http';
import { listLimitRuleSets, listMatters, loadFinding, newId, openMatter, readTenant } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { departmentName } from '../findings/assign.ts';
import { matterDone, runNewMatter, runOnMatter } from '../matter-command.ts';
import { matterEventView, matterFileView, matterSummary } from '../matter-view.ts';

type Help = Matter<HelpContent>;
const PAGE = 50;

const itemOf = (matter: Help, today: string): OutputOf<'help.list'>['items'][number] => ({
  ...matterSummary(matter, today),
  status: matter.status as HelpStatus,
  target: matter.content.target,
  replies: matter.content.replies.length,
});

/** Open ones by the date of the reply, or all, newest first. */
export const listHelp: Handler<'help.list', ApiDeps> = async ({ scope, query, today }, { table }) => {
  const page = await listMatters<HelpContent>(table, scope, 'help', {
    limit: query.limit ?? PAGE,
    open: query.show !== 'all',
    startKey: decodeCursor(query.cursor, scope.tenantId, TableKey),
  });
  return {
    body: {
      items: page.matters.map((matter) => itemOf(matter, today)),
      ...(page.lastKey ? { next: encodeCursor(page.lastKey) } : {}),
    },
  };
};

type Step = (help: Help, actor: Actor, isGroup: boolean) => boolean;
const STEPS: Readonly<Partial<Record<OperationId, Step>>> = {
  'help.reply': mayReplyToHelp,
  'help.settle': (help, actor) => help.status === 'answered' && mayEndHelp(help, actor),
  'help.withdraw': mayEndHelp,
};

/** What this person may do with it now: the page shows these and nothing else. */
const possibleOnHelp = (help: Help, principal: Principal, actor: Actor): OperationId[] =>
  (Object.entries(STEPS) as [OperationId, Step][]).flatMap(([operation, step]) =>
    authorize(principal, operationOf(operation).action, help.tenantId).ok &&
    step(help, actor, principal.tenantKind === 'group')
      ? [operation]
      : [],
  );

export const getHelp: Handler<'help.get', ApiDeps> = async (call, { table }) => {
  const opened = await openMatter<HelpContent>(table, call.scope, 'help', call.params.helpId);
  if (!opened) throw notFound();
  const { question, replies, ended } = opened.matter.content;
  return {
    body: {
      help: { ...itemOf(opened.matter, call.today), question, replyList: [...replies], ended },
      files: opened.files.map(matterFileView),
      trail: opened.trail.map(matterEventView),
      possible: possibleOnHelp(opened.matter, call.principal, call.actor),
    },
  };
};

/** HQ's department follows from the category, as it does for the consultation gate (F09). */
const targetOf = async (
  { scope, body }: Pick<Call<'help.ask'>, 'scope' | 'body'>,
  category: string | undefined,
  { table }: ApiDeps,
): Promise<HelpTarget> => {
  if (body.target === 'office') return { kind: 'office', name: '整改办' };
  if (body.target === 'group') {
    const tenant = await readTenant(table, scope.tenantId);
    return { kind: 'group', departmentId: tenant?.routing[category ?? ''], name: '集团职能部门' };
  }
  if (!body.departmentId)
    throw new HttpProblem(422, 'help_without_department', '请选择请求协调的部门。', {
      field: 'departmentId',
    });
  const name = await departmentName(table, scope, body.departmentId);
  return { kind: 'department', departmentId: body.departmentId, name };
};

export const askHelp: Handler<'help.ask', ApiDeps> = async (call, deps) => {
  const aggregate = await loadFinding(deps.table, call.scope, call.params.findingId);
  if (!aggregate) throw notFound();
  const target = await targetOf(call, aggregate.finding.category, deps);
  const moment = { today: call.today, ruleSets: await listLimitRuleSets(deps.table, call.scope) };
  const draft = { id: newId(Date.parse(call.at)), target, question: call.body.question };
  return runNewMatter(call, deps, {
    decide: () => askForHelp(aggregate.finding, draft, moment, call.actor, call.at),
    body: matterDone,
  });
};

export const replyHelp: Handler<'help.reply', ApiDeps> = (call, deps) =>
  runOnMatter<HelpContent, OutputOf<'help.reply'>>(call, deps, {
    kind: 'help',
    matterId: call.params.helpId,
    decide: (help) =>
      replyToHelp(help, call.body.text, call.actor, call.principal.tenantKind === 'group', call.at),
    body: matterDone,
  });

export const settleHelpRequest: Handler<'help.settle', ApiDeps> = async (call, deps) => {
  const moment = { today: call.today, ruleSets: await listLimitRuleSets(deps.table, call.scope) };
  return runOnMatter<HelpContent, OutputOf<'help.settle'>>(call, deps, {
    kind: 'help',
    matterId: call.params.helpId,
    decide: (help) => settleHelp(help, call.body, moment, call.actor, call.at),
    body: matterDone,
  });
};

export const withdrawHelpRequest: Handler<'help.withdraw', ApiDeps> = (call, deps) =>
  runOnMatter<HelpContent, OutputOf<'help.withdraw'>>(call, deps, {
    kind: 'help',
    matterId: call.params.helpId,
    decide: (help) => withdrawHelp(help, call.body.reason, call.actor, call.at),
    body: matterDone,
  });
