import {
  DeleteObjectCommand,
  GetObjectRetentionCommand,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { type SealFile, sealHash, systemScope } from '@xuncha/domain';
import { keys, listSeals, readChainNotes, readSealHead, sealObjectKey, sealPageLoader } from '@xuncha/store';
import { verifyTrails } from '@xuncha/store/verify-trails';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTestObjects, type TestObjects, VAULT_BUCKET } from '../../test/engine/objects.ts';
import { SealScene } from '../../test/engine/seal-scene.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../test/engine/tenants.ts';

let engine: TestTable;
let objects: TestObjects;
let scene: SealScene;
const unit = 'bhcyc';

beforeEach(async () => {
  engine = await startTestTable();
  objects = await startTestObjects();
  scene = await SealScene.start(engine, objects);
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: unit, name: '北河采油厂', departments: ['财务部'] });
});
afterEach(async () => {
  await scene.stop();
  await objects.stop();
  await engine.stop();
});
const scope = () => systemScope('seal', unit);
const sealsOf = async () => (await listSeals(engine.table, scope(), { limit: 50 })).seals;
const fileOf = async (number: number): Promise<SealFile> => {
  const file = await scene.vault.read(unit, number);
  if (!file) throw new Error(`no seal ${number}`);
  return file;
};
const faults = async () => (await verifyTrails(engine.client, engine.name, scene.source)).faults;

describe('the hourly seal', () => {
  it('covers every chain, is linked to the one before and lists what changed', async () => {
    const first = await scene.finding(unit, 3);
    await scene.seal();
    const second = await scene.finding(unit, 1);
    await scene.step(unit, first);
    await scene.seal();
    const [one, two] = [await fileOf(1), await fileOf(2)];
    expect(one.digest).toMatchObject({ tenantId: unit, number: 1, chains: 2 });
    expect(one.changes.heads.map(({ streamId, seq }) => [streamId, seq])).toEqual([
      [`finding/${first}`, 3],
      ['tenant', 3],
    ]);
    expect(two.digest).toMatchObject({ number: 2, chains: 3, changed: 2, previous: sealHash(one.digest) });
    expect(two.changes.heads.map(({ streamId, seq }) => [streamId, seq])).toEqual(
      [
        [`finding/${first}`, 4],
        [`finding/${second}`, 1],
      ].sort(),
    );
    expect(await sealsOf()).toMatchObject([
      { number: 2, chains: 3, changed: 2, late: 0, conflicts: 0 },
      { number: 1, chains: 2 },
    ]);
    expect(await readChainNotes(engine.table, scope())).toEqual([]);
    expect(await faults()).toEqual([]);
  });

  it('is not made where nothing changed, but once a day', async () => {
    await scene.seal();
    expect((await scene.seal()).seals).toBe(0);
    const day = 24 * 3_600_000;
    scene.now = () => new Date(Date.now() + day);
    await scene.seal();
    scene.now = () => new Date();
    const [last] = await sealsOf();
    expect(last).toMatchObject({ number: 2, changed: 0 });
    expect(await faults()).toEqual([]);
  });

  it('cannot be removed or replaced, not even with the right to bypass governance', async () => {
    await scene.seal();
    const Key = sealObjectKey(unit, 1);
    const retention = await objects.client.send(new GetObjectRetentionCommand({ Bucket: VAULT_BUCKET, Key }));
    expect(retention.Retention?.Mode).toBe('COMPLIANCE');
    expect(await scene.vault.write(unit, await fileOf(1))).toBe(false);
    const versions = await objects.client.send(
      new ListObjectVersionsCommand({ Bucket: VAULT_BUCKET, Prefix: Key }),
    );
    const VersionId = versions.Versions?.[0]?.VersionId;
    await expect(
      objects.client.send(
        new DeleteObjectCommand({ Bucket: VAULT_BUCKET, Key, VersionId, BypassGovernanceRetention: true }),
      ),
    ).rejects.toThrow('object lock');
  });

  it('touches pages in proportion to what changed and leaves none behind', async () => {
    for (let count = 0; count < 60; count += 1) await scene.finding(unit);
    await scene.seal();
    const pages = async () =>
      (await engine.table.queryAll({ partition: keys.sealPage(unit, 'x').pk, prefix: 'PG#' })).length;
    const before = await pages();
    expect(before).toBeGreaterThan(10);
    const id = await scene.finding(unit);
    await scene.step(unit, id);
    const written: string[] = [];
    const counting = {
      ...engine.table,
      put: async (write: Parameters<typeof engine.table.put>[0]) => {
        written.push(write.put.sk);
        await engine.table.put(write);
      },
    };
    await scene.seal({ table: counting });
    // The root and a page of leaves; at most one more where a page overflows into sixteen.
    expect(written.filter((sk) => sk.startsWith('PG#')).length).toBeLessThanOrEqual(14);
    expect(await pages()).toBeLessThanOrEqual(before + 13);
    const head = await readSealHead(engine.table, scope());
    expect((await sealPageLoader(engine.table, scope())([head?.root ?? ''])).size).toBe(1);
  });

  it('is made by one of two runs at the same time', async () => {
    await scene.finding(unit, 2);
    await scene.note();
    await Promise.all([scene.seal(), scene.seal()]);
    expect((await sealsOf()).map(({ number }) => number)).toEqual([1]);
    expect(await faults()).toEqual([]);
  });

  it('goes on after a run that broke off between vault and table', async () => {
    const id = await scene.finding(unit, 2);
    const broken = {
      ...engine.table,
      transact: () => Promise.reject(new Error('the machine is gone')),
    };
    await expect(scene.seal({ table: broken })).rejects.toThrow('could not be sealed');
    expect(await readSealHead(engine.table, scope())).toBeUndefined();
    await scene.step(unit, id);
    await scene.seal();
    expect((await sealsOf()).map(({ number, changed }) => [number, changed])).toEqual([
      [2, 1],
      [1, 2],
    ]);
    expect(await readChainNotes(engine.table, scope())).toEqual([]);
    expect(await faults()).toEqual([]);
  });

  it('never adopts a seal that somebody else put into the vault', async () => {
    await scene.finding(unit, 1);
    await scene.seal();
    await scene.finding(unit, 1);
    const { digest, changes, signature } = await fileOf(1);
    await scene.vault.write(unit, { digest: { ...digest, number: 2 }, changes, signature });
    await expect(scene.seal()).rejects.toThrow('could not be sealed');
    expect((await readSealHead(engine.table, scope()))?.number).toBe(1);
    // The others were sealed all the same.
    const other = 'nslhc';
    await openTenant(engine.table, { tenantId: other, name: '南山炼化厂', departments: ['财务部'] });
    await expect(scene.seal()).rejects.toThrow('1 of');
    expect((await readSealHead(engine.table, systemScope('seal', other)))?.number).toBe(1);
  });

  it('reports an event that was changed in the table at once', async () => {
    const id = await scene.finding(unit, 2);
    const report = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const pk = keys.findingPk(unit, id);
    const event = await engine.table.get(keys.audit(pk, 2));
    await engine.table.put({ put: { ...keys.audit(pk, 2), ...event, type: 'forged' } });
    await scene.seal();
    const lines = report.mock.calls.map(([line]) => String(line));
    report.mockRestore();
    expect(lines.filter((line) => line.includes('"code":"audit_event_touched"'))).toEqual([
      expect.stringContaining(pk),
    ]);
  });
});
