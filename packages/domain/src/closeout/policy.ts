import { fail, ok, type Result } from '../result.ts';
import { type ChainPolicy, GATES, type Gate } from './case.ts';

/** Gates a tenant may leave out; the three decision levels can't be. */
export const OPTIONAL_GATES: readonly Gate[] = ['evidence_check', 'consultation'];

/** Default chain (source document 004) with limits that leave time for a weekly meeting: 5, 10, 15 and 20 working days. */
export const DEFAULT_POLICY: ChainPolicy = {
  version: 1,
  gates: GATES,
  limits: { evidence_check: 5, consultation: 10, party_committee: 15, leading_group: 20 },
};

export const MAX_LIMIT_DAYS = 60;

/** Checks a new policy: decision levels present, order kept, limits sensible. */
export const checkPolicy = (policy: Omit<ChainPolicy, 'version'>): Result<true> => {
  const order = GATES.filter((gate) => policy.gates.includes(gate));
  if (order.length !== policy.gates.length || order.some((gate, index) => gate !== policy.gates[index]))
    return fail('invalid', 'policy_order', '关口顺序不能调整，只能取消“材料核验”和“征求意见”。', {
      field: 'gates',
    });
  const missing = GATES.find((gate) => !OPTIONAL_GATES.includes(gate) && !policy.gates.includes(gate));
  if (missing)
    return fail('invalid', 'policy_gate_missing', '部门申请、党委会决策、领导小组销号三级不能取消。', {
      field: 'gates',
    });
  const bad = Object.entries(policy.limits).find(
    ([, days]) => !Number.isInteger(days) || days < 1 || days > MAX_LIMIT_DAYS,
  );
  if (bad)
    return fail('invalid', 'policy_limit', `关口时限应为 1 至 ${MAX_LIMIT_DAYS} 个工作日的整数。`, {
      field: `limits.${bad[0]}`,
    });
  return ok(true);
};

/** The gate after this one, or undefined after the last. */
export const gateAfter = (policy: ChainPolicy, gate: Gate): Gate | undefined =>
  policy.gates[policy.gates.indexOf(gate) + 1];

/** Gates a return may name: those before this one, without the application (that is the return to the department). */
export const earlierGates = (policy: ChainPolicy, gate: Gate): readonly Gate[] =>
  policy.gates.slice(1, Math.max(1, policy.gates.indexOf(gate)));
