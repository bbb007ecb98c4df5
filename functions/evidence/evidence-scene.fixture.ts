import { createHash } from 'node:crypto';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type OperationId, type OutputOf, operationOf } from '@xuncha/contracts';
import { type Finding, type Principal, shanghaiDateOf } from '@xuncha/domain';
import type { VaultContent } from '@xuncha/store';
import { readContent } from '@xuncha/store';
import {
  type ApiAnswer,
  type ApiEventOptions,
  type ApiHandler,
  personOf,
  send,
} from '../../test/engine/api-event.ts';
import { useEnvironment } from '../../test/engine/environment.ts';
import { INTAKE_BUCKET, startTestObjects, type TestObjects } from '../../test/engine/objects.ts';
import { seedAggregate, seedFinding } from '../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../test/engine/tenants.ts';
import type { UploadEvent } from './verify-upload.ts';

export const TENANT = 'beihe';
export const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
/** A PDF of any size, its content told by a word. */
export const pdfOf = (word: string, size = 0): Buffer => {
  const head = Buffer.from(`%PDF-1.7\n%âãÏÓ\n${word}\n`);
  return Buffer.concat([head, Buffer.alloc(Math.max(0, size - head.length), word)]);
};

export type Registered = OutputOf<'evidence.register'> & { readonly code?: string };

export interface Place {
  readonly findingId: string;
  readonly measureId: string;
}

export interface EvidenceScene {
  readonly engine: TestTable;
  readonly objects: TestObjects;
  readonly office: Principal;
  call<Body = Record<string, unknown>>(
    id: OperationId,
    options: Partial<ApiEventOptions>,
  ): Promise<ApiAnswer<Body & { readonly code?: string }>>;
  finding(over?: Partial<Finding>): Promise<Place>;
  register(
    place: Place,
    content: Uint8Array,
    fields?: Record<string, unknown>,
  ): Promise<ApiAnswer<Registered>>;
  /** Registers, sends in one request and verifies. */
  verified(place: Place, content: Uint8Array, fields?: Record<string, unknown>): Promise<string>;
  /** Carries all announced uploads to the verification. */
  deliver(): Promise<void>;
  /** As S3 may: every event so far once more, the same ones at the same time. */
  redeliver(): Promise<void>;
  item(place: Place, evidenceId: string): Promise<OutputOf<'evidence.get'>>;
  content(hash: string): Promise<VaultContent | undefined>;
  intakeKeys(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Evidence from API to vault on the embedded engines; the delivery of uploads is by hand. */
export const startEvidenceScene = async (): Promise<EvidenceScene> => {
  const engine = await startTestTable();
  let events: UploadEvent[] = [];
  const delivered: UploadEvent[] = [];
  const objects = await startTestObjects({
    onEvent: (event) => {
      if (event.Records[0]?.s3.bucket.name === INTAKE_BUCKET) events.push(event);
    },
  });
  useEnvironment({ table: engine, objects });
  const handler: ApiHandler = (await import('../api/evidence/evidence.lambda.ts')).handler;
  const verify = (await import('./verify-upload.lambda.ts')).handler;
  await foundGroup(engine.table);
  await openTenant(engine.table, { tenantId: TENANT, name: '北河采油厂', departments: ['物资管理部'] });
  const office = personOf(TENANT, ['rectification_office'], { userId: 'beihe-office' });
  const today = shanghaiDateOf(new Date());

  const scene: EvidenceScene = {
    engine,
    objects,
    office,
    call: (id, options) =>
      send(handler, id, {
        principal: office,
        ...options,
        params: {
          ...(operationOf(id).path.includes('{tenantId}') ? { tenantId: TENANT } : {}),
          ...options.params,
        },
      }),
    async finding(over = {}) {
      const aggregate = seedAggregate({ tenantId: TENANT, state: 'rectifying', ...over }, { evidence: [] });
      await seedFinding(engine.table, aggregate);
      return { findingId: aggregate.finding.id, measureId: aggregate.measures[0]?.id ?? '' };
    },
    register: ({ findingId, measureId }, content, fields = {}) =>
      scene.call<Registered>('evidence.register', {
        params: { findingId },
        body: {
          purpose: 'measure',
          measureId,
          fileName: '整改报告.pdf',
          size: content.length,
          sha256: sha256(content),
          contentType: 'application/pdf',
          formedOn: today,
          ...fields,
        },
      }),
    async verified(place, content, fields) {
      const { body } = await scene.register(place, content, fields);
      const { url, headers } = body.upload;
      const answer = await fetch(url, { method: 'PUT', headers, body: Buffer.from(content) });
      if (!answer.ok) throw new Error(`the upload answered ${answer.status}`);
      await scene.deliver();
      return body.evidence.id;
    },
    async deliver() {
      const due = events;
      events = [];
      for (const event of due) await verify(event);
      delivered.push(...due);
    },
    async redeliver() {
      await Promise.all(delivered.flatMap((event) => [verify(event), verify(event)]));
    },
    item: async ({ findingId }, evidenceId) =>
      (await scene.call<OutputOf<'evidence.get'>>('evidence.get', { params: { findingId, evidenceId } }))
        .body,
    content: (hash) => readContent(engine.table, TENANT, hash),
    async intakeKeys() {
      const { Contents = [] } = await objects.client.send(
        new ListObjectsV2Command({ Bucket: INTAKE_BUCKET, Prefix: `t/${TENANT}/` }),
      );
      return Contents.map(({ Key }) => String(Key));
    },
    async stop() {
      await objects.stop();
      await engine.stop();
    },
  };
  return scene;
};
