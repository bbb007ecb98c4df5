import { moveToRuleSet } from '@xuncha/domain';
import { type Handler, HttpProblem } from '@xuncha/http';
import { executeOnFinding, listLimitRuleSets } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { type BulkResult, bulkResultOf } from './bulk-result.ts';

/** Each finding is its own transaction with its own key, so that a repeated call finishes what was left (H04). */
export const moveLimits: Handler<'findings.moveLimits', ApiDeps> = async (call, { table }) => {
  const { version, reason, findingIds } = call.body;
  const ruleSet = (await listLimitRuleSets(table, call.scope)).find((one) => one.version === version);
  if (!ruleSet)
    throw new HttpProblem(422, 'limits_unknown', '没有这一版时限规则，请刷新页面后重新选择。', {
      field: 'version',
    });
  const results: BulkResult[] = [];
  for (const findingId of new Set(findingIds)) {
    const outcome = await executeOnFinding(table, call.scope, findingId, {
      actor: call.actor,
      at: call.at,
      claim: call.claim && { ...call.claim, key: `${call.claim.key}:${findingId}` },
      decide: (aggregate) => moveToRuleSet(aggregate, ruleSet, reason),
      answer: (finding) => ({ status: 200, body: { id: finding.id } }),
    });
    results.push(bulkResultOf(findingId, outcome));
  }
  return { body: { results } };
};
