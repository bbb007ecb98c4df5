import { createHash, randomUUID } from 'node:crypto';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { OutputOf } from '@xuncha/contracts';
import {
  type CloseoutCase,
  DEFAULT_POLICY,
  type Finding,
  type Measure,
  SYSTEM_ACTOR,
  shanghaiDateOf,
  systemScope,
  verifyChain,
  withdrawCase,
} from '@xuncha/domain';
import {
  caseToItem,
  createWrite,
  executeOnFinding,
  findingToItem,
  IMPORTS,
  type LedgerImport,
  measureToItem,
  openFinding,
  readDocument,
} from '@xuncha/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ApiHandler, personOf, send } from '../../test/engine/api-event.ts';
import { useEnvironment } from '../../test/engine/environment.ts';
import {
  INTAKE_BUCKET,
  startTestObjects,
  type TestObjects,
  VAULT_BUCKET,
} from '../../test/engine/objects.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { attachmentNamed } from './object-store.ts';
import type { UploadEvent } from './verify-upload.ts';

type Registered = OutputOf<'evidence.register'> & { code: string };

const TENANT = 'bhcyc';
const DEPARTMENT = '01jdep00000000000000000000';
const MEASURE = '01jmea00000000000000000000';
const today = shanghaiDateOf(new Date());

let engine: TestTable;
let objects: TestObjects;
let api: ApiHandler;
let verify: (event: UploadEvent) => Promise<void>;
/** Events of the intake bucket, delivered by the test when it wants to. */
let events: UploadEvent[] = [];
let findingId = '';
let made = 0;

const office = personOf(TENANT, ['rectification_office'], { userId: 'bhcyc-office' });

beforeAll(async () => {
  engine = await startTestTable();
  objects = await startTestObjects({
    onEvent: (event) => {
      if (event.Records[0]?.s3.bucket.name === INTAKE_BUCKET) events.push(event);
    },
  });
  useEnvironment({ table: engine, objects });
  api = (await import('../api/evidence/evidence.lambda.ts')).handler;
  verify = (await import('./verify-upload.lambda.ts')).handler;
});
afterAll(async () => {
  await objects.stop();
  await engine.stop();
});

const findingIn = (id: string, fields: Partial<Finding> = {}): Finding => ({
  tenantId: TENANT,
  id,
  batchId: '01jbat00000000000000000000',
  round: '2025年第一轮',
  no: '1',
  title: '合同管理不规范',
  termClass: 'time_limited',
  state: 'rectifying',
  responsibility: { supportingDepartments: [], departmentId: DEPARTMENT, departmentName: '财务部' },
  measureCount: 1,
  measureDone: 0,
  progress: 0,
  caseIds: [],
  parents: [],
  children: [],
  createdAt: '2025-01-01T00:00:00.000Z',
  updatedAt: '2025-01-01T00:00:00.000Z',
  version: 1,
  auditSeq: 0,
  auditHash: '',
  ...fields,
});

beforeEach(async () => {
  events = [];
  made += 1;
  findingId = `01jfnd${String(made).padStart(20, '0')}`;
  const finding = findingIn(findingId);
  const measure: Measure = {
    id: MEASURE,
    seq: 1,
    text: '清理合同',
    supportingDepartments: [],
    term: { kind: 'none' },
    status: 'under_way',
    progress: 10,
  };
  await engine.table.put({ put: findingToItem(finding) });
  await engine.table.put({ put: measureToItem(finding, measure) });
});

/** The finding as it stands after an application, at its first gate. */
const appliedFixture = (
  finding: Finding,
  caseId: string,
): { finding: Finding; closeoutCase: CloseoutCase } => ({
  finding: {
    ...finding,
    state: 'closing',
    caseIds: [caseId],
    closing: {
      caseId,
      gate: 'evidence_check',
      visit: 1,
      status: 'open',
      escalation: 0,
      attempt: 1,
      actors: [{ gate: 'application', userId: 'head' }],
      snapshotHash: 'a'.repeat(64),
    },
  },
  closeoutCase: {
    id: caseId,
    status: 'running',
    policy: DEFAULT_POLICY,
    application: {
      result: '完成',
      similarCheck: '无',
      newRules: [],
      by: 'head',
      byName: '负责人',
      at: '2025-03-03T00:00:00.000Z',
    },
    snapshotHash: 'a'.repeat(64),
  },
});

