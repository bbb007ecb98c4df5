import { generateKeyPairSync, sign } from 'node:crypto';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type AuditEvent, appendEvent, hashCanonical, type SealFile, sealText } from '@xuncha/domain';
import { contentOf, type Item, type Key, keys, sealObjectKey, vaultSeals } from '@xuncha/store';
import { verifyTrails } from '@xuncha/store/verify-trails';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startTestObjects, type TestObjects, VAULT_BUCKET } from '../../test/engine/objects.ts';
import { SealScene } from '../../test/engine/seal-scene.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../test/engine/tenants.ts';

const UNIT = 'bhcyc';
let engine: TestTable;
let objects: TestObjects;
let scene: SealScene;
let findingId = '';
let pk = '';
/** Items as they were, put back after each test. */
let changed: { key: Key; item: Item | undefined }[] = [];

/** Everybody with all rights on table and vault, but without the signing key. */
beforeAll(async () => {
  engine = await startTestTable();
  objects = await startTestObjects();
  scene = await SealScene.start(engine, objects);
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: UNIT, name: '北河采油厂', departments: ['财务部'] });
  findingId = await scene.finding(UNIT, 3);
  pk = keys.findingPk(UNIT, findingId);
  await scene.seal();
  await scene.step(UNIT, findingId);
  await scene.step(UNIT, findingId);
  await scene.seal();
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterAll(async () => {
  await scene.stop();
  await objects.stop();
  await engine.stop();
});
beforeEach(async () => {
  for (const { key, item } of changed.reverse()) {
    if (item) await engine.table.put({ put: { ...item, ...key } });
    else await engine.table.transact([{ remove: key }]);
  }
  changed = [];
});

const faults = async () =>
  (await verifyTrails(engine.client, engine.name, scene.source)).faults.map(
    ({ collection, reason, firstBadSeq, seal }) => [collection, reason, firstBadSeq ?? seal],
  );
const read = async (key: Key): Promise<Item> => (await engine.table.get(key)) ?? {};
const keep = async (key: Key): Promise<void> => {
  changed.push({ key, item: await engine.table.get(key) });
};
const write = async (key: Key, item: Item): Promise<void> => {
  await keep(key);
  await engine.table.put({ put: { ...item, ...key } });
};
const remove = async (key: Key): Promise<void> => {
  await keep(key);
  await engine.table.transact([{ remove: key }]);
};
const events = async (): Promise<AuditEvent[]> =>
  (await engine.table.queryAll({ partition: pk, prefix: 'AUD#', consistent: true })).map((item) =>
    contentOf<AuditEvent>(item),
  );

/** Writes a chain that is sound in itself, head and all: what a thorough forger does. */
const forge = async (chain: readonly AuditEvent[]): Promise<void> => {
  const present = await events();
  const forged: AuditEvent[] = [];
  for (const draft of chain) forged.push(appendEvent(forged.at(-1), draft));
  for (const { seq } of present.slice(forged.length)) await remove(keys.audit(pk, seq));
  for (const event of forged) await write(keys.audit(pk, event.seq), { ...event, kind: 'audit' });
  const head = keys.finding(UNIT, findingId);
  const last = forged.at(-1);
  await write(head, { ...(await read(head)), auditSeq: last?.seq, auditHash: last?.hash });
};
const eventAt = async (seq: number): Promise<AuditEvent> => {
  const event = (await events())[seq - 1];
  if (!event) throw new Error(`no event ${seq}`);
  return event;
};

describe('the table changed behind the product’s back', () => {
  // What the test before changed has been put back.
  beforeEach(async () => {
    expect(await faults()).toEqual([]);
  });

  it('an edited event', async () => {
    await write(keys.audit(pk, 2), { ...(await read(keys.audit(pk, 2))), type: 'forged' });
    expect(await faults()).toEqual([[pk, 'edited', 2]]);
  });

  it('a deleted event', async () => {
    await remove(keys.audit(pk, 2));
    expect(await faults()).toEqual([[pk, 'missing', 2]]);
  });

  it('two events that changed places', async () => {
    const [two, three] = [await read(keys.audit(pk, 2)), await read(keys.audit(pk, 3))];
    await write(keys.audit(pk, 2), three);
    await write(keys.audit(pk, 3), two);
    expect(await faults()).toEqual([[pk, 'reordered', 2]]);
  });

  it('a cut tail, the head set back with it', async () => {
    await forge((await events()).slice(0, 4));
    expect(await faults()).toEqual([[pk, 'sealed_lost', 5]]);
  });

  it('a chain rewritten from one event on, sound in itself: the first event no seal vouches for is named', async () => {
    const chain = await events();
    await forge(chain.with(3, { ...(await eventAt(4)), data: { 结论: '已整改' } }));
    expect(await faults()).toEqual([[pk, 'sealed_rewritten', 4]]);
  });

  it('a chain rewritten from the first event on', async () => {
    const chain = await events();
    await forge(chain.with(0, { ...(await eventAt(1)), data: { text: '没有问题' } }));
    expect(await faults()).toEqual([[pk, 'sealed_rewritten', 1]]);
  });

  it('a finding dropped with its whole chain', async () => {
    const items = await engine.table.queryAll({ partition: pk, consistent: true });
    for (const { sk } of items) await remove({ pk, sk: String(sk) });
    expect(await faults()).toEqual([[pk, 'sealed_lost', 1]]);
  });
});

