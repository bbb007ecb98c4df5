import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import {
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import type { OutputOf } from '@xuncha/contracts';
import { PART_BYTES } from '@xuncha/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personOf } from '../../test/engine/api-event.ts';
import { INTAKE_BUCKET, VAULT_BUCKET } from '../../test/engine/objects.ts';
import {
  type EvidenceScene,
  type Place,
  pdfOf,
  sha256,
  startEvidenceScene,
  TENANT,
} from './evidence-scene.fixture.ts';

type Parted = OutputOf<'evidence.startParts'> & { readonly code?: string };
type Addresses = OutputOf<'evidence.signParts'> & { readonly code?: string };

let scene: EvidenceScene;
beforeAll(async () => {
  scene = await startEvidenceScene();
});
afterAll(() => scene.stop());

/** Two full parts and a rest. */
const SIZE = 2 * PART_BYTES + 12_345;
const partOf = (content: Buffer, number: number): Buffer =>
  content.subarray((number - 1) * PART_BYTES, number * PART_BYTES);

/** One browser's view of an upload: it remembers nothing that another one would not know. */
const browser = (place: Place, evidenceId: string, content: Buffer) => {
  const params = { findingId: place.findingId, evidenceId };
  return {
    start: () => scene.call<Parted>('evidence.startParts', { params }),
    async send(number: number, bytes = partOf(content, number)) {
      const { body } = await scene.call<Addresses>('evidence.signParts', {
        params,
        body: { parts: [{ number, sha256: sha256(partOf(content, number)) }] },
      });
      const [part] = body.parts;
      if (!part) throw new Error('no address');
      return fetch(part.url, { method: 'PUT', headers: part.headers, body: new Uint8Array(bytes) });
    },
    complete: () => scene.call('evidence.completeParts', { params }),
    abort: () => scene.call('evidence.abortParts', { params }),
    sign: (numbers: number[]) =>
      scene.call<Addresses>('evidence.signParts', {
        params,
        body: { parts: numbers.map((number) => ({ number, sha256: 'a'.repeat(64) })) },
      }),
  };
};

const announced = async (word: string) => {
  const place = await scene.finding();
  const content = pdfOf(word, SIZE);
  const { body } = await scene.register(place, content);
  return { place, content, evidenceId: body.evidence.id, tab: browser(place, body.evidence.id, content) };
};

describe('an upload in parts', () => {
  test('goes on where a killed browser stopped, and is kept with whole hash, CRC and lock', async () => {
    const { place, content, evidenceId, tab } = await announced('resumed');
    expect((await tab.start()).body).toEqual({ partSize: PART_BYTES, parts: 3, finished: [] });
    expect((await tab.send(2)).status).toBe(200);
    const early = await tab.complete();
    expect([early.status, early.body]).toMatchObject([
      409,
      { code: 'parts_missing', details: { missing: [1, 3] } },
    ]);
    // The tab is gone; another one, with the same file chosen again, asks what is there.
    const second = browser(place, evidenceId, content);
    expect((await second.start()).body.finished).toEqual([{ number: 2, sha256: sha256(partOf(content, 2)) }]);
    for (const number of [1, 3]) expect((await second.send(number)).status).toBe(200);
    expect((await second.complete()).status).toBe(200);
    expect((await second.complete()).status).toBe(200);
    await scene.deliver();
    await scene.deliver();
    expect(await scene.item(place, evidenceId)).toMatchObject({
      status: 'verified',
      sha256: sha256(content),
    });
    expect(await scene.intakeKeys()).toEqual([]);
    const kept = await scene.objects.client.send(
      new HeadObjectCommand({
        Bucket: VAULT_BUCKET,
        Key: `t/${TENANT}/v/${sha256(content)}`,
        ChecksumMode: 'ENABLED',
      }),
    );
    expect(kept.ChecksumSHA256).toBe(createHash('sha256').update(content).digest('base64'));
    expect(kept.ContentLength).toBe(SIZE);
    expect(kept.ObjectLockRetainUntilDate?.getUTCFullYear()).toBe(new Date().getUTCFullYear() + 30);
    expect(await scene.content(sha256(content))).toMatchObject({
      size: SIZE,
      crc32: crc32(content).toString(16).padStart(8, '0'),
      retention: '30y',
      versionId: kept.VersionId,
      type: 'application/pdf',
    });
    const { Uploads = [] } = await scene.objects.client.send(
      new ListMultipartUploadsCommand({ Bucket: INTAKE_BUCKET }),
    );
    expect(Uploads).toEqual([]);
    expect((await second.start()).body.code).toBe('evidence_settled');
  });

  test('takes under a number only the bytes that were signed for it', async () => {
    const { content, tab } = await announced('tampered');
    await tab.start();
    const other = Buffer.from(partOf(content, 1));
    other[1000] = (other[1000] ?? 0) ^ 1;
    expect((await tab.send(1, other)).status).toBe(400);
    expect((await tab.send(1, partOf(content, 3))).status).toBeGreaterThanOrEqual(400);
    expect((await tab.start()).body.finished).toEqual([]);
    expect((await tab.sign([4])).body.code).toBe('part_unknown');
  });

  test('of another file than announced is refused, and the vault never saw it', async () => {
    const { place, content, evidenceId } = await announced('announced');
    const other = pdfOf('somebody else', SIZE);
    const tab = browser(place, evidenceId, other);
    await tab.start();
    for (const number of [1, 2, 3]) expect((await tab.send(number)).status).toBe(200);
    await tab.complete();
    await scene.deliver();
    expect(await scene.item(place, evidenceId)).toMatchObject({
      status: 'refused',
      refusal: { code: 'checksum_mismatch' },
    });
    for (const hash of [sha256(content), sha256(other)]) {
      const { Versions = [] } = await scene.objects.client.send(
        new ListObjectVersionsCommand({ Bucket: VAULT_BUCKET, Prefix: `t/${TENANT}/v/${hash}` }),
      );
      expect(Versions).toEqual([]);
    }
    // The same announcement takes the right file afterwards, from the first part.
    const params = { findingId: place.findingId, evidenceId };
    const renewed = await scene.call('evidence.renew', {
      params,
      body: { size: content.length, sha256: sha256(content) },
    });
    expect(renewed.status).toBe(200);
    const again = browser(place, evidenceId, content);
    expect((await again.start()).body.finished).toEqual([]);
    for (const number of [1, 2, 3]) expect((await again.send(number)).status).toBe(200);
    await again.complete();
    await scene.deliver();
    expect((await scene.item(place, evidenceId)).status).toBe('verified');
  });

  test('that was given up or forgotten by S3 begins anew', async () => {
    const { tab } = await announced('given up');
    expect((await tab.complete()).body.code).toBe('upload_expired');
    expect((await tab.sign([1])).body.code).toBe('upload_expired');
    await tab.start();
    await tab.send(1);
    expect((await tab.abort()).status).toBe(200);
    expect((await tab.abort()).status).toBe(200);
    expect((await tab.complete()).body.code).toBe('upload_expired');
    expect((await tab.start()).body.finished).toEqual([]);
  });

  test('is a matter of those who may upload here', async () => {
    const { place, evidenceId } = await announced('strangers');
    const params = { findingId: place.findingId, evidenceId };
    const stranger = personOf(TENANT, ['department_head'], { departmentId: '01jdep00000000000000000009' });
    expect((await scene.call('evidence.startParts', { principal: stranger, params })).status).toBe(404);
    const secretary = personOf(TENANT, ['party_secretary']);
    expect((await scene.call('evidence.startParts', { principal: secretary, params })).status).toBe(403);
  });
});

describe('content the unit has already', () => {
  test('is recognised by its hash and taken over without an upload, by whoever may see it', async () => {
    const content = pdfOf('known');
    const first = await scene.finding();
    const original = await scene.verified(first, content);
    const hash = sha256(content);
    const known = await scene.call<OutputOf<'evidence.known'>>('evidence.known', {
      body: { sha256s: [hash, 'f'.repeat(64)] },
    });
    expect(known.body.known).toMatchObject([
      { sha256: hash, findingId: first.findingId, evidenceId: original },
    ]);
    const second = await scene.finding();
    const body = {
      purpose: 'measure',
      measureId: second.measureId,
      fileName: '同一文件.pdf',
      size: 1,
      sha256: hash,
      contentType: 'application/pdf',
      formedOn: '2025-01-31',
    };
    const params = { findingId: second.findingId };
    const answer = await scene.call<OutputOf<'evidence.refer'>>('evidence.refer', { params, body });
    expect(answer).toMatchObject({ status: 201, body: { status: 'verified', size: content.length } });
    expect(await scene.item(second, answer.body.id)).toMatchObject({ status: 'verified', sha256: hash });
    const link = await scene.call<OutputOf<'evidence.download'>>('evidence.download', {
      params: { ...params, evidenceId: answer.body.id },
    });
    expect(Buffer.from(await (await fetch(link.body.url)).arrayBuffer())).toEqual(content);
    expect((await scene.call('evidence.refer', { params, body })).body.code).toBe('evidence_twice');
    const wrongName = { ...body, fileName: '照片.png', measureId: second.measureId };
    const third = await scene.finding();
    const asPicture = await scene.call('evidence.refer', {
      params: { findingId: third.findingId },
      body: { ...wrongName, measureId: third.measureId },
    });
    expect(asPicture.body.code).toBe('type_mismatch');
  });

  test('stays unknown to another department, which would get the file by its hash alone', async () => {
    const content = pdfOf('secret');
    await scene.verified(await scene.finding(), content);
    const departmentId = '01jdep00000000000000000009';
    const principal = personOf(TENANT, ['department_head'], { departmentId });
    const known = await scene.call<OutputOf<'evidence.known'>>('evidence.known', {
      principal,
      body: { sha256s: [sha256(content)] },
    });
    expect(known.body).toEqual({ known: [] });
    const own = await scene.finding({
      responsibility: { supportingDepartments: [], departmentId, departmentName: '财务部' },
    });
    const refer = await scene.call('evidence.refer', {
      principal,
      params: { findingId: own.findingId },
      body: {
        purpose: 'measure',
        measureId: own.measureId,
        fileName: '别人的.pdf',
        size: 1,
        sha256: sha256(content),
        contentType: 'application/pdf',
        formedOn: '2025-01-31',
      },
    });
    expect([refer.status, refer.body.code]).toEqual([409, 'content_unknown']);
  });

  test('a new version takes the place of the older one, both stay readable', async () => {
    const place = await scene.finding();
    const older = await scene.verified(place, pdfOf('version 1'));
    const newer = await scene.verified(place, pdfOf('version 2'), { replaces: older });
    expect(await scene.item(place, older)).toMatchObject({ status: 'replaced', replacedBy: newer });
    expect(await scene.item(place, newer)).toMatchObject({
      status: 'verified',
      replaces: older,
      versionNo: 2,
    });
    for (const evidenceId of [older, newer]) {
      const { status } = await scene.call('evidence.download', {
        params: { findingId: place.findingId, evidenceId },
      });
      expect(status).toBe(200);
    }
    const again = await scene.register(place, pdfOf('version 3'), { replaces: older });
    expect(again.body.code).toBe('version_not_current');
  });

  test('is shown inline only under the type its content has', async () => {
    const place = await scene.finding();
    const content = pdfOf('shown');
    const evidenceId = await scene.verified(place, content);
    const params = { findingId: place.findingId, evidenceId };
    const { body } = await scene.call<OutputOf<'evidence.preview'>>('evidence.preview', { params });
    const shown = await fetch(body.url);
    expect(shown.headers.get('content-type')).toBe('application/pdf');
    expect(shown.headers.get('content-disposition')).toBe('attachment');
    const text = await scene.verified(place, Buffer.from('<p>情况说明'), { fileName: '说明.txt' });
    const read = await scene.call<OutputOf<'evidence.preview'>>('evidence.preview', {
      params: { ...params, evidenceId: text },
    });
    const plain = await fetch(read.body.url);
    expect(plain.headers.get('content-type')).toBe('text/plain');
    expect(plain.headers.get('content-disposition')).toBe('attachment');
    expect(await plain.text()).toBe('<p>情况说明');
    const packed = Buffer.from('504b0506000000000000000000000000000000000000', 'hex');
    const zip = await scene.verified(place, packed, { fileName: '材料.zip' });
    const none = await scene.call('evidence.preview', { params: { ...params, evidenceId: zip } });
    expect(none.body.code).toBe('no_preview');
  });
});
