import { createHash } from 'node:crypto';
import type { OperationId } from '@xuncha/contracts';
import { operationOf } from '@xuncha/contracts';
import {
  type Department,
  type Finding,
  type FindingState,
  type Principal,
  systemScope,
} from '@xuncha/domain';
import {
  BATCHES,
  createDynamoClient,
  createWrite,
  type Item,
  type Key,
  keys,
  listDepartments,
  memberWrite,
  newId,
  openTable,
  registerWrite,
  type Table,
} from '@xuncha/store';
import type { UploadEvent } from '../../functions/evidence/verify-upload.ts';
import { DynamoGate } from '../../packages/local/src/dynamodb/gate.ts';
import { type ApiEventOptions, type ApiHandler, personOf, send } from '../engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../engine/environment.ts';
import { INTAKE_BUCKET, startTestObjects, type TestObjects } from '../engine/objects.ts';
import { seedFinding } from '../engine/seed-finding.ts';
import { startTestTable, TEST_CREDENTIALS, TEST_REGION, type TestTable } from '../engine/table.ts';
import { foundGroup, openTenant } from '../engine/tenants.ts';
import { seedTenant } from './bulk-findings.ts';
import { CostBook } from './cost-book.ts';
import { type Place, typicalFinding } from './typical-finding.ts';

export const TENANT = 'beihe';
/** A group of thirty subsidiaries, as quality.md reckons; beihe is one of them. */
const SUBSIDIARIES = 30;
/** Three characters each, so that list rows are of one size and a page costs the same wherever it begins. */
const DEPARTMENTS = ['财务部', '采购部', '工程部', '人事部', '安全部', '信息部', '企管部', '地质部'];
const PEOPLE = 30;
export const ROUND = '2024年第二轮';

type Handlers = Readonly<Record<string, ApiHandler>>;

/** The engines, the functions as they are deployed, and a tenant full of findings, with every request metered. */
export class CostScene {
  readonly book: CostBook;
  readonly table: Table;
  readonly objects: TestObjects;
  readonly departments: readonly Department[];
  readonly hqDepartments: readonly Department[];
  readonly place: Place;
  readonly #handlers: Handlers;
  readonly #uploads: UploadEvent[];
  #order = 900_000;

  constructor(parts: {
    readonly gate: DynamoGate;
    readonly table: Table;
    readonly objects: TestObjects;
    readonly departments: readonly Department[];
    readonly hqDepartments: readonly Department[];
    readonly place: Place;
    readonly handlers: Handlers;
    readonly uploads: UploadEvent[];
  }) {
    this.book = new CostBook(parts.gate.meter);
    this.table = parts.table;
    this.objects = parts.objects;
    this.departments = parts.departments;
    this.hqDepartments = parts.hqDepartments;
    this.place = parts.place;
    this.#handlers = parts.handlers;
    this.#uploads = parts.uploads;
  }

