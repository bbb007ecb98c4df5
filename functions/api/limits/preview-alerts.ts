import { alertOf, checkAlerts } from '@xuncha/domain';
import { type Handler, nextPage, problemOf, startKeyOf } from '@xuncha/http';
import { listLimitRuleSets, loadFinding, pageOpenFindings } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';

/** Each finding is read in full, a Query of its own: alerts follow from its measures and cases. */
const PAGE = 20;

/** Which open findings would have another colour today under these thresholds (F10)? Writes nothing. */
export const previewAlerts: Handler<'limits.previewAlerts', ApiDeps> = async (
  { scope, body, today },
  { table },
) => {
  const checked = checkAlerts(body.alerts);
  if (!checked.ok) throw problemOf(checked.error);
  const startKey = startKeyOf(body.cursor, scope.tenantId);
  const [ruleSets, page] = await Promise.all([
    listLimitRuleSets(table, scope),
    pageOpenFindings(table, scope, { limit: PAGE, startKey }),
  ]);
  const alertRule = { ...body.alerts, version: (ruleSets.at(-1)?.version ?? 0) + 1 };
  const aggregates = await Promise.all(page.findings.map(({ id }) => loadFinding(table, scope, id)));
  const changes = aggregates.flatMap((aggregate) => {
    if (!aggregate) return [];
    const { id, no, title } = aggregate.finding;
    const from = alertOf(aggregate, today).level;
    const { level: to, reasons } = alertOf(
      { ...aggregate, finding: { ...aggregate.finding, alertRule } },
      today,
    );
    return from === to ? [] : [{ findingId: id, no, title, from, to, reasons: [...reasons] }];
  });
  return {
    body: {
      looked: page.findings.length,
      changes,
      ...nextPage(page.lastKey),
    },
  };
};
