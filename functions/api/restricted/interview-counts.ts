import { inScope, limitsContent, type MembershipScope } from '@xuncha/domain';
import { type Handler, nextPage, startKeyOf } from '@xuncha/http';
import { listInterviewCounts } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';

const PAGE = 100;

/** Talks belong to a round and to no batch: limits by batch or feedback date alone admit none of them. */
const mayCount = (limits: MembershipScope | undefined, unitId: string, round: string): boolean =>
  inScope(limits, unitId) &&
  (limits?.rounds?.length ? limits.rounds.includes(round) : !limitsContent(limits));

/** C01: statistics for others. An auditor limited to some units or rounds (A06) learns the numbers of those only. */
export const listCounts: Handler<'interviewCounts.list', ApiDeps> = async (call, { table }) => {
  const { scope, query } = call;
  const startKey = startKeyOf(query.cursor, scope.tenantId);
  const page = await listInterviewCounts(table, scope, { limit: query.limit ?? PAGE, startKey });
  return {
    body: {
      items: page.counts
        .filter(({ unitId, round }) => mayCount(scope.principal.scope, unitId, round))
        .map(({ unitId, unitName, round, count }) => ({ unitId, unitName, round, ...count })),
      ...nextPage(page.lastKey),
    },
  };
};