  /** One request of the API, without measuring it. Anything but success is an error of the scenario. */
  async call<Body = Record<string, unknown>>(id: OperationId, options: ApiEventOptions): Promise<Body> {
    const operation = operationOf(id);
    const handler = this.#handlers[operation.capability];
    if (!handler) throw new Error(`no function for ${operation.capability}`);
    const answer = await send<Body>(handler, id, options);
    if (answer.status !== operation.status)
      throw new Error(`${id} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** One request of the API, written into the book. */
  measure<Body = Record<string, unknown>>(
    id: OperationId,
    when: string,
    options: ApiEventOptions,
  ): Promise<Body> {
    return this.book.measure(id, when, () => this.call<Body>(id, options));
  }

  /** A typical finding of the tenant in that state. */
  finding(state: FindingState, over: { batchId?: string; withoutMeasures?: true } = {}): Promise<Finding> {
    this.#order += 1;
    const { batchId = this.place.batchId, withoutMeasures } = over;
    const typical = typicalFinding({ ...this.place, batchId }, state, this.#order);
    return seedFinding(this.table, withoutMeasures ? { ...typical, measures: [] } : typical);
  }

  async batch(findings: number): Promise<string> {
    const id = newId();
    await this.table.transact([
      createWrite(BATCHES, {
        id,
        tenantId: TENANT,
        round: ROUND,
        title: '反馈问题清单',
        status: 'draft',
        findings,
        delivered: 0,
        createdAt: new Date().toISOString(),
        createdByName: '巡察办甲',
        version: 1,
      }),
    ]);
    return id;
  }

  async item(key: Key): Promise<Item> {
    const item = await this.table.get(key);
    if (!item) throw new Error(`nothing stands under ${key.pk} ${key.sk}`);
    return item;
  }

  /** Sends a file to a presigned address and answers the events of its arrival. */
  async upload(
    { url, headers }: { readonly url: string; readonly headers: Record<string, string> },
    content: Uint8Array,
  ): Promise<UploadEvent[]> {
    const answer = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(content) });
    if (answer.status !== 200) throw new Error(`the upload was answered with ${answer.status}`);
    return this.#uploads.splice(0);
  }
}

export const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** People of the scenario. Deciders are different persons, as the separation of duties demands. */
export const peopleOf = (place: Place, hqDepartmentId: string) => {
  const unit = (role: Principal['roles'][number], userId: string, extra: object = {}): Principal =>
    personOf(TENANT, [role], { userId, name: '王小明', ...extra });
  const hq = (role: Principal['roles'][number], userId: string, extra: object = {}): Principal =>
    personOf(HQ_TENANT, [role], { userId, name: '赵小红', ...extra });
  const own = { departmentId: place.departmentId };
  return {
    head: unit('department_head', 'head', own),
    handler: unit('handler', place.handlerId, own),
    office: unit('rectification_office', 'office'),
    secretary: unit('party_secretary', 'secretary'),
    unitAdmin: unit('tenant_admin', 'unit-admin'),
    groupAdmin: hq('group_admin', 'hq-admin'),
    inspection: hq('inspection_office', 'inspection'),
    discipline: hq('group_discipline', 'discipline'),
    consultant: hq('functional_dept', 'consultant', { departmentId: hqDepartmentId }),
    leading: hq('leading_group', 'leading'),
    auditor: hq('auditor', 'auditor'),
  };
};

/** The login and membership the scenario's person signs in with. */
export const MEMBER = { login: 'member-00', id: newId() };
/** Two people of HQ who may hold talks. */
export const INTERVIEWERS = [newId(), newId()] as const;

const seedPeople = async (table: Table, departments: readonly Department[]): Promise<void> => {
  for (let index = 0; index < PEOPLE; index += 1) {
    const number = String(index).padStart(2, '0');
    await table.transact([
      memberWrite({
        tenantId: TENANT,
        id: index === 0 ? MEMBER.id : newId(),
        userId: `member-${number}`,
        login: `member-${number}`,
        name: '王小明',
        title: '采购部副主任',
        roles: ['handler'],
        departmentId: departments[index % departments.length]?.id,
        status: 'active',
      }),
    ]);
  }
};

const seedInterviewers = async (table: Table): Promise<void> => {
  for (const [index, id] of INTERVIEWERS.entries())
    await table.transact([
      memberWrite({
        tenantId: HQ_TENANT,
        id,
        userId: `interviewer-${index}`,
        login: `interviewer-${index}`,
        name: '孙小华',
        roles: ['inspection_team'],
        status: 'active',
      }),
    ]);
};

/** The other subsidiaries as HQ's list shows them: a register entry and a roll-up with every usual state. */
const seedSubsidiaries = async (table: Table): Promise<void> => {
  const byState = { delivered: 12, planning: 34, rectifying: 156, closing: 23, closed: 480, continuous: 17 };
  for (let index = 1; index < SUBSIDIARIES; index += 1) {
    const tenantId = `danwei${String(index).padStart(2, '0')}`;
    const entry = { tenantId, name: '第二采油厂', status: 'active' as const };
    const rollup = { tenantId, byState, overdue: 41, asOf: '2025-03-03' };
    await table.transact([
      registerWrite(
        HQ_TENANT,
        { ...entry, createdAt: '2025-01-02T01:00:00.000Z', version: 2 },
        { ifAbsent: true },
      ),
      { put: { ...keys.rollup(HQ_TENANT, tenantId), kind: 'rollup', ...rollup } },
    ]);
  }
};

const loadHandlers = async (): Promise<Handlers> => {
  const [
    identity,
    tenants,
    findings,
    imports,
    evidence,
    closeouts,
    archives,
    restricted,
    plans,
    documents,
    matters,
    reports,
    supervision,
  ] = await Promise.all([
    import('../../functions/api/identity/identity.lambda.ts'),
    import('../../functions/api/tenants/tenants.lambda.ts'),
    import('../../functions/api/findings/findings.lambda.ts'),
    import('../../functions/api/imports/imports.lambda.ts'),
    import('../../functions/api/evidence/evidence.lambda.ts'),
    import('../../functions/api/closeouts/closeouts.lambda.ts'),
    import('../../functions/api/archives/archives.lambda.ts'),
    import('../../functions/api/restricted/restricted.lambda.ts'),
    import('../../functions/api/plans/plans.lambda.ts'),
    import('../../functions/api/documents/documents.lambda.ts'),
    import('../../functions/api/matters/matters.lambda.ts'),
    import('../../functions/api/reports/reports.lambda.ts'),
    import('../../functions/api/supervision/supervision.lambda.ts'),
  ]);
  return {
    identity: identity.handler,
    tenants: tenants.handler,
    findings: findings.handler,
    imports: imports.handler,
    evidence: evidence.handler,
    closeouts: closeouts.handler,
    archives: archives.handler,
    restricted: restricted.handler,
    plans: plans.handler,
    documents: documents.handler,
    matters: matters.handler,
    reports: reports.handler,
    supervision: supervision.handler,
  };
};

const startGate = async (engine: TestTable): Promise<DynamoGate> => {
  const gate = new DynamoGate({ target: engine.url, hooks: {}, onWritten: () => undefined });
  await gate.listen(0);
  return gate;
};

/** Sets the scene with so many findings in the tenant, lets `play` run in it, and clears everything away. */
export const withCostScene = async (
  findings: number,
  play: (scene: CostScene) => Promise<void>,
): Promise<CostBook> => {
  const engine = await startTestTable({ stream: false });
  const gate = await startGate(engine);
  const uploads: UploadEvent[] = [];
  const objects = await startTestObjects({
    onEvent: (event) => {
      if (event.Records[0]?.s3.bucket.name === INTAKE_BUCKET) uploads.push(event);
    },
  });
  const client = createDynamoClient({
    endpoint: gate.url,
    region: TEST_REGION,
    credentials: TEST_CREDENTIALS,
  });
  useEnvironment({ table: { ...engine, url: gate.url }, objects });
  try {
    const table = openTable(client, engine.name);
    await foundGroup(table);
    await openTenant(table, { tenantId: TENANT, name: '北河采油厂', departments: DEPARTMENTS });
    const departments = await listDepartments(table, systemScope('provisioning', TENANT));
    const hqDepartments = await listDepartments(table, systemScope('provisioning', HQ_TENANT));
    await seedPeople(table, departments);
    await seedInterviewers(table);
    await seedSubsidiaries(table);
    const batchId = newId();
    const places = departments.map(({ id, name }) => ({
      tenantId: TENANT,
      batchId,
      departmentId: id,
      departmentName: name,
      handlerId: 'member-00',
    }));
    const [place] = places;
    if (!place) throw new Error('the tenant has no departments');
    await seedTenant(engine, '北河采油厂', places, findings);
    const scene = new CostScene({
      gate,
      table,
      objects,
      departments,
      hqDepartments,
      place,
      handlers: await loadHandlers(),
      uploads,
    });
    await play(scene);
    return scene.book;
  } finally {
    client.destroy();
    await gate.close();
    await objects.stop();
    await engine.stop();
  }
};
