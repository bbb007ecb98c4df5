import { inScope, isMissed, limitsContent, onTimeRate } from '@xuncha/domain';
import type { Handler } from '@xuncha/http';
import { type GroupDuty, listGroupDuties } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';

const viewOf = (duty: GroupDuty, today: string) => {
  const { id, type, title, status, due, late, submittedOn } = duty;
  return { id, type, title, status, due, late, submittedOn, missed: isMissed(duty, today) };
};

/**
 * All units' reports that are due in a year: one Query of HQ's own partition. The lines name no round: somebody limited
 * to some rounds or dates (A06) gets none, as of every other sum over units.
 */
export const listAllDuties: Handler<'groupDuties.list', ApiDeps> = async (call, { table }) => {
  const year = call.query.year ?? call.today.slice(0, 4);
  const { principal, tenantId } = call.scope;
  const rows = limitsContent(principal.scope) ? [] : await listGroupDuties(table, tenantId, year);
  const seen = rows.filter((row) => inScope(principal.scope, row.tenantId));
  const units = [...Map.groupBy(seen, (row) => row.tenantId)].map(([unit, own]) => ({
    tenantId: unit,
    tenantName: own[0]?.tenantName ?? unit,
    rate: onTimeRate(own, call.today),
    duties: own
      .toSorted((a, b) => ((a.due ?? '') < (b.due ?? '') ? -1 : 1))
      .map((duty) => viewOf(duty, call.today)),
  }));
  return { body: { year, rate: onTimeRate(seen, call.today), units } };
};
