import { type Actor, type LimitRuleSet, openPlan, type Plan } from '@xuncha/domain';
import { type Batch, derivedId, planMatter, type Write } from '@xuncha/store';

/** The id of a batch's plan follows from the batch, so that whoever opens it a second time meets the same one. */
export const planIdOf = ({ id, createdAt }: Pick<Batch, 'id' | 'createdAt'>): Plan['id'] =>
  derivedId(Date.parse(createdAt), `plan:${id}`);

/** E04: the writes that open the plan of a batch whose feedback was given on the day. */
export const planWrites = ({
  batch,
  feedbackDate,
  ruleSets,
  actor,
  at,
}: {
  readonly batch: Batch;
  readonly feedbackDate: string;
  readonly ruleSets: readonly LimitRuleSet[];
  readonly actor: Actor;
  readonly at: string;
}): readonly Write[] => {
  const { tenantId, id: batchId, round } = batch;
  const change = openPlan(
    { tenantId, planId: planIdOf(batch), batchId, round, feedbackDate },
    ruleSets,
    actor,
    at,
  );
  return planMatter(undefined, change, { actor, at }).writes;
};
