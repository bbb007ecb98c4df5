import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Capability, OPERATION_IDS, type OperationId, operationOf } from '@xuncha/contracts';
import {
  addresseeOf,
  DEFAULT_SUPERVISION,
  draftByRule,
  type Finding,
  freezePlan,
  issueOrder,
  openPlan,
  type PlanContent,
  planHash,
  planTalk,
  SYSTEM_ACTOR,
  submitPlan,
  suspectRecurrence,
} from '@xuncha/domain';
import {
  ARCHIVES,
  BATCHES,
  createWrite,
  delegationWrite,
  departmentWrite,
  IMPORTS,
  keys,
  MEETINGS,
  memberWrite,
  newId,
  planMatter,
  type Table,
} from '@xuncha/store';
import { it } from 'vitest';
import { versionPart } from '../../functions/api/plans/frozen-version.ts';
import type { ApiHandler } from '../engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../engine/environment.ts';
import { startTestObjects, type TestObjects } from '../engine/objects.ts';
import { seedAggregate, seedFinding } from '../engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../engine/table.ts';
import { foundGroup, openTenant } from '../engine/tenants.ts';
import { seedRestricted } from './restricted-records.ts';

/** The tenant that owns what is asked for, and one whose people have no business there. */
export const OWN = 'beihe';
export const FOREIGN = 'nanhe';
/** Has data and people, and is suspended. */
export const SUSPENDED = 'xihe';
const AT = '2025-03-03T02:00:00.000Z';

export const CAPABILITIES: readonly Capability[] = [
  ...new Set(OPERATION_IDS.map((id) => operationOf(id).capability)),
];
export const fileOf = (capability: Capability): string =>
  join(import.meta.dirname, `../../functions/api/${capability}/${capability}.lambda.ts`);

/** A case that does not apply to an operation is not there at all, rather than shown as skipped. */
export const itWhere = (applies: unknown) => (applies ? it : (): void => undefined);

/** Every function of the API on the embedded engines, with a group, two subsidiaries and one of each thing in OWN. */
export interface IsolationScene {
  readonly engine: TestTable;
  readonly objects: TestObjects;
  /** Ids that exist in OWN (and, for meetings, at HQ), by name of the path parameter. */
  readonly existing: Readonly<Record<string, string>>;
  /** Findings of OWN, one in each state before the close-out; the one of `existing` among them. */
  readonly findings: readonly string[];
  handlerOf(id: OperationId): ApiHandler;
  stop(): Promise<void>;
}

const seedTenantItems = async (table: Table, ids: Record<string, string>): Promise<void> => {
  const { membershipId = '', delegationId = '', departmentId = '' } = ids;
  await table.transact([
    departmentWrite(OWN, { id: departmentId, name: '隔离测试部', order: 99 }),
    memberWrite({
      tenantId: OWN,
      id: membershipId,
      userId: 'u',
      login: 'u',
      name: '甲',
      roles: ['rectification_office'],
      status: 'active',
    }),
    delegationWrite({
      tenantId: OWN,
      id: delegationId,
      fromMembershipId: membershipId,
      fromUserId: 'u',
      fromName: '甲',
      toMembershipId: newId(),
      toUserId: 'v',
      toName: '乙',
      validFrom: '2025-03-03',
      validTo: '2025-03-09',
      reason: '出差',
    }),
  ]);
};

const seedDocuments = async (table: Table, ids: Record<string, string>): Promise<void> => {
  const { membershipId = '', batchId = '', importId = '', archiveId = '', meetingId = '' } = ids;
  const actor = { userId: 'u', name: '甲', membershipId, tenantId: OWN, roles: [] };
  const common = { tenantId: OWN, createdAt: AT, createdByName: '甲', version: 1 };
  await table.transact([
    createWrite(BATCHES, {
      ...common,
      id: batchId,
      round: '2024年第二轮',
      title: '清单',
      status: 'draft',
      findings: 1,
      delivered: 0,
    }),
    createWrite(IMPORTS, {
      ...common,
      id: importId,
      fileName: '台账.xlsx',
      size: 1,
      sha256: 'a'.repeat(64),
      status: 'previewed',
      position: 0,
      done: 0,
      total: 0,
      actor,
    }),
    createWrite(ARCHIVES, {
      ...common,
      id: archiveId,
      no: 'BEIHE-A-2025-0001',
      scope: { kind: 'tenant' },
      scopeTitle: '北河',
      purpose: '审计',
      status: 'queued',
      attempt: 1,
      actor,
    }),
    createWrite(MEETINGS, {
      ...common,
      tenantId: HQ_TENANT,
      id: meetingId,
      title: '领导小组会议',
      date: '2025-03-01',
      attendees: ['甲'],
      decided: 0,
    }),
  ]);
};

/** A supervision order about a finding, that nobody has answered. */
const seedOrder = async (table: Table, finding: Finding): Promise<string> => {
  const id = newId();
  const actor = SYSTEM_ACTOR('schedule');
  const trigger = { rule: 'manual', why: '人工下发。', cause: 'manual', level: 'yellow' } as const;
  const draft = draftByRule(finding, trigger, id);
  const issued = issueOrder(draft, { today: '2025-03-03', ruleSets: [] }, actor, AT);
  if (!issued.ok) throw new Error(issued.error.message);
  await table.transact(planMatter(undefined, issued.value, { actor, at: AT }).writes);
  return id;
};

