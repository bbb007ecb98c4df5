import { SealReplay, systemScope } from '@xuncha/domain';
import { keys, readChainNotes, replaySeals } from '@xuncha/store';
import { verifyTrails } from '@xuncha/store/verify-trails';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTestObjects, type TestObjects } from '../../test/engine/objects.ts';
import { SealScene } from '../../test/engine/seal-scene.ts';
import { seedAggregate, seedFinding } from '../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../test/engine/tenants.ts';
import { noteMissingChains } from './note-missing.ts';

let engine: TestTable;
let objects: TestObjects;
let scene: SealScene;
let count = 0;
let unit = '';

beforeAll(async () => {
  engine = await startTestTable();
  objects = await startTestObjects();
  scene = await SealScene.start(engine, objects);
  await foundGroup(engine.table);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterAll(async () => {
  await scene.stop();
  await objects.stop();
  await engine.stop();
});
/** A unit whose chains the stream has told, and whose notes were lost on the way. */
beforeEach(async () => {
  count += 1;
  unit = `danwei${count}`;
  await openTenant(engine.table, { tenantId: unit, name: '北河采油厂', departments: ['财务部'] });
});
const scope = () => systemScope('seal', unit);
const pending = async () => (await readChainNotes(engine.table, scope())).flatMap(({ notes }) => notes);
const loseNotes = async (): Promise<void> => {
  await scene.note();
  for (const { key } of await readChainNotes(engine.table, scope()))
    await engine.table.transact([{ remove: key }]);
};
const unsealed = async () => {
  const { faults, unsealed } = await verifyTrails(engine.client, engine.name, scene.source);
  return { faults: faults.filter(({ collection }) => collection.startsWith(`T#${unit}#`)), unsealed };
};
const sealedHeads = async (): Promise<Map<string, number>> => {
  const { replay } = await replaySeals(engine.client, engine.name, unit, scene.source);
  expect(replay).toBeInstanceOf(SealReplay);
  return new Map([...replay.witnesses].map(([streamId, heads]) => [streamId, heads.at(-1)?.head.seq ?? 0]));
};

describe('chains that no seal covers', () => {
  it('from before there were seals come into the next one, all of them', async () => {
    const ids: string[] = [];
    // More than one portion, in two states.
    for (let index = 0; index < 105; index += 1) {
      const state = index % 21 === 0 ? 'delivered' : 'rectifying';
      ids.push((await seedFinding(engine.table, seedAggregate({ tenantId: unit, state }))).id);
    }
    await loseNotes();
    expect(await noteMissingChains(engine.table, unit, { compareOnly: true })).toMatchObject({
      chains: 106,
      missing: 106,
      faults: [],
    });
    expect(await pending()).toEqual([]);
    await noteMissingChains(engine.table, unit);
    const noted = await pending();
    // Again, before the seal: the same items.
    await noteMissingChains(engine.table, unit);
    expect(await pending()).toEqual(noted);
    await scene.seal();
    const heads = await sealedHeads();
    expect([...heads.keys()].sort()).toEqual([...ids.map((id) => `finding/${id}`), 'tenant'].sort());
    expect(await noteMissingChains(engine.table, unit)).toMatchObject({ missing: 0, faults: [] });
    expect(await pending()).toEqual([]);
    expect((await unsealed()).faults).toEqual([]);
  });

  it('up to their last event are completed, and those that are known stay untouched', async () => {
    const behind = await scene.finding(unit, 2);
    const known = await scene.finding(unit, 3);
    await scene.seal();
    await scene.step(unit, behind);
    await scene.step(unit, behind);
    await loseNotes();
    expect(await noteMissingChains(engine.table, unit)).toMatchObject({ chains: 3, missing: 1 });
    expect(await pending()).toMatchObject([{ streamId: `finding/${behind}`, firstSeq: 3, seq: 4 }]);
    await scene.seal();
    const heads = await sealedHeads();
    expect([heads.get(`finding/${behind}`), heads.get(`finding/${known}`)]).toEqual([4, 3]);
    expect((await unsealed()).faults).toEqual([]);
  });

  it('are not vouched for when they are not sound, nor when they are not what was sealed', async () => {
    const edited = await scene.finding(unit, 3);
    await loseNotes();
    const key = keys.audit(keys.findingPk(unit, edited), 2);
    await engine.table.put({ put: { ...(await engine.table.get(key)), ...key, type: 'forged' } });
    const cut = await scene.finding(unit, 3);
    await scene.seal();
    await engine.table.transact([{ remove: keys.audit(keys.findingPk(unit, cut), 3) }]);
    const head = keys.finding(unit, cut);
    const second = await engine.table.get(keys.audit(keys.findingPk(unit, cut), 2));
    const item = await engine.table.get(head);
    await engine.table.put({ put: { ...item, ...head, auditSeq: 2, auditHash: second?.hash } });
    const report = await noteMissingChains(engine.table, unit);
    expect(report.faults.map(({ streamId }) => streamId).sort()).toEqual(
      [`finding/${edited}`, `finding/${cut}`].sort(),
    );
    expect((await pending()).map(({ streamId }) => streamId)).toEqual(['tenant']);
  });
});
