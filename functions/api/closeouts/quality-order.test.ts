import { type Matter, type OrderContent, systemScope } from '@xuncha/domain';
import { listFindingMatters } from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CloseoutScene, castOf, startCloseoutScene } from '../../../test/engine/closeout-scene.ts';

let scene: CloseoutScene;
beforeAll(async () => {
  scene = await startCloseoutScene();
});
afterAll(() => scene.stop());

/** Applies, and has the evidence check send it back. */
const refuse = async (findingId: string) => {
  const { head, checker } = castOf(scene.tenantId, scene.departmentId);
  const applied = await scene.call<{ caseId: string }>('closeouts.apply', head, {
    params: { findingId },
    body: { result: '已整改', similarCheck: '已排查', newRules: [] },
  });
  const { finding } = await scene.settle(findingId);
  return scene.call('closeouts.decide', checker, {
    params: { findingId, caseId: applied.body.caseId },
    body: {
      gate: 'evidence_check',
      visit: finding.closing?.visit,
      snapshotHash: finding.closing?.snapshotHash,
      outcome: 'return',
      reason: '材料不充分',
    },
  });
};

describe('poor quality (F10)', () => {
  it('raises an order with the very refusal that is one too many', async () => {
    const { id } = await scene.ready();
    const orders = async () =>
      (await listFindingMatters(
        scene.engine.table,
        systemScope('schedule', scene.tenantId),
        id,
      )) as Matter<OrderContent>[];
    expect((await refuse(id)).status).toBe(200);
    expect(await orders()).toEqual([]);
    expect((await refuse(id)).status).toBe(200);
    const [order, ...more] = await orders();
    expect(more).toEqual([]);
    expect(order).toMatchObject({ status: 'issued', level: 'yellow', findingIds: [id] });
    expect(order?.content.trigger).toEqual({
      rule: 'poor_quality',
      why: '材料核验已累计退回2次，达到自动督办条件（退回满2次）。',
    });
  });
});
