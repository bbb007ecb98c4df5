import type { OutputOf } from '@xuncha/contracts';
import {
  basisOf,
  type DutyContent,
  decideReport,
  differenceOf,
  effectFunnel,
  exportReport,
  findingRow,
  isCounted,
  type Matter,
  onTimeRate,
  renewReport,
  reportFacts,
  savedBasisOf,
  submitReport,
  textsOf,
  writeReport,
} from '@xuncha/domain';
import { type Call, etagOf, type Handler, nextPage, notFound, startKeyOf } from '@xuncha/http';
import {
  listMatters,
  loadMatter,
  openMatter,
  readBatchFindings,
  readBatchHeads,
  readTenant,
} from '@xuncha/store';

import type { ApiDeps } from '../context.ts';
import { matterDone, runOnMatter } from '../matter-command.ts';
import { dutyDocument } from './duty-document.ts';
import { asDuty, dutyDetail, dutySummary, ratedDuty } from './duty-view.ts';
import { wordFile } from './word-file.ts';

/** A unit owes four reports a round and one a year: a hundred are all there are for years. */
const PAGE = 100;

export const listDuties: Handler<'duties.list', ApiDeps> = async ({ scope, query, today }, { table }) => {
  const startKey = startKeyOf(query.cursor, scope.tenantId);
  const { matters, lastKey } = await listMatters<DutyContent>(table, scope, 'duty', {
    limit: query.limit ?? PAGE,
    open: query.open === 'true',
    startKey,
  });
  const duties = matters.map(asDuty);
  return {
    body: {
      items: duties.map((duty) => dutySummary(duty, today)),
      rate: onTimeRate(duties.map(ratedDuty), today),
      ...nextPage(lastKey),
    },
  };
};

export const getDuty: Handler<'duties.get', ApiDeps> = async (call, { table }) => {
  const found = await openMatter<DutyContent>(table, call.scope, 'duty', call.params.dutyId);
  if (!found) throw notFound();
  return {
    body: dutyDetail(found, found.trail, call.principal, call.today),
    etag: etagOf(found.matter.version),
  };
};

const headsOf = async (call: Pick<Call<'duties.draft'>, 'scope'>, { table }: ApiDeps, matter: Matter) =>
  readBatchHeads(table, call.scope, matter.batchId ?? '');

/** The generated sections as of today, and what differs from the data the draft holds. */
export const draftDuty: Handler<'duties.draft', ApiDeps> = async (call, deps) => {
  const aggregate = await loadMatter<DutyContent>(deps.table, call.scope, 'duty', call.params.dutyId);
  if (!aggregate) throw notFound();
  const findings = await headsOf(call, deps, aggregate.matter);
  const saved = savedBasisOf(aggregate);
  const body: OutputOf<'duties.draft'> = {
    asOf: call.today,
    numbers: basisOf(findings, call.today).numbers as OutputOf<'duties.draft'>['numbers'],
    funnel: effectFunnel(findings) as OutputOf<'duties.draft'>['funnel'],
    findings: findings.filter(({ state }) => isCounted(state)).map(findingRow),
    difference: saved && (differenceOf(saved, findings) as OutputOf<'duties.draft'>['difference']),
  };
  return { body };
};

type Step = 'duties.write' | 'duties.renew' | 'duties.submit' | 'duties.decide';
const targetOf = ({ params }: Pick<Call<Step>, 'params'>) =>
  ({ kind: 'duty', matterId: params.dutyId, body: matterDone }) as const;

export const writeDuty: Handler<'duties.write', ApiDeps> = (call, deps) =>
  runOnMatter<DutyContent, ReturnType<typeof matterDone>>(call, deps, {
    ...targetOf(call),
    decide: (aggregate) => writeReport(aggregate, call.body),
  });

export const renewDuty: Handler<'duties.renew', ApiDeps> = (call, deps) =>
  runOnMatter<DutyContent, ReturnType<typeof matterDone>>(call, deps, {
    ...targetOf(call),
    decide: async (aggregate) =>
      renewReport(aggregate, basisOf(await headsOf(call, deps, aggregate.matter), call.today)),
  });

export const submitDuty: Handler<'duties.submit', ApiDeps> = (call, deps) =>
  runOnMatter<DutyContent, ReturnType<typeof matterDone>>(call, deps, {
    ...targetOf(call),
    decide: async (aggregate) =>
      submitReport(aggregate, call.actor, {
        at: call.at,
        today: call.today,
        basis: basisOf(await headsOf(call, deps, aggregate.matter), call.today),
      }),
  });

export const decideDuty: Handler<'duties.decide', ApiDeps> = (call, deps) =>
  runOnMatter<DutyContent, ReturnType<typeof matterDone>>(call, deps, {
    ...targetOf(call),
    decide: (aggregate) => decideReport(aggregate, call.actor, call.body, call.at),
  });

/** The draft as Word. The trail keeps who took it; the file itself is made for the answer and kept nowhere. */
export const exportDuty: Handler<'duties.export', ApiDeps> = async (call, deps) => {
  const { dutyId } = call.params;
  await runOnMatter<DutyContent, ReturnType<typeof matterDone>>(call, deps, {
    kind: 'duty',
    matterId: dutyId,
    decide: (aggregate) => exportReport(aggregate, call.today),
    body: matterDone,
  });
  const aggregate = await loadMatter<DutyContent>(deps.table, call.scope, 'duty', dutyId);
  if (!aggregate) throw notFound();
  const [unit, findings] = await Promise.all([
    readTenant(deps.table, call.scope.tenantId),
    readBatchFindings(deps.table, call.scope, aggregate.matter.batchId ?? ''),
  ]);
  const document = dutyDocument({
    duty: asDuty(aggregate.matter),
    unitName: unit?.name ?? call.scope.tenantId,
    texts: textsOf(aggregate),
    facts: reportFacts(findings),
    funnel: effectFunnel(findings.map(({ finding }) => finding)),
    by: call.actor.name,
    at: call.at,
    today: call.today,
  });
  return { body: wordFile(aggregate.matter.title, document) };
};