const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
const pdf = (words: string): Buffer => Buffer.from(`%PDF-1.7\n%âãÏÓ\n${words}\n%%EOF\n`);

const announcement = (content: Uint8Array, fields: Record<string, unknown> = {}) => ({
  purpose: 'measure',
  measureId: MEASURE,
  fileName: '整改报告（第1版）.pdf',
  size: content.length,
  sha256: sha256(content),
  contentType: 'application/pdf',
  source: '财务部',
  formedOn: today,
  ...fields,
});

const register = (content: Uint8Array, fields: Record<string, unknown> = {}, idempotencyKey?: string) =>
  send<Registered>(api, 'evidence.register', {
    principal: office,
    params: { tenantId: TENANT, findingId },
    body: announcement(content, fields),
    idempotencyKey,
  });

const put = (upload: Registered['upload'], content: Uint8Array, headers = upload.headers) =>
  fetch(upload.url, { method: 'PUT', headers, body: Buffer.from(content) });

const deliver = async (): Promise<void> => {
  for (const event of events) await verify(event);
};

const item = async (evidenceId: string): Promise<OutputOf<'evidence.get'>> =>
  (
    await send<OutputOf<'evidence.get'>>(api, 'evidence.get', {
      principal: office,
      params: { tenantId: TENANT, findingId, evidenceId },
    })
  ).body;

const intakeKeys = async (): Promise<string[]> => {
  const { Contents = [] } = await objects.client.send(
    new ListObjectsV2Command({ Bucket: INTAKE_BUCKET, Prefix: `t/${TENANT}/` }),
  );
  return Contents.map(({ Key }) => String(Key)).filter((key) => key.includes(findingId));
};

const trail = async (): Promise<string[]> => {
  const opened = await openFinding(engine.table, systemScope('evidence', TENANT), findingId);
  expect(verifyChain(opened?.trail ?? [])).toMatchObject({ ok: true });
  return (opened?.trail ?? []).map(({ type }) => type);
};

/** Uploads past the product's address, as only a fault of S3 or an older announcement could. */
const putDirectly = (evidenceId: string, content: Uint8Array) =>
  objects.client.send(
    new PutObjectCommand({
      Bucket: INTAKE_BUCKET,
      Key: `t/${TENANT}/evidence/${findingId}/${evidenceId}`,
      Body: content,
      ChecksumSHA256: createHash('sha256').update(content).digest('base64'),
    }),
  );