/** A plan that was handed in once and waits for the committee. */
const seedPlan = async (table: Table, batchId: string): Promise<string> => {
  const planId = newId();
  const actor = { userId: 'u', name: '甲', membershipId: 'm', tenantId: OWN, roles: [] };
  const context = { actor, at: AT };
  const batch = { tenantId: OWN, planId, batchId, round: '2024年第二轮', feedbackDate: '2025-02-17' };
  const opened = planMatter<PlanContent>(undefined, openPlan(batch, [], actor, AT), context);
  await table.transact(opened.writes);
  const version = freezePlan(
    { number: 1, goals: '目标', organisation: '组织', submittedAt: AT, submittedByName: '甲' },
    [],
  );
  const hash = planHash(version);
  const submitted = submitPlan(opened, { hash, findings: 0, measures: 0 }, actor, AT);
  if (!submitted.ok) throw new Error(submitted.error.code);
  const change = { ...submitted.value, parts: [versionPart(version, hash)] };
  await table.transact(planMatter(opened.matter, change, context).writes);
  return planId;
};

/** A talk that has not been held. */
const seedTalk = async (table: Table, finding: Finding): Promise<string> => {
  const id = newId();
  const actor = SYSTEM_ACTOR('schedule');
  const planned = planTalk(
    {
      tenantId: OWN,
      id,
      host: 'unit',
      reason: '整改进度滞后',
      talkers: ['甲'],
      talkedTo: { name: '乙' },
      with: 'leader',
      date: '2025-03-03',
      to: addresseeOf(finding),
      findingIds: [finding.id],
    },
    actor,
    AT,
  );
  if (!planned.ok) throw new Error(planned.error.message);
  await table.transact(planMatter(undefined, planned.value, { actor, at: AT }).writes);
  return id;
};

/** A suspicion nobody has judged; the earlier finding stands for itself here. */
const seedRecurrence = async (table: Table, finding: Finding): Promise<string> => {
  const id = newId();
  const actor = SYSTEM_ACTOR('jobs');
  const earlier = { id: finding.id, no: '1', title: '旧问题', text: '旧问题', closedOn: '2025-02-03' };
  const change = suspectRecurrence(
    {
      id,
      finding,
      text: '新问题',
      node: '招标采购',
      match: { earlier, likeness: 60 },
      settings: DEFAULT_SUPERVISION,
      on: '2025-03-03',
    },
    actor,
    AT,
  );
  const single = { ...change, matter: { ...change.matter, findingIds: [finding.id] } };
  await table.transact(planMatter(undefined, single, { actor, at: AT }).writes);
  return id;
};

export const seedOwn = async (table: Table): Promise<Record<string, string>> => {
  const departmentId = newId();
  const { responsibility } = seedAggregate().finding;
  const aggregate = seedAggregate({
    tenantId: OWN,
    state: 'rectifying',
    responsibility: { ...responsibility, departmentId, departmentName: '隔离测试部' },
  });
  await seedFinding(table, aggregate);
  const names = ['caseId', 'membershipId', 'delegationId', 'batchId', 'importId', 'archiveId', 'meetingId'];
  const ids: Record<string, string> = {
    departmentId,
    findingId: aggregate.finding.id,
    measureId: aggregate.measures[0]?.id ?? '',
    evidenceId: aggregate.evidence[0]?.id ?? '',
    ...Object.fromEntries(names.map((name) => [name, newId()])),
  };
  await seedTenantItems(table, ids);
  await seedDocuments(table, ids);
  ids.planId = await seedPlan(table, ids.batchId ?? '');
  ids.orderId = await seedOrder(table, aggregate.finding);
  ids.talkId = await seedTalk(table, aggregate.finding);
  ids.recurrenceId = await seedRecurrence(table, aggregate.finding);
  return { ...ids, ...(await seedRestricted(table, OWN)) };
};

/** Findings in the states in which most commands still have something to do. */
export const seedStates = async (
  table: Table,
  { departmentId }: Record<string, string>,
): Promise<string[]> => {
  const { responsibility } = seedAggregate().finding;
  const states = [
    'draft',
    'delivered',
    'disputed',
    'acknowledged',
    'planning',
    'rectifying',
    'closed',
  ] as const;
  const findings: string[] = [];
  for (const state of states) {
    const aggregate = seedAggregate({
      tenantId: OWN,
      state,
      responsibility: { ...responsibility, departmentId, departmentName: '隔离测试部' },
    });
    findings.push((await seedFinding(table, aggregate)).id);
  }
  return findings;
};

const suspend = async (table: Table, tenantId: string): Promise<void> => {
  const head = await table.get(keys.tenant(tenantId));
  await table.put({ put: { ...head, ...keys.tenant(tenantId), status: 'suspended' } });
};

export const startIsolationScene = async (): Promise<IsolationScene> => {
  const [engine, objects] = await Promise.all([startTestTable(), startTestObjects()]);
  useEnvironment({ table: engine, objects });
  const handlers = new Map<Capability, ApiHandler>();
  for (const capability of CAPABILITIES)
    if (existsSync(fileOf(capability))) handlers.set(capability, (await import(fileOf(capability))).handler);
  await foundGroup(engine.table);
  for (const tenantId of [OWN, FOREIGN])
    await openTenant(engine.table, { tenantId, name: tenantId, departments: ['物资管理部'] });
  await openTenant(engine.table, { tenantId: SUSPENDED, name: SUSPENDED, departments: ['物资管理部'] });
  await suspend(engine.table, SUSPENDED);
  const existing = await seedOwn(engine.table);
  const findings = await seedStates(engine.table, existing);
  return {
    engine,
    objects,
    existing,
    findings: [existing.findingId ?? '', ...findings],
    handlerOf(id) {
      const handler = handlers.get(operationOf(id).capability);
      if (!handler) throw new Error(`the function of ${operationOf(id).capability} is missing`);
      return handler;
    },
    async stop() {
      await engine.stop();
      await objects.stop();
    },
  };
};
