import { covers, inScope, limitsContent, type TenantScope } from '@xuncha/domain';
import type { Handler } from '@xuncha/http';
import {
  findingFromItem,
  keys,
  listDamages,
  listFixityRuns,
  listFixitySummaries,
  type Table,
} from '@xuncha/store';
import type { EvidenceDeps } from './evidence-deps.ts';

/** Nights on the page; a quarter shows that every file had its turn three times. */
const NIGHTS = 30;
const DAMAGES = 100;

/** What the nightly checks of this unit's files have found. */
export const getFixity: Handler<'fixity.get', EvidenceDeps> = async ({ scope }, { table }) => {
  // Totals of the unit would tell about what a limited membership may not see (A06).
  const limited = limitsContent(scope.principal.scope);
  const [runs, damages] = await Promise.all([
    limited ? [] : listFixityRuns(table, scope.tenantId, NIGHTS),
    listDamages(table, scope.tenantId, DAMAGES),
  ]);
  return { body: { runs, damages: limited ? await coveredOnly(table, scope, damages) : damages } };
};

const coveredOnly = async <T extends { readonly findingId: string }>(
  table: Table,
  scope: TenantScope,
  damages: readonly T[],
): Promise<T[]> => {
  const ids = [...new Set(damages.map(({ findingId }) => findingId))];
  const heads = await table.getMany(ids.map((id) => keys.finding(scope.tenantId, id)));
  const seen = new Set(
    heads
      .map(findingFromItem)
      .filter(({ batchId, state }) => covers({ ...scope, reach: 'tenant' }, { batchId, state }))
      .map(({ id }) => id),
  );
  return damages.filter(({ findingId }) => seen.has(findingId));
};

/** The last check of every unit, from HQ's own partition: one Query. */
export const listFixity: Handler<'fixity.list', EvidenceDeps> = async (
  { principal },
  { table, hqTenant },
) => {
  const summaries = limitsContent(principal.scope) ? [] : await listFixitySummaries(table, hqTenant);
  return { body: { units: summaries.filter(({ tenantId }) => inScope(principal.scope, tenantId)) } };
};
