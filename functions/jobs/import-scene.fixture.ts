import { createHash } from 'node:crypto';
import type { OutputOf } from '@xuncha/contracts';
import { type AuditEvent, type Finding, type Measure, type Principal, systemScope } from '@xuncha/domain';
import {
  departmentWrite,
  listBatchFindingIds,
  memberWrite,
  newId,
  openFinding,
  type Table,
} from '@xuncha/store';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { type ApiAnswer, type ApiHandler, personOf, send } from '../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../test/engine/environment.ts';
import { ARCHIVE_BUCKET, INTAKE_BUCKET, startTestObjects, VAULT_BUCKET } from '../../test/engine/objects.ts';
import { type StreamPump, startStreamPump } from '../../test/engine/stream-pump.ts';
import type { TestTable } from '../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../test/engine/tenants.ts';
import { openVaultObjects } from '../evidence/vault-objects.ts';
import type { UploadEvent } from '../evidence/verify-upload.ts';
import { openVaultFiles } from '../vault-files.ts';
import { CHUNK_FINDINGS } from './job-deps.ts';
import { createRunJob } from './run-job.ts';

/** Departments of the ledgers in test/data and of the synthetic ones. */
const DEPARTMENTS = [
  '党群工作部',
  '组织部',
  '地质研究所',
  '开发管理部',
  '财务资产部',
  '企管法规部',
  '纪委',
  '信息中心',
  '物资供应站',
  '综合办公室',
  '工程管理部',
  '机关党委',
  '安全环保部',
  '财务部',
];

type ImportDetail = OutputOf<'imports.get'>;
export type PreviewPage = OutputOf<'imports.preview'>;
type Registered = OutputOf<'imports.register'>;

/** A finding and all that belongs to it, without what differs between two imports of one file. */
interface FindingContent {
  readonly finding: Pick<Finding, 'no' | 'title' | 'state' | 'termClass' | 'responsibility' | 'measureCount'>;
  readonly text: string;
  readonly measures: readonly Pick<Measure, 'seq' | 'text' | 'departmentName' | 'handlerName' | 'term'>[];
  readonly events: readonly string[];
}

export interface ImportScene {
  readonly table: Table;
  readonly objects: Awaited<ReturnType<typeof startTestObjects>>;
  readonly imports: ApiHandler;
  readonly findings: ApiHandler;
  readonly pump: StreamPump;
  /** The table as the jobs see it from now on: to let them fail. */
  jobsUse(table: Table, chunkFindings?: number): void;
  stop(): Promise<void>;
}

const office = (): Principal =>
  personOf(HQ_TENANT, ['inspection_office'], { userId: 'hq-office', name: '巡察办甲' });

/** Engines, API functions and jobs as they are deployed, with the stream pumped by the test. */
export const startImportScene = async (engine: TestTable): Promise<ImportScene> => {
  await foundGroup(engine.table);
  const uploads: UploadEvent[] = [];
  const objects = await startTestObjects({
    onEvent: (event) => {
      if (event.Records[0]?.s3.bucket.name === INTAKE_BUCKET) uploads.push(event);
    },
  });
  useEnvironment({ table: engine, objects });
  const [imports, findings, verifier] = await Promise.all([
    import('../api/imports/imports.lambda.ts'),
    import('../api/findings/findings.lambda.ts'),
    import('../evidence/verify-upload.lambda.ts'),
  ]);
  const vault = openVaultFiles(objects.client, VAULT_BUCKET);
  const exports = openVaultFiles(objects.client, ARCHIVE_BUCKET);
  const holds = openVaultObjects(objects.client, VAULT_BUCKET);
  const jobOn = (table: Table, chunkFindings = CHUNK_FINDINGS) =>
    createRunJob(async () => ({ table, vault, exports, holds, now: () => new Date(), chunkFindings }));
  let job = jobOn(engine.table);
  const pump = await startStreamPump(engine, {
    handler: (event: DynamoDBStreamEvent) => job(event),
    kinds: ['import', 'batch', 'ledger_export'],
    batchSize: 10,
  });
  return {
    table: engine.table,
    objects,
    imports: imports.handler,
    findings: findings.handler,
    pump: {
      ...pump,
      async drain() {
        for (const event of uploads.splice(0)) await verifier.handler(event);
        await pump.drain();
      },
    },
    jobsUse(table, chunkFindings) {
      job = jobOn(table, chunkFindings);
    },
    async stop() {
      pump.stop();
      await objects.stop();
    },
  };
};

let tenants = 0;