describe('an upload', () => {
  test('is verified, kept by content in the vault, downloadable under its Chinese name, gone from intake', async () => {
    const content = pdf('verified');
    const { status, body } = await register(content);
    expect(status).toBe(201);
    expect(body.evidence).toMatchObject({ status: 'registered', uploadedBy: 'bhcyc-office' });
    expect(new URL(body.upload.url).searchParams.get('X-Amz-SignedHeaders')).toBe(
      'content-length;host;x-amz-checksum-sha256',
    );
    expect((await put(body.upload, content)).status).toBe(200);
    await deliver();
    expect(await item(body.evidence.id)).toMatchObject({ status: 'verified' });
    expect(await intakeKeys()).toEqual([]);
    const kept = await objects.client.send(
      new HeadObjectCommand({
        Bucket: VAULT_BUCKET,
        Key: `t/${TENANT}/v/${sha256(content)}`,
        ChecksumMode: 'ENABLED',
      }),
    );
    expect(Buffer.from(kept.ChecksumSHA256 ?? '', 'base64').toString('hex')).toBe(sha256(content));
    const link = await send<OutputOf<'evidence.download'>>(api, 'evidence.download', {
      principal: office,
      params: { tenantId: TENANT, findingId, evidenceId: body.evidence.id },
    });
    const fetched = await fetch(link.body.url);
    expect(Buffer.from(await fetched.arrayBuffer())).toEqual(content);
    expect(fetched.headers.get('content-disposition')).toContain(
      `filename*=UTF-8''${encodeURIComponent('整改报告（第1版）.pdf')}`,
    );
    expect(await trail()).toEqual(['evidence.registered', 'evidence.verified']);
  });

  test('whose event comes again, or at the same time, is verified once', async () => {
    const content = pdf('again');
    const { body } = await register(content);
    await put(body.upload, content);
    const [event] = events;
    if (!event) throw new Error('the bucket sent no event');
    await Promise.all([verify(event), verify(event), verify(event)]);
    await verify(event);
    expect(await trail()).toEqual(['evidence.registered', 'evidence.verified']);
    // A second upload through the same address, still valid: nothing changes, intake is tidied.
    await put(body.upload, content);
    await deliver();
    expect(await trail()).toHaveLength(2);
    expect(await intakeKeys()).toEqual([]);
  });

  test('of the same content for another finding is stored once', async () => {
    const content = pdf('twice');
    for (let round = 0; round < 2; round += 1) {
      const { body } = await register(content);
      await put(body.upload, content);
      await deliver();
      expect((await item(body.evidence.id)).status).toBe('verified');
      findingId = `01jfnd${String(made + 500).padStart(20, '0')}`;
      const finding = findingIn(findingId);
      await engine.table.put({ put: findingToItem(finding) });
      await engine.table.put({
        put: measureToItem(finding, {
          id: MEASURE,
          seq: 1,
          text: '清理合同',
          supportingDepartments: [],
          term: { kind: 'none' },
          status: 'under_way',
          progress: 10,
        }),
      });
    }
    const { Contents = [] } = await objects.client.send(
      new ListObjectsV2Command({ Bucket: VAULT_BUCKET, Prefix: `t/${TENANT}/v/${sha256(content)}` }),
    );
    expect(Contents).toHaveLength(1);
  });

  test.each([
    ['another body of the same size', (content: Buffer) => Buffer.from(content.map((byte) => byte ^ 1))],
    ['a longer body', (content: Buffer) => Buffer.concat([content, content])],
    ['a shorter body', (content: Buffer) => content.subarray(1)],
  ])('with %s is refused by S3 itself, and may be repeated', async (_name, tamper) => {
    const content = pdf('announced');
    const { body } = await register(content);
    const answer = await put(body.upload, tamper(content));
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await intakeKeys()).toEqual([]);
    expect((await item(body.evidence.id)).status).toBe('registered');
    expect((await put(body.upload, content)).status).toBe(200);
  });

  test('without the signed checksum header is refused by S3', async () => {
    const content = pdf('bare');
    const { body } = await register(content);
    expect((await put(body.upload, content, { 'content-type': 'application/pdf' })).status).toBe(403);
  });
});

describe('content that is not what it claims to be', () => {
  test.each([
    ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), {}, 'executable'],
    ['a shell script', Buffer.from('#!/bin/sh\nrm -rf /\n'), { fileName: '说明.txt' }, 'executable'],
    ['a picture called PDF', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), {}, 'type_mismatch'],
    [
      'noise called text',
      Buffer.from([1, 2, 3, 0, 0, 255, 254, 7]),
      { fileName: '说明.txt' },
      'type_mismatch',
    ],
  ])(
    '%s is refused with the reason, and a right file is taken afterwards',
    async (_name, content, fields, code) => {
      const { body } = await register(content, fields);
      await put(body.upload, content);
      await deliver();
      const refused = await item(body.evidence.id);
      expect(refused).toMatchObject({ status: 'refused', refusal: { code } });
      expect(await intakeKeys()).toEqual([]);
      const right = 'fileName' in fields ? Buffer.from('情况说明：已整改。') : pdf(String(code));
      const renewed = await send<Registered>(api, 'evidence.renew', {
        principal: office,
        params: { tenantId: TENANT, findingId, evidenceId: body.evidence.id },
        body: { size: right.length, sha256: sha256(right) },
      });
      expect(renewed.body.evidence).toMatchObject({ status: 'registered', sha256: sha256(right) });
      events = [];
      expect((await put(renewed.body.upload, right)).status).toBe(200);
      await deliver();
      expect((await item(body.evidence.id)).status).toBe('verified');
      expect(await trail()).toEqual([
        'evidence.registered',
        'evidence.refused',
        'evidence.renewed',
        'evidence.verified',
      ]);
    },
  );

  test.each(['gb18030', 'utf-8', 'utf-16le'])('text in %s is text', async (encoding) => {
    const text = { gb18030: 'd5fbb8c4cca8d5cb', 'utf-8': 'e695b4e694b9', 'utf-16le': 'fffe7465396553f0' }[
      encoding
    ];
    const content = Buffer.from(String(text), 'hex');
    const { body } = await register(content, { fileName: '台账.csv', contentType: 'text/csv' });
    await put(body.upload, content);
    await deliver();
    expect((await item(body.evidence.id)).status).toBe('verified');
  });
});

