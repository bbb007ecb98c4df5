import type { TenantScope } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { keys } from './keys.ts';
import type { Table, Write } from './table.ts';

/** A unit's own Word form of the plan, in versions; without content the house form is used again. */
export interface PlanTemplate {
  readonly tenantId: string;
  readonly version: number;
  readonly fileName?: string;
  readonly sha256?: string;
  /** At most 300 kB, so that it fits into the item. */
  readonly content?: Uint8Array;
  readonly changedAt: string;
  readonly changedByName: string;
}

export const planTemplateWrite = (template: PlanTemplate): Write => ({
  put: { ...keys.planTemplate(template.tenantId, template.version), kind: 'plan_template', ...template },
  ifAbsent: true,
});

/** The newest version; none where nobody has handed one in. */
export const readPlanTemplate = async (
  table: Table,
  scope: Pick<TenantScope, 'tenantId'>,
): Promise<PlanTemplate | undefined> => {
  const { items } = await table.query({
    partition: keys.planTemplatesPk(scope.tenantId),
    prefix: 'PLAN#',
    descending: true,
    limit: 1,
    consistent: true,
  });
  const [newest] = items;
  return newest && contentOf<PlanTemplate>(newest);
};
