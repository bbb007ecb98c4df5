import type { MatterAggregate, MatterChange } from '../matter/index.ts';
import { ok, type Result } from '../result.ts';
import type { PlanContent } from './approval.ts';

export type PlanFormat = 'word' | 'excel';

/** A06: whoever takes the plan out of the system is kept in its trail; nothing else changes. */
export const exportPlan = (
  { matter }: Pick<MatterAggregate<PlanContent>, 'matter'>,
  format: PlanFormat,
  counts: { readonly findings: number; readonly measures: number },
): Result<MatterChange<PlanContent>> =>
  ok({
    matter,
    event: { type: 'plan.exported', data: { format, number: matter.content.number, ...counts } },
  });
