import { alertCounts, type BoardFinding, gatesOf, isOpen, isOverdue, NO_DOMAIN } from '@xuncha/domain';
import { type GroupBoardBatch, putGroupBoard, readAllSheets } from '@xuncha/store';
import { boardFacts, earliestOf, publishedBatches, readGateMatters } from '../../board-facts.ts';
import type { DailyStep } from './daily-step.ts';

const domainsOf = (findings: readonly BoardFinding[], today: string): GroupBoardBatch['domains'] =>
  [...Map.groupBy(findings, ({ domain }) => domain ?? NO_DOMAIN)].map(([domain, own]) => ({
    domain,
    total: own.length,
    open: own.filter(({ state }) => isOpen(state)).length,
    late: own.filter((finding) => isOverdue(finding, today)).length,
  }));

/** F01, K03: a unit's line of HQ's board. The sheets hold every finding at a tenth of its price. */
export const renewBoard: DailyStep = {
  name: 'renew-board',
  of: 'subsidiary',
  async run({ table, scope, tenant, today, hqTable, hqTenant }) {
    const { tenantId, name } = tenant;
    const published = await publishedBatches(table, tenantId);
    if (published.length === 0) return;
    const [rows, matters] = await Promise.all([
      readAllSheets(table, tenantId),
      readGateMatters(table, scope, earliestOf(published)),
    ]);
    const byBatch = Map.groupBy(rows, ({ batchId }) => batchId);
    const batches = published.map(({ id }) => {
      const facts = boardFacts(id, byBatch.get(id) ?? [], matters, today);
      return {
        id,
        gates: gatesOf(facts),
        alerts: alertCounts(facts.findings, today),
        domains: domainsOf(facts.findings, today),
      };
    });
    await putGroupBoard(await hqTable(), hqTenant, { tenantId, tenantName: name, asOf: today, batches });
  },
};
