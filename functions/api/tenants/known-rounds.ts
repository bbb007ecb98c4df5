import type { OutputOf } from '@xuncha/contracts';
import type { MembershipScope, TenantScope } from '@xuncha/domain';
import { type Handler, HttpProblem, notFound } from '@xuncha/http';
import {
  BATCHES,
  type GroupRound,
  type Item,
  listDocuments,
  listGroupRounds,
  readTenant,
  type Table,
  type TenantHead,
} from '@xuncha/store';
import type { ApiDeps } from '../context.ts';

/** Rounds a membership of this tenant can be limited to: of all units at HQ, of the unit itself elsewhere. */
const knownRounds = async (
  table: Table,
  { tenantId }: TenantScope,
  { kind }: Pick<TenantHead, 'kind'>,
): Promise<GroupRound[]> => {
  if (kind === 'group') return listGroupRounds(table, tenantId);
  const rounds = new Set<string>();
  let startKey: Item | undefined;
  do {
    const page = await listDocuments(table, BATCHES, tenantId, { limit: 100, startKey });
    for (const { status, round } of page.items) if (status === 'published') rounds.add(round);
    startKey = page.lastKey;
  } while (startKey);
  return [...rounds].map((round) => ({ round, tenantId }));
};

/** Each round once, the newest first, with the units that have it: what the form offers (A06). */
export const listRounds: Handler<'members.rounds', ApiDeps> = async ({ scope }, { table }) => {
  const head = await readTenant(table, scope.tenantId);
  if (!head) throw notFound();
  const byRound = Map.groupBy(await knownRounds(table, scope, head), ({ round }) => round);
  const rounds: OutputOf<'members.rounds'>['rounds'] = [...byRound]
    .map(([round, members]) => ({ round, tenantIds: members.map(({ tenantId }) => tenantId) }))
    .sort((a, b) => (a.round < b.round ? 1 : -1));
  return { body: { rounds } };
};

/** A limit to a round that doesn't exist would silently show nothing; a misspelt one, too (A06). */
export const requireKnownRounds = async (
  table: Table,
  scope: TenantScope,
  head: Pick<TenantHead, 'kind'>,
  limits: MembershipScope | undefined,
): Promise<void> => {
  const { rounds = [], tenants = [] } = limits ?? {};
  if (rounds.length === 0) return;
  const known = (await knownRounds(table, scope, head))
    .filter(({ tenantId }) => tenants.length === 0 || tenants.includes(tenantId))
    .map(({ round }) => round);
  const missing = rounds.filter((round) => !known.includes(round));
  if (missing.length === 0) return;
  throw new HttpProblem(
    422,
    'round_unknown',
    `所选单位没有已反馈的轮次“${missing.join('、')}”，请从列表中选择轮次，或调整可查看的单位。`,
    { field: 'scope.rounds' },
  );
};
