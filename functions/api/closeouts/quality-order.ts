import {
  type DecisionInput,
  decideQuality,
  draftByRule,
  type FindingAggregate,
  type FindingChange,
  issueOrder,
  SYSTEM_ACTOR,
  supervisionOf,
  type TenantScope,
} from '@xuncha/domain';
import { derivedId, listLimitRuleSets, planMatter, readTenant, type Table, type Write } from '@xuncha/store';

/**
 * F10, poor quality: the refusal that is one too many raises the order in its own transaction, so neither can be there
 * without the other. Any other decision reads and writes nothing here.
 */
export const qualityOrder = async (
  table: Table,
  scope: TenantScope,
  aggregate: FindingAggregate,
  change: FindingChange,
  { input, at, today }: { readonly input: DecisionInput; readonly at: string; readonly today: string },
): Promise<readonly Write[]> => {
  const ended = change.cases?.find(({ id }) => id === input.caseId);
  if (input.gate !== 'evidence_check' || ended?.status !== 'returned') return [];
  const cases = [...aggregate.cases.filter(({ id }) => id !== input.caseId), ended];
  const settings = supervisionOf((await readTenant(table, scope.tenantId))?.supervision);
  const trigger = decideQuality(cases, input.caseId, settings);
  if (!trigger) return [];
  const { finding } = aggregate;
  const id = derivedId(Date.parse(at), `order:${finding.id}:${trigger.cause}`);
  const ruleSets = await listLimitRuleSets(table, scope);
  const actor = SYSTEM_ACTOR('closeout');
  const issued = issueOrder(draftByRule(finding, trigger, id), { today, ruleSets }, actor, at);
  return issued.ok ? planMatter(undefined, issued.value, { actor, at }).writes : [];
};
