import {
  type DutyContent,
  type DutyOrigin,
  type LimitRuleSet,
  type MatterChange,
  ok,
  SYSTEM_ACTOR,
  type SystemComponent,
  type TenantScope,
} from '@xuncha/domain';
import { type Batch, createMatter, derivedId, type Table } from '@xuncha/store';

/** Where a batch's report duties come from. Ids depend on the batch alone, so that job and daily run make the same ones. */
export const dutyOrigin = (
  batch: Batch,
  ruleSets: readonly LimitRuleSet[],
  component: SystemComponent,
  at: string,
): DutyOrigin => ({
  tenantId: batch.tenantId,
  batch,
  feedbackDate: batch.feedbackDate ?? '',
  idOf: (seed) => derivedId(Date.parse(batch.createdAt), seed),
  ruleSets,
  by: SYSTEM_ACTOR(component),
  at,
});

/** Makes the duties that are not there yet; a repeated run meets those that are. */
export const createDuties = async (
  table: Table,
  scope: TenantScope,
  duties: readonly MatterChange<DutyContent>[],
  component: SystemComponent,
  at: string,
): Promise<void> => {
  const context = { actor: SYSTEM_ACTOR(component), at };
  for (const duty of duties) {
    const outcome = await createMatter(table, scope, () => ok(duty), {
      ...context,
      answer: () => ({ status: 201, body: null }),
    });
    if (outcome.kind !== 'done' && outcome.kind !== 'exists')
      throw new Error(`a report duty can't end with ${outcome.kind}`);
  }
};