describe('late and strange uploads', () => {
  test('an older file that comes late does not cost the right one', async () => {
    const [older, right] = [pdf('older'), pdf('right')];
    const { body } = await register(right);
    await putDirectly(body.evidence.id, older);
    await deliver();
    expect(await item(body.evidence.id)).toMatchObject({
      status: 'refused',
      refusal: { code: 'checksum_mismatch' },
    });
    events = [];
    expect((await put(body.upload, right)).status).toBe(200);
    await deliver();
    expect(await item(body.evidence.id)).toMatchObject({ status: 'verified', sha256: sha256(right) });
  });

  test('an upload while the case runs is checked and kept, and counts when the case has come back', async () => {
    const content = pdf('locked');
    const { body } = await register(content);
    await put(body.upload, content);
    const scope = systemScope('evidence', TENANT);
    const opened = await openFinding(engine.table, scope, findingId);
    if (!opened) throw new Error('no finding');
    const caseId = '01jcas00000000000000000000';
    const closing = appliedFixture(opened.finding, caseId);
    await engine.table.put({ put: findingToItem(closing.finding) });
    await engine.table.put({ put: caseToItem(closing.finding, closing.closeoutCase) });
    await deliver();
    const waiting = await item(body.evidence.id);
    expect(waiting).toMatchObject({ status: 'registered', keptAt: expect.any(String) });
    expect(await intakeKeys()).toEqual([]);
    const outcome = await executeOnFinding(engine.table, scope, findingId, {
      actor: SYSTEM_ACTOR('evidence'),
      at: new Date().toISOString(),
      decide: (aggregate) =>
        withdrawCase(
          aggregate,
          { caseId, reason: '补充材料' },
          { userId: 'head', name: '负责人', membershipId: 'm', tenantId: TENANT, roles: [] },
          new Date().toISOString(),
        ),
      answer: () => ({ status: 200, body: null }),
    });
    expect(outcome).toMatchObject({ kind: 'done' });
    expect(await item(body.evidence.id)).toMatchObject({ status: 'verified', sha256: sha256(content) });
    expect(await trail()).toEqual(['evidence.registered', 'evidence.kept', 'closeout.withdrawn']);
  });

  test('keys nobody was given an address for are left alone', async () => {
    const content = pdf('stray');
    await putDirectly('01jzzzzzzzzzzzzzzzzzzzzzzz', content);
    await objects.client.send(
      new PutObjectCommand({ Bucket: INTAKE_BUCKET, Key: `t/${TENANT}/else where/文件.pdf`, Body: content }),
    );
    await deliver();
    expect(events).toHaveLength(2);
    expect(await intakeKeys()).toHaveLength(1);
  });

  test('withdrawn evidence stays on record; a file that comes for it is dropped', async () => {
    const content = pdf('withdrawn');
    const { body } = await register(content);
    await put(body.upload, content);
    const withdrawn = await send(api, 'evidence.withdraw', {
      principal: office,
      params: { tenantId: TENANT, findingId, evidenceId: body.evidence.id },
      body: { reason: '传错了' },
    });
    expect(withdrawn.status).toBe(200);
    await deliver();
    expect(await item(body.evidence.id)).toMatchObject({ status: 'withdrawn', withdrawnReason: '传错了' });
    expect(await intakeKeys()).toEqual([]);
  });
});

