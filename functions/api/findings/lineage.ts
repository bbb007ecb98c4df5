import type { OperationId } from '@xuncha/contracts';
import { type Finding, type LineageChange, mergeFindings, splitFinding } from '@xuncha/domain';
import type { Call } from '@xuncha/http';
import { type Handler, notFound, problemOf, stale } from '@xuncha/http';
import {
  ConditionFailed,
  firstAnswerWrite,
  keys,
  loadFinding,
  newId,
  planChange,
  repeated,
  TooManyConflicts,
  type Write,
} from '@xuncha/store';
import type { ApiDeps } from '../context.ts';

/** All writes of a split or merge: ended heads, new findings, and the new ones' places in their batch. */
const writesOf = (
  change: LineageChange,
  before: ReadonlyMap<string, Finding>,
  call: Pick<Call<OperationId>, 'actor' | 'at'>,
): Write[] => [
  ...change.ended.flatMap((one) => planChange(before.get(one.finding.id), one, call).writes),
  ...change.created.flatMap((one, index) => [
    ...planChange(undefined, one, call).writes,
    {
      put: {
        // New parts stand after everything imported: imports number from 1, 10^6 is beyond any ledger.
        ...keys.batchFinding(one.finding.tenantId, one.finding.batchId, 1_000_000 + index, one.finding.id),
        kind: 'batch_finding',
        id: one.finding.id,
      },
    },
  ]),
];

type LineageCall = Pick<Call<OperationId>, 'scope' | 'actor' | 'at' | 'claim'>;

const commit = async <Body>(call: LineageCall, deps: ApiDeps, writes: readonly Write[], body: Body) => {
  const answer = { status: 201, body };
  try {
    const claim = call.claim ? [firstAnswerWrite(call.scope, call.claim, answer, call.at)] : [];
    await deps.table.transact([...writes, ...claim]);
    return answer;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const first = await repeated(deps.table, call.scope, call.claim);
    if (first) return { status: first.answer.status, body: first.answer.body as Body };
    throw new TooManyConflicts();
  }
};

/** D07: one finding becomes several; the original keeps its wording and is no longer counted. */
export const splitOne: Handler<'findings.split', ApiDeps> = async (call, deps) => {
  const aggregate = await loadFinding(deps.table, call.scope, call.params.findingId);
  if (!aggregate) throw notFound();
  const first = await repeated(deps.table, call.scope, call.claim);
  if (first) return { status: first.answer.status, body: first.answer.body as { findingIds: string[] } };
  if (aggregate.finding.version !== call.ifVersion) throw stale(aggregate.finding.version);
  const parts = call.body.parts.map((part) => ({ ...part, id: newId(Date.parse(call.at)) }));
  const change = splitFinding(aggregate, parts, call.body.reason, call.at);
  if (!change.ok) throw problemOf(change.error);
  const before = new Map([[aggregate.finding.id, aggregate.finding]]);
  return commit(call, deps, writesOf(change.value, before, call), {
    findingIds: parts.map((part) => part.id),
  });
};

/** D07: several findings of one batch become one. */
export const mergeSeveral: Handler<'findings.merge', ApiDeps> = async (call, deps) => {
  const first = await repeated(deps.table, call.scope, call.claim);
  if (first) return { status: first.answer.status, body: first.answer.body as { findingId: string } };
  const wanted = [...new Set(call.body.findingIds)];
  const sources = await Promise.all(wanted.map((id) => loadFinding(deps.table, call.scope, id)));
  const found = sources.flatMap((source) => source ?? []);
  if (found.length < wanted.length) throw notFound();
  const into = { ...call.body.into, id: newId(Date.parse(call.at)) };
  const change = mergeFindings(found, into, call.body.reason, call.at);
  if (!change.ok) throw problemOf(change.error);
  const before = new Map(found.map(({ finding }) => [finding.id, finding]));
  return commit(call, deps, writesOf(change.value, before, call), { findingId: into.id });
};