describe('the seals changed in the vault', () => {
  const sealsPk = keys.sealsPk(UNIT);
  const versions: { Key: string; VersionId: string | undefined }[] = [];
  const replace = async (number: number, Body: string): Promise<void> => {
    const Key = sealObjectKey(UNIT, number);
    const put = new PutObjectCommand({ Bucket: VAULT_BUCKET, Key, Body, ChecksumAlgorithm: 'SHA256' });
    versions.push({ Key, VersionId: (await objects.client.send(put)).VersionId });
  };
  const fileOf = async (number: number): Promise<SealFile> => {
    const file = await scene.vault.read(UNIT, number);
    if (!file) throw new Error(`no seal ${number}`);
    return file;
  };
  // The newer versions go, the locked ones come to light again.
  afterEach(async () => {
    for (const version of versions.splice(0).reverse())
      await objects.client.send(
        new DeleteObjectCommand({ Bucket: VAULT_BUCKET, ...version, BypassGovernanceRetention: true }),
      );
  });

  it('a seal hidden behind a delete marker', async () => {
    const Key = sealObjectKey(UNIT, 1);
    const { VersionId } = await objects.client.send(new DeleteObjectCommand({ Bucket: VAULT_BUCKET, Key }));
    versions.push({ Key, VersionId });
    expect(await faults()).toEqual([[sealsPk, 'seal_missing', 1]]);
  });

  it('the latest seal hidden: the table still knows its number', async () => {
    const Key = sealObjectKey(UNIT, 2);
    const { VersionId } = await objects.client.send(new DeleteObjectCommand({ Bucket: VAULT_BUCKET, Key }));
    versions.push({ Key, VersionId });
    expect(await faults()).toEqual([[sealsPk, 'seal_missing', 2]]);
  });

  it('an edited list of heads', async () => {
    const { digest, changes, signature } = await fileOf(2);
    const heads = changes.heads.map((head) => ({ ...head, seq: head.seq - 1 }));
    await replace(2, JSON.stringify({ digest, changes: { ...changes, heads }, signature }));
    expect(await faults()).toEqual([[sealsPk, 'seal_altered', 2]]);
  });

  it('an edited digest, its list and hash made to fit', async () => {
    const { digest, changes, signature } = await fileOf(2);
    const edited = { ...changes, heads: [] };
    const fitting = { ...digest, changed: 0, changesHash: hashCanonical(edited) };
    await replace(2, JSON.stringify({ digest: fitting, changes: edited, signature }));
    expect((await faults())[0]).toEqual([sealsPk, 'seal_signature', 2]);
  });

  it('a seal dated back: the signature covers the time', async () => {
    const file = await fileOf(1);
    const digest = { ...file.digest, at: '2024-01-01T00:00:00.000Z' };
    await replace(1, JSON.stringify({ ...file, digest }));
    expect((await faults())[0]).toEqual([sealsPk, 'seal_signature', 1]);
  });

  it('a seal signed anew with another key', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const file = await fileOf(2);
    const value = sign('sha256', Buffer.from(sealText(file.digest)), privateKey).toString('base64');
    await replace(2, JSON.stringify({ ...file, signature: { ...file.signature, value } }));
    expect(await faults()).toEqual([[sealsPk, 'seal_signature', 2]]);
  });

  it('a seal taken for another one', async () => {
    await replace(2, JSON.stringify(await fileOf(1)));
    expect(await faults()).toEqual([[sealsPk, 'seal_altered', 2]]);
  });

  it('a seal that is no longer readable', async () => {
    await replace(1, '{');
    expect((await faults())[0]).toEqual([sealsPk, 'seal_altered', 1]);
  });

  it('everything, when the auditor’s key is another one', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const strangers = vaultSeals(objects.client, VAULT_BUCKET, [pem]);
    const report = await verifyTrails(engine.client, engine.name, strangers);
    expect(new Set(report.faults.map(({ reason }) => reason))).toEqual(new Set(['seal_signature']));
  });

  it('the table’s own note of the latest seal', async () => {
    const head = keys.sealHead(UNIT);
    await write(head, { ...(await read(head)), hash: '0'.repeat(64) });
    expect(await faults()).toEqual([[sealsPk, 'seal_altered', 2]]);
  });
});

describe('what the seals testify themselves', () => {
  it('an event that claims an instant before the one before it', async () => {
    const id = await scene.finding(UNIT, 1);
    await scene.step(UNIT, id, '2024-12-31T02:00:00.000Z');
    const other = keys.findingPk(UNIT, id);
    expect(await faults()).toEqual([[other, 'backdated', 2]]);
    // The seal itself testifies to it, by the table's own clock.
    await scene.seal();
    expect(await faults()).toEqual([[other, 'backdated', 2]]);
    await engine.table.transact(
      ['META', 'BODY', 'AUD#0000000001', 'AUD#0000000002'].map((sk) => ({ remove: { pk: other, sk } })),
    );
    expect(await faults()).toEqual(
      expect.arrayContaining([
        [other, 'backdated', 2],
        [other, 'sealed_lost', 1],
      ]),
    );
    expect(await faults()).toHaveLength(2);
  });

  it('a chain that was rewritten and then continued by the product', async () => {
    const id = await scene.finding(UNIT, 2);
    await scene.seal();
    const own = keys.findingPk(UNIT, id);
    const head = keys.finding(UNIT, id);
    const first = contentOf<AuditEvent>(await read(keys.audit(own, 1)));
    const second = contentOf<AuditEvent>(await read(keys.audit(own, 2)));
    const forged = appendEvent(first, { ...second, data: { 结论: '已整改' } });
    await engine.table.put({ put: { ...keys.audit(own, 2), ...forged, kind: 'audit' } });
    await engine.table.put({ put: { ...head, ...(await read(head)), auditHash: forged.hash } });
    await scene.step(UNIT, id);
    await scene.seal();
    const found = (await faults()).filter(([collection]) => collection === own);
    expect(found).toEqual(expect.arrayContaining([[own, 'seal_conflict', 3]]));
    expect(found).toEqual(expect.arrayContaining([[own, 'sealed_rewritten', 1]]));
  });
});