describe('the API', () => {
  test('answers a repeated announcement with the same item and an address that works', async () => {
    const content = pdf('repeated');
    const key = randomUUID();
    const first = await register(content, {}, key);
    const again = await register(content, {}, key);
    expect(again.status).toBe(201);
    expect(again.body.evidence).toEqual(first.body.evidence);
    expect((await put(again.body.upload, content)).status).toBe(200);
    expect((await register(content)).body.code).toBe('evidence_twice');
  });

  test.each([
    ['file_type_refused', { fileName: '程序.exe' }],
    ['file_empty', { size: 0 }],
    ['file_too_large', { size: 5 * 1024 ** 3 + 1 }],
    ['formed_in_future', { formedOn: '2999-01-01' }],
    ['measure_unknown', { measureId: '01jzzzzzzzzzzzzzzzzzzzzzzz' }],
  ])('refuses with %s before anything is uploaded', async (code, fields) => {
    const answer = await register(pdf('bad'), fields);
    expect([answer.status, answer.body.code]).toEqual([422, code]);
  });

  test('gives no download before verification, and none to another department or tenant', async () => {
    const content = pdf('private');
    const { body } = await register(content);
    const params = { tenantId: TENANT, findingId, evidenceId: body.evidence.id };
    const download = (principal: typeof office) => send(api, 'evidence.download', { principal, params });
    const early = await download(office);
    expect([early.status, early.body.code]).toEqual([409, 'evidence_not_verified']);
    await put(body.upload, content);
    await deliver();
    const own = personOf(TENANT, ['department_head'], { departmentId: DEPARTMENT });
    expect((await download(own)).status).toBe(200);
    const strangers = [
      personOf(TENANT, ['department_head'], { departmentId: '01jdep00000000000000000001' }),
      personOf('dhlh', ['rectification_office']),
    ];
    for (const stranger of strangers) {
      const answer = await download(stranger);
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    }
  });
});

describe('a ledger', () => {
  const importOf = (content: Uint8Array): LedgerImport => ({
    id: `01jmpt${String(made).padStart(20, '0')}`,
    tenantId: TENANT,
    fileName: '台账.xlsx',
    size: content.length,
    sha256: sha256(content),
    status: 'awaiting_upload',
    position: 0,
    done: 0,
    total: 0,
    createdByName: '巡察办',
    actor: SYSTEM_ACTOR('test'),
    createdAt: new Date().toISOString(),
    version: 1,
  });
  const upload = async (document: LedgerImport, content: Uint8Array): Promise<void> => {
    await engine.table.transact([createWrite(IMPORTS, document)]);
    await objects.client.send(
      new PutObjectCommand({
        Bucket: INTAKE_BUCKET,
        Key: `t/${TENANT}/imports/${document.id}`,
        Body: content,
        ChecksumSHA256: createHash('sha256').update(content).digest('base64'),
      }),
    );
  };

  test('goes to the vault and wakes its import, once', async () => {
    const content = Buffer.from('ledger bytes');
    const document = importOf(content);
    await upload(document, content);
    await deliver();
    await deliver();
    expect(await readDocument(engine.table, IMPORTS, TENANT, document.id)).toMatchObject({
      status: 'uploaded',
      version: 2,
    });
    const kept = await objects.client.send(
      new GetObjectCommand({ Bucket: VAULT_BUCKET, Key: `t/${TENANT}/imports/${document.id}/source.xlsx` }),
    );
    expect(await kept.Body?.transformToString()).toBe('ledger bytes');
  });

  test('that is another file than announced fails its import with a reason', async () => {
    const document = importOf(Buffer.from('announced'));
    await upload(document, Buffer.from('something else'));
    await deliver();
    expect(await readDocument(engine.table, IMPORTS, TENANT, document.id)).toMatchObject({
      status: 'failed',
      problem: { code: 'checksum_mismatch' },
    });
  });
});

test('a file name reaches old and new browsers, and can not break out of its header', () => {
  expect(attachmentNamed(`报告"1'(终稿)*\r\n.pdf`)).toBe(
    `attachment; filename="___1'(__)*__.pdf"; filename*=UTF-8''%E6%8A%A5%E5%91%8A%221%27%28%E7%BB%88%E7%A8%BF%29%2A%0D%0A.pdf`,
  );
});
