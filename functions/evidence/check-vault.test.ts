import {
  DeleteObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { OutputOf } from '@xuncha/contracts';
import { retainUntil } from '@xuncha/domain';
import {
  BATCHES,
  type Batch,
  createWrite,
  listTenantEvents,
  readTenant,
  type VaultContent,
} from '@xuncha/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { personOf, send } from '../../test/engine/api-event.ts';
import { HQ_TENANT } from '../../test/engine/environment.ts';
import { VAULT_BUCKET } from '../../test/engine/objects.ts';
import { applyHold } from './apply-hold.ts';
import { CHECK_LIMITS, type CheckLimits, createCheckVault } from './check-vault.ts';
import { type EvidenceScene, pdfOf, sha256, startEvidenceScene, TENANT } from './evidence-scene.fixture.ts';
import { openVaultObjects, type VaultObjects } from './vault-objects.ts';

const DAY_MS = 24 * 3600 * 1000;
let scene: EvidenceScene;
let vault: VaultObjects;
/** Days the clock stands ahead; each test begins a month later than the last, so that everything is due again. */
let days = 0;
const inspection = personOf(HQ_TENANT, ['inspection_office'], { userId: 'hq-inspection' });
const groupAdmin = personOf(HQ_TENANT, ['group_admin'], { userId: 'hq-admin' });

beforeAll(async () => {
  scene = await startEvidenceScene();
  vault = openVaultObjects(scene.objects.client, VAULT_BUCKET);
});
afterAll(() => scene.stop());
beforeEach(() => {
  days += 40;
});

const now = (): Date => new Date(Date.now() + days * DAY_MS);
const night = (limits: Partial<CheckLimits> = {}, over: Partial<VaultObjects> = {}) =>
  createCheckVault({
    hqTable: async () => scene.engine.table,
    depsOf: async () => ({ table: scene.engine.table, vault: { ...vault, ...over } }),
    hqTenant: HQ_TENANT,
    now,
    limits: { ...CHECK_LIMITS, rehashOneIn: 1, ...limits },
  })();
const kept = async (word: string): Promise<VaultContent> => {
  await scene.verified(await scene.finding(), pdfOf(word));
  const content = await scene.content(sha256(pdfOf(word)));
  if (!content) throw new Error('not kept');
  return content;
};
const report = async (): Promise<OutputOf<'fixity.get'>> =>
  (await scene.call<OutputOf<'fixity.get'>>('fixity.get', {})).body;
const summary = async () => {
  const { body } = await scene.call<OutputOf<'fixity.list'>>('fixity.list', { principal: inspection });
  return body.units.find(({ tenantId }) => tenantId === TENANT);
};
const eventTypes = async () => (await listTenantEvents(scene.engine.table, TENANT)).map(({ type }) => type);

describe('the nightly check', () => {
  test('looks at every file once a month, reads back what was drawn, and says so at HQ', async () => {
    await kept('whole 1');
    await kept('whole 2');
    await night();
    const { runs, damages } = await report();
    expect(runs[0]).toMatchObject({ checked: 2, rehashed: 2, damaged: 0, missing: 0, left: false });
    expect(damages).toEqual([]);
    expect(await summary()).toMatchObject({ checked: 2, openDamages: 0 });
    // The same night again: nothing is due.
    await night();
    expect((await report()).runs[0]).toMatchObject({ checked: 2 });
  });

  test('goes on where a run of the same night ended, within its limits', async () => {
    await kept('slice 3');
    await night({ filesPerRun: 2 });
    expect((await report()).runs[0]).toMatchObject({ checked: 2, left: true });
    await night({ filesPerRun: 2 });
    expect((await report()).runs[0]).toMatchObject({ checked: 3, left: false });
    days += 40;
    await night({ rehashBytesPerRun: 1 });
    expect((await report()).runs[0]).toMatchObject({ checked: 3, rehashed: 1 });
  });

  test('tells of a missing file once, and of its return', async () => {
    const content = await kept('lost');
    const { VersionId } = await scene.objects.client.send(
      new DeleteObjectCommand({ Bucket: VAULT_BUCKET, Key: content.vaultKey }),
    );
    await night();
    const { runs, damages } = await report();
    expect(runs[0]).toMatchObject({ damaged: 1, missing: 1 });
    expect(damages).toMatchObject([
      { code: 'missing', findingId: content.findingId, evidenceId: content.evidenceId },
    ]);
    expect(await summary()).toMatchObject({ openDamages: 1, missing: 1 });
    days += 40;
    await night();
    expect((await report()).damages).toHaveLength(1);
    expect((await eventTypes()).filter((type) => type === 'vault.damaged')).toHaveLength(1);
    // Not offered for reference while it is damaged.
    const known = await scene.call<OutputOf<'evidence.known'>>('evidence.known', {
      body: { sha256s: [content.sha256] },
    });
    expect(known.body.known).toEqual([]);
    await scene.objects.client.send(
      new DeleteObjectCommand({ Bucket: VAULT_BUCKET, Key: content.vaultKey, VersionId }),
    );
    days += 40;
    await night();
    expect((await report()).damages).toEqual([]);
    expect((await eventTypes()).at(-1)).toBe('vault.mended');
  });

  test('finds content that was overwritten, and bytes that are not what S3 says', async () => {
    const overwritten = await kept('overwritten');
    const rotten = await kept('rotten');
    await scene.objects.client.send(
      new PutObjectCommand({
        Bucket: VAULT_BUCKET,
        Key: overwritten.vaultKey,
        Body: Buffer.alloc(overwritten.size, 'x'),
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    await night(
      {},
      {
        rehash: (key) => (key === rotten.vaultKey ? Promise.resolve('0'.repeat(64)) : vault.rehash(key)),
      },
    );
    const codes = Object.fromEntries((await report()).damages.map(({ sha256: of, code }) => [of, code]));
    expect(codes).toMatchObject({ [overwritten.sha256]: 'checksum', [rotten.sha256]: 'content' });
  });

  test('lengthens locks to the class that holds now, for good ones from today', async () => {
    const content = await kept('retained');
    expect(content.retainUntil).toBe(retainUntil('30y', content.storedAt, content.storedAt));
    const tenants = (await import('../api/tenants/tenants.lambda.ts')).handler;
    const set = (principal: typeof groupAdmin, body: unknown) =>
      send(tenants, 'tenants.setRetention', { principal, params: { tenantId: TENANT }, body });
    expect((await set(scene.office, { retention: '10y' })).status).toBe(403);
    expect((await set(groupAdmin, { retention: 'permanent' })).status).toBe(200);
    // A round's class is set with the round: naming one here must not change the whole unit.
    expect((await set(groupAdmin, { retention: '10y', batchId: content.batchId })).status).toBe(422);
    expect((await readTenant(scene.engine.table, TENANT))?.retention).toBe('permanent');
    await night();
    const until = async () =>
      (
        await scene.objects.client.send(
          new GetObjectRetentionCommand({ Bucket: VAULT_BUCKET, Key: content.vaultKey }),
        )
      ).Retention?.RetainUntilDate?.toISOString();
    expect(await until()).toBe(retainUntil('permanent', content.storedAt, now().toISOString()));
    // A shorter class shortens nothing that is locked.
    const before = await until();
    await set(groupAdmin, { retention: '10y' });
    days += 40;
    await night();
    expect(await until()).toBe(before);
    expect((await report()).damages.map(({ sha256: of }) => of)).not.toContain(content.sha256);
  });

  test('an upload that is told again long after it was kept changes neither its lock nor its next check', async () => {
    const content = await kept('told again');
    await night();
    const register = await scene.content(content.sha256);
    const lockOf = async () =>
      (
        await scene.objects.client.send(
          new GetObjectRetentionCommand({ Bucket: VAULT_BUCKET, Key: content.vaultKey }),
        )
      ).Retention?.RetainUntilDate;
    const lock = await lockOf();
    days += 40;
    await scene.redeliver();
    expect(await scene.content(content.sha256)).toEqual(register);
    expect(await lockOf()).toEqual(lock);
    expect(await scene.intakeKeys()).toEqual([]);
  });

  test('lengthens the locks of one round, where it is kept longer than its unit', async () => {
    const content = await kept('round');
    const batch: Batch = {
      id: content.batchId,
      tenantId: TENANT,
      round: '2024年第二轮',
      title: '第一批反馈',
      status: 'published',
      findings: 1,
      delivered: 1,
      createdAt: content.storedAt,
      createdByName: '巡察办',
      version: 1,
    };
    await scene.engine.table.transact([createWrite(BATCHES, batch)]);
    const { handler } = await import('../api/findings/findings.lambda.ts');
    const set = (retention: string | null) =>
      send(handler, 'batches.setRetention', {
        principal: inspection,
        params: { tenantId: TENANT, batchId: content.batchId },
        body: { retention },
      });
    expect((await set('permanent')).status).toBe(200);
    await night();
    const lock = await scene.objects.client.send(
      new GetObjectRetentionCommand({ Bucket: VAULT_BUCKET, Key: content.vaultKey }),
    );
    expect(lock.Retention?.RetainUntilDate?.toISOString()).toBe(
      retainUntil('permanent', content.storedAt, now().toISOString()),
    );
    expect((await readTenant(scene.engine.table, TENANT))?.retention).not.toBe('permanent');
    expect((await set(null)).status).toBe(200);
  });
});

describe('a legal hold', () => {
  const stateOf = async (key: string) =>
    (await scene.objects.client.send(new GetObjectLegalHoldCommand({ Bucket: VAULT_BUCKET, Key: key })))
      .LegalHold?.Status;

  test('is HQ’s to set and lift, with a reason, and stays while another item of the same content is held', async () => {
    const content = await kept('held');
    const second = await scene.finding();
    const { body: twin } = await scene.call<OutputOf<'evidence.refer'>>('evidence.refer', {
      params: { findingId: second.findingId },
      body: {
        purpose: 'measure',
        measureId: second.measureId,
        fileName: '同一份.pdf',
        size: 1,
        sha256: content.sha256,
        contentType: 'application/pdf',
        formedOn: '2025-01-31',
      },
    });
    const first = { findingId: content.findingId, evidenceId: content.evidenceId };
    const other = { findingId: second.findingId, evidenceId: twin.id };
    const change = (id: 'evidence.hold' | 'evidence.release', params: typeof first, principal = inspection) =>
      scene.call(id, { principal, params, body: { reason: '涉诉保全' } });
    const carry = () => applyHold({ table: scene.engine.table, vault }, content);
    expect((await change('evidence.hold', first, scene.office)).status).toBe(403);
    expect((await change('evidence.hold', first)).status).toBe(200);
    expect((await change('evidence.hold', first)).body.code).toBe('hold_unchanged');
    await change('evidence.hold', other);
    await carry();
    expect(await stateOf(content.vaultKey)).toBe('ON');
    expect(await scene.item(second, twin.id)).toMatchObject({ hold: { reason: '涉诉保全' } });
    await change('evidence.release', first);
    await carry();
    expect(await stateOf(content.vaultKey)).toBe('ON');
    await change('evidence.release', other);
    await carry();
    await carry();
    expect(await stateOf(content.vaultKey)).toBe('OFF');
  });

  test('that did not reach S3 is set by the nightly check', async () => {
    const content = await kept('held at night');
    await scene.call('evidence.hold', {
      principal: inspection,
      params: { findingId: content.findingId, evidenceId: content.evidenceId },
      body: { reason: '涉诉保全' },
    });
    await night();
    expect(await stateOf(content.vaultKey)).toBe('ON');
  });
});
