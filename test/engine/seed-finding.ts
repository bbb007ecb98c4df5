import { type Finding, type FindingAggregate, SYSTEM_ACTOR } from '@xuncha/domain';
import { keys, newId, planChange, type Table } from '@xuncha/store';
import {
  evidenceFixture,
  findingFixture,
  measureFixture,
} from '../../packages/domain/src/closeout/case-fixture.ts';

/** A finding in rectification as the store keeps it: real ids, one done measure with one verified file. */
export const seedAggregate = (
  over: Partial<Finding> = {},
  parts: Partial<Pick<FindingAggregate, 'body' | 'measures' | 'evidence'>> = {},
): FindingAggregate => {
  const measureId = newId();
  return {
    finding: findingFixture({
      id: newId(),
      batchId: newId(),
      version: 0,
      auditSeq: 0,
      auditHash: '',
      ...over,
    }),
    body: parts.body ?? { text: '部分物资未履行招标程序。', goal: '规范采购' },
    measures: parts.measures ?? [measureFixture({ id: measureId })],
    evidence: parts.evidence ?? [evidenceFixture({ id: newId(), measureId })],
    cases: [],
  };
};

/** Writes the finding as an import would: head, first audit event and all items, in one transaction. */
export const seedFinding = async (table: Table, aggregate: FindingAggregate): Promise<Finding> => {
  const { finding, body, measures, evidence, cases } = aggregate;
  const plan = planChange(
    undefined,
    {
      finding,
      body,
      measures,
      evidence,
      cases,
      event: { type: 'finding.imported', data: { text: body.text } },
    },
    { actor: SYSTEM_ACTOR('jobs'), at: finding.createdAt },
  );
  await table.transact([
    ...plan.writes,
    {
      put: {
        ...keys.batchFinding(finding.tenantId, finding.batchId, 1, finding.id),
        kind: 'batch_finding',
        id: finding.id,
      },
    },
  ]);
  return plan.finding;
};
