import type { OutputOf } from '@xuncha/contracts';
import {
  ALERT_LEVELS,
  admitsBatch,
  type DutyContent,
  effectFunnel,
  gatesOf,
  goalsOf,
  inScope,
  type Matter,
  type Principal,
  type ReportTexts,
  reachOf,
  registersOf,
  standingSubmission,
  storedRowOf,
  submissionPart,
  worstGates,
} from '@xuncha/domain';
import { type Call, type Handler, HttpProblem } from '@xuncha/http';
import {
  type Batch,
  type GroupBoardBatch,
  listGroupBoards,
  loadMatter,
  readBatchHeads,
  type Table,
} from '@xuncha/store';
import {
  boardFacts,
  earliestOf,
  publishedBatches,
  readGateMatters,
  readRegisterMatters,
} from '../../board-facts.ts';
import type { ApiDeps } from '../context.ts';

type Board = OutputOf<'boards.get'>;
type Unit = NonNullable<Board['units']>[number];

const addDomains = (batches: readonly GroupBoardBatch[]): Unit['domains'] => {
  const all = batches.flatMap(({ domains }) => domains);
  return [...Map.groupBy(all, ({ domain }) => domain)].map(([domain, own]) => ({
    domain,
    total: own.reduce((sum, { total }) => sum + total, 0),
    open: own.reduce((sum, { open }) => sum + open, 0),
    late: own.reduce((sum, { late }) => sum + late, 0),
  }));
};

const addAlerts = (batches: readonly GroupBoardBatch[]): Unit['alerts'] => {
  const sum = { blue: 0, yellow: 0, red: 0 };
  for (const { alerts } of batches) for (const level of ALERT_LEVELS) sum[level] += alerts?.[level] ?? 0;
  return sum;
};

/** HQ's board: one Query of its own partition; content limits are asked of every batch. */
const unitsOf = async (
  table: Table,
  { principal, tenantId }: Call<'boards.get'>['scope'],
): Promise<Unit[]> => {
  const boards = await listGroupBoards(table, tenantId);
  return boards
    .filter((board) => inScope(principal.scope, board.tenantId))
    .flatMap(({ batches, tenantName, asOf, ...board }) => {
      const seen = batches.filter(({ id }) => admitsBatch(principal.scope, id));
      if (seen.length === 0) return [];
      const gates = worstGates(seen.map((batch) => batch.gates)).map((cell) => ({ ...cell }));
      return [
        {
          tenantId: board.tenantId,
          tenantName,
          asOf,
          gates,
          alerts: addAlerts(seen),
          domains: addDomains(seen),
        },
      ];
    });
};

/** Persons by manner, of the report handed in last; a draft is the unit's own business (H01). */
const accountabilityOf = async (
  table: Table,
  scope: Call<'boards.get'>['scope'],
  duties: readonly Matter<DutyContent>[],
): Promise<Readonly<Record<string, number>> | undefined> => {
  const [last] = duties
    .flatMap((duty) => {
      const standing = standingSubmission(duty.content.submissions);
      return standing ? [{ id: duty.id, standing }] : [];
    })
    .toSorted((a, b) => (a.standing.at < b.standing.at ? 1 : -1));
  if (!last) return undefined;
  const aggregate = await loadMatter(table, scope, 'duty', last.id);
  const part = aggregate?.parts.find(({ id }) => id === submissionPart(last.standing.number));
  return (part?.content as { readonly texts: ReportTexts } | undefined)?.texts.accountability;
};

const mayKnowTalks = ({ roles }: Principal): boolean => reachOf(roles, 'talk.read') !== undefined;

const boardOf = async (
  { scope, today }: Call<'boards.get'>,
  table: Table,
  batch: Batch,
): Promise<NonNullable<Board['board']>> => {
  const { id: batchId } = batch;
  const since = earliestOf([batch]);
  const [heads, matters, others] = await Promise.all([
    readBatchHeads(table, scope, batchId),
    readGateMatters(table, scope, since),
    readRegisterMatters(table, scope, since),
  ]);
  const facts = boardFacts(batchId, heads.map(storedRowOf), matters, today);
  const ids = new Set(heads.map(({ id }) => id));
  const about = (matter: Matter): boolean =>
    matter.batchId === batchId || matter.findingIds.some((id) => ids.has(id));
  const requests = others.requests.filter(about);
  const talks = mayKnowTalks(scope.principal) ? { talks: others.talks.filter(about) } : {};
  const duties = matters.duties.filter((duty) => duty.batchId === batchId);
  const accountability = await accountabilityOf(table, scope, duties);
  const registers = registersOf(
    facts.findings,
    facts.duties,
    { requests, orders: others.orders.filter(about), ...talks },
    accountability,
    today,
  );
  const recurred = new Set(
    others.recurrences.filter(({ status }) => status === 'confirmed').flatMap(({ findingIds }) => findingIds),
  );
  return {
    batchId,
    asOf: today,
    gates: gatesOf(facts).map((cell) => ({ ...cell })),
    planId: matters.plans.find((plan) => plan.batchId === batchId)?.id,
    goals: goalsOf(facts.findings, requests, today).map((goal) => ({ ...goal })),
    registers: {
      ...registers,
      accountability: registers.accountability && { ...registers.accountability },
      systemic: { ...registers.systemic, findings: [...registers.systemic.findings] },
    },
    funnel: effectFunnel(heads, recurred).map((bar) => ({ ...bar })),
  };
};

/** F01–F03: the board of a unit's batch as of now, in proportion to the batch; for HQ itself that of all units. */
export const getBoard: Handler<'boards.get', ApiDeps> = async (call, { table }) => {
  const { scope, query } = call;
  const { principal, tenantId } = scope;
  if (principal.tenantKind === 'group' && principal.tenantId === tenantId)
    return { body: { batches: [], units: await unitsOf(table, scope) } };
  const batches = (await publishedBatches(table, tenantId)).filter(({ id }) =>
    admitsBatch(principal.scope, id),
  );
  const chosen = query.batchId ? batches.find(({ id }) => id === query.batchId) : batches[0];
  if (query.batchId && !chosen)
    throw new HttpProblem(422, 'batch_unknown', '所选批次不存在或尚未反馈，请重新选择。', {
      field: 'batchId',
    });
  const names = batches.map(({ id, title, feedbackDate }) => ({ id, title, feedbackDate }));
  if (!chosen) return { body: { batches: names } };
  return { body: { batches: names, board: await boardOf(call, table, chosen) } };
};