/** A subsidiary with departments and some members; two of them share a name. */
export const newSubsidiary = async (table: Table): Promise<string> => {
  tenants += 1;
  const tenantId = `danwei${tenants}`;
  await openTenant(table, { tenantId, name: `试验单位${tenants}`, departments: ['办公室'] });
  await table.transact(
    DEPARTMENTS.map((name, order) => departmentWrite(tenantId, { id: newId(), name, order: order + 1 })),
  );
  const people = [
    { name: '书记甲', roles: ['party_secretary' as const] },
    { name: '经办甲', roles: ['handler' as const] },
    { name: '同名乙', roles: ['handler' as const] },
    { name: '同名乙', roles: ['handler' as const] },
  ];
  await table.transact(
    people.map(({ name, roles }, index) =>
      memberWrite({
        tenantId,
        id: newId(),
        userId: `${tenantId}-${index}`,
        login: `${tenantId}-${index}`,
        name,
        roles,
        status: 'active',
      }),
    ),
  );
  return tenantId;
};

/** The inspection office at work on one subsidiary's imports. */
export const officeAt = (scene: ImportScene, tenantId: string) => {
  const principal = office();
  const call = <Body = Record<string, unknown>>(
    operation: Parameters<typeof send>[1],
    input: { importId?: string; batchId?: string; query?: Record<string, string>; body?: unknown } = {},
  ): Promise<ApiAnswer<Body>> => {
    const { importId, batchId, query, body } = input;
    const handler = operation.startsWith('imports.') ? scene.imports : scene.findings;
    const params = { tenantId, ...(importId ? { importId } : {}), ...(batchId ? { batchId } : {}) };
    return send<Body>(handler, operation, { principal, params, query, body });
  };
  return {
    call,
    register: (fileName: string, bytes: Uint8Array) =>
      call<Registered & { code: string; details?: { importId?: string } }>('imports.register', {
        body: {
          fileName,
          size: bytes.length,
          sha256: createHash('sha256').update(bytes).digest('hex'),
        },
      }),
    /** Registers and uploads as the browser does, and lets the jobs read. */
    async upload(fileName: string, bytes: Uint8Array): Promise<ImportDetail> {
      const { body } = await this.register(fileName, bytes);
      const { url, headers } = body.upload;
      const answer = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) });
      if (answer.status !== 200) throw new Error(`upload answered ${answer.status}: ${await answer.text()}`);
      await scene.pump.drain();
      return this.detail(body.import.id);
    },
    async detail(importId: string): Promise<ImportDetail> {
      return (await call<ImportDetail>('imports.get', { importId })).body;
    },
    commit: (importId: string, input: Record<string, unknown> = {}) =>
      call<ImportDetail & { code: string }>('imports.commit', {
        importId,
        body: { round: '2024年第二轮', title: '反馈问题清单', onlyGood: true, ...input },
      }),
  };
};

const trailOf = (trail: readonly AuditEvent[]): string[] =>
  trail.map((event) => `${event.type} ${event.actor.name}`);

/** All findings of a batch in ledger order. */
export const findingsOf = async (
  table: Table,
  tenantId: string,
  batchId: string,
): Promise<(FindingContent & { readonly id: string; readonly trail: readonly AuditEvent[] })[]> => {
  const { ids } = await listBatchFindingIds(table, tenantId, batchId, { limit: 1000 });
  const scope = systemScope('jobs', tenantId);
  return Promise.all(
    ids.map(async (id) => {
      const found = await openFinding(table, scope, id);
      if (!found) throw new Error(`finding ${id} is missing`);
      const { no, title, state, termClass, responsibility, measureCount } = found.finding;
      return {
        id,
        trail: found.trail,
        finding: { no, title, state, termClass, responsibility, measureCount },
        text: found.body.text,
        measures: found.measures.map(({ seq, text, departmentName, handlerName, term }) => ({
          seq,
          text,
          departmentName,
          handlerName,
          term,
        })),
        events: trailOf(found.trail),
      };
    }),
  );
};

/** Breaks off at the n-th write, before or after it took place, and at none later. */
export const breakingAt = (table: Table, nth: number, when: 'before' | 'after') => {
  let writes = 0;
  const crash = (): never => {
    throw new Error(`broken off ${when} write ${nth}`);
  };
  const broken: Table = {
    ...table,
    async transact(list, token) {
      writes += 1;
      if (writes === nth && when === 'before') crash();
      await table.transact(list, token);
      if (writes === nth && when === 'after') crash();
    },
  };
  return { table: broken, reached: () => writes >= nth };
};
