import { inScope } from '@xuncha/domain';
import type { Handler } from '@xuncha/http';
import { listDamages, listFixityRuns, listFixitySummaries } from '@xuncha/store';
import type { EvidenceDeps } from './evidence-deps.ts';

/** Nights on the page; a quarter shows that every file had its turn three times. */
const NIGHTS = 30;
const DAMAGES = 100;

/** What the nightly checks of this unit's files have found. */
export const getFixity: Handler<'fixity.get', EvidenceDeps> = async ({ scope }, { table }) => {
  const [runs, damages] = await Promise.all([
    listFixityRuns(table, scope.tenantId, NIGHTS),
    listDamages(table, scope.tenantId, DAMAGES),
  ]);
  return { body: { runs, damages } };
};

/** The last check of every unit, from HQ's own partition: one Query. */
export const listFixity: Handler<'fixity.list', EvidenceDeps> = async (
  { principal },
  { table, hqTenant },
) => {
  const summaries = await listFixitySummaries(table, hqTenant);
  return { body: { units: summaries.filter(({ tenantId }) => inScope(principal.scope, tenantId)) } };
};
