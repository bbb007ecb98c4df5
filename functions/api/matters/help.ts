import type { OperationId, OutputOf } from '@xuncha/contracts';
import {
  askForHelp,
  HELP_KINDS,
  type HelpContent,
  type HelpKind,
  type HelpStatus,
  type HelpTarget,
  type Matter,
  type MatterAggregate,
  type MatterChange,
  mayEndHelp,
  mayReplyToHelp,
  type Result,
  replyToHelp,
  settleHelp,
  withdrawHelp,
} from '@xuncha/domain';
import {
  type Call,
  type Handler,
  HttpProblem,
  nextPage,
  notFound,
  type Reply,
  startKeyOf,
} from '@xuncha/http';
import { listLimitRuleSets, listMatters, loadFinding, newId, openMatter, readTenant } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { departmentName } from '../findings/assign.ts';
import { matterDone, runNewMatter, runOnMatter } from '../matter-command.ts';
import { type MatterSteps, possibleSteps } from '../matter-steps.ts';
import { matterEventView, matterFileView, matterSummary } from '../matter-view.ts';

type Help = Matter<HelpContent>;
const PAGE = 50;

const itemOf = (matter: Help, today: string): OutputOf<'help.list'>['items'][number] => ({
  ...matterSummary(matter, today),
  kind: matter.kind as HelpKind,
  status: matter.status as HelpStatus,
  target: matter.content.target,
  replies: matter.content.replies.length,
});

/** Open ones by the date of the reply, or all, newest first. */
export const listHelp: Handler<'help.list', ApiDeps> = async ({ scope, query, today }, { table }) => {
  const page = await listMatters<HelpContent>(table, scope, query.kind ?? 'help', {
    limit: query.limit ?? PAGE,
    open: query.show !== 'all',
    startKey: startKeyOf(query.cursor, scope.tenantId),
  });
  return {
    body: {
      items: page.matters.map((matter) => itemOf(matter, today)),
      ...nextPage(page.lastKey),
    },
  };
};

const isHelp = ({ kind }: Matter): boolean => HELP_KINDS.some((each) => each === kind);

const STEPS: MatterSteps<HelpContent> = {
  'help.reply': (help, { actor, isGroup }) => mayReplyToHelp(help, actor, isGroup),
  'help.settle': (help, { actor }) => help.status === 'answered' && mayEndHelp(help, actor),
  'help.withdraw': (help, { actor }) => mayEndHelp(help, actor),
};

export const getHelp: Handler<'help.get', ApiDeps> = async (call, { table }) => {
  const opened = await openMatter<HelpContent>(table, call.scope, undefined, call.params.helpId);
  if (!opened || !isHelp(opened.matter)) throw notFound();
  const { question, replies, ended } = opened.matter.content;
  return {
    body: {
      help: { ...itemOf(opened.matter, call.today), question, replyList: [...replies], ended },
      files: opened.files.map(matterFileView),
      trail: opened.trail.map(matterEventView),
      possible: possibleSteps(STEPS, opened.matter, call),
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
  const draft = {
    kind: call.body.kind ?? 'help',
    id: newId(Date.parse(call.at)),
    target,
    question: call.body.question,
  };
  return runNewMatter(call, deps, {
    decide: () => askForHelp(aggregate.finding, draft, moment, call.actor, call.at),
    body: matterDone,
  });
};

type HelpCall = Pick<Call<OperationId>, 'scope' | 'actor' | 'at' | 'claim' | 'ifVersion'> & {
  readonly params: { readonly helpId: string };
};

/** Both kinds take the same steps. */
const step = (
  call: HelpCall,
  deps: ApiDeps,
  decide: (help: MatterAggregate<HelpContent>) => Result<MatterChange<HelpContent>>,
): Promise<Reply<OutputOf<'help.reply'>>> =>
  runOnMatter<HelpContent, OutputOf<'help.reply'>>(call, deps, {
    matterId: call.params.helpId,
    decide: (help) => {
      if (!isHelp(help.matter)) throw notFound();
      return decide(help);
    },
    body: matterDone,
  });

export const replyHelp: Handler<'help.reply', ApiDeps> = (call, deps) =>
  step(call, deps, (help) =>
    replyToHelp(help, call.body.text, call.actor, call.principal.tenantKind === 'group', call.at),
  );

export const settleHelpRequest: Handler<'help.settle', ApiDeps> = async (call, deps) => {
  const moment = { today: call.today, ruleSets: await listLimitRuleSets(deps.table, call.scope) };
  return step(call, deps, (help) => settleHelp(help, call.body, moment, call.actor, call.at));
};

export const withdrawHelpRequest: Handler<'help.withdraw', ApiDeps> = (call, deps) =>
  step(call, deps, (help) => withdrawHelp(help, call.body.reason, call.actor, call.at));
