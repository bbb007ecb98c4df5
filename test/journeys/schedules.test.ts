import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemScope } from '@xuncha/domain';
import { type LocalCloud, startLocalCloud } from '@xuncha/local';
import { listDamages, listDepartments, newId, openTable, registerContent, type Table } from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { typicalFinding } from '../cost/typical-finding.ts';
import { seedFinding } from '../engine/seed-finding.ts';
import { foundGroup, openTenant } from '../engine/tenants.ts';
import { dynamoOf, frozenAssembly, tableNameOf } from './bench.ts';

/** What runs by the clock, on the real assembly under its own roles. */
const TENANT = 'beihe';
const SHA256 = 'a'.repeat(64);
const directory = mkdtempSync(join(tmpdir(), 'xuncha-schedules-'));
const dataDir = join(directory, 'data');
let cloud: LocalCloud;
let client: DynamoDBClient;
let table: Table;

beforeAll(async () => {
  const assemblyDir = await frozenAssembly(directory);
  cloud = await startLocalCloud({ assemblyDir, dataDir, port: 0, accounts: [], quiet: true });
  client = dynamoOf(cloud);
  table = openTable(client, tableNameOf(cloud));
  await foundGroup(table);
  await openTenant(table, { tenantId: TENANT, name: '北河采油厂', departments: ['财务部'] });
  const [department] = await listDepartments(table, systemScope('provisioning', TENANT));
  if (!department) throw new Error('the tenant has no department');
  const place = { tenantId: TENANT, batchId: newId(), handlerId: 'u' };
  const named = { departmentId: department.id, departmentName: department.name };
  // The register names a file the vault does not have: the check has to see that it is missing, not forbidden.
  const { id: findingId } = await seedFinding(table, typicalFinding({ ...place, ...named }, 'rectifying', 1));
  await registerContent(table, {
    tenantId: TENANT,
    sha256: SHA256,
    vaultKey: `t/${TENANT}/v/${SHA256}`,
    size: 1_482_336,
    type: 'pdf',
    retention: '10y',
    retainUntil: '2035-03-03T02:05:00.000Z',
    batchId: place.batchId,
    findingId,
    evidenceId: newId(),
    fileName: '附件1：物资采购管理实施细则（修订稿）.pdf',
    storedAt: '2025-03-03T02:05:00.000Z',
  });
  await cloud.drain();
}, 180_000);
afterAll(async () => {
  client?.destroy();
  await cloud?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const logsOf = (name: string): string =>
  readdirSync(join(dataDir, 'logs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.includes(name) && file.endsWith('.log'))
    .map((file) => readFileSync(join(dataDir, 'logs', file), 'utf8'))
    .join('\n');

describe('functions that run by the clock', { timeout: 120_000 }, () => {
  it.each([
    ['CheckVault', 'check'],
    ['ExpireArchives', 'expire'],
    ['DailyRun', 'daily'],
    ['Seal', 'seal'],
    ['Sweep', 'gate-limits'],
    ['Sweep', 'reconcile'],
  ])('%s does its work (%s) with the rights its role has', async (name, task) => {
    const fn = cloud.model.functions.find(({ logicalId }) =>
      new RegExp(`^${name}[0-9A-F]{8}$`).test(logicalId),
    );
    if (!fn) throw new Error(`no function ${name}`);
    const answer = await cloud.invoke(fn.name, { task });
    expect(answer).toMatchObject({ ok: true });
    await cloud.drain();
    expect(cloud.deadLetters()).toEqual([]);
  });

  it('tell a file that is missing in the vault', async () => {
    expect(await listDamages(table, TENANT, 10)).toMatchObject([{ sha256: SHA256, code: 'missing' }]);
  });

  it('were refused nothing but the whole bucket’s list, which S3 asks for before it calls a file missing', () => {
    const path = join(dataDir, 'logs/access-denied.log');
    const refusals = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
    expect(refusals.length).toBeGreaterThan(0);
    expect(refusals.filter((line) => !line.includes('perform: s3:ListBucket on'))).toEqual([]);
    expect(logsOf('')).not.toMatch(/AccessDenied/);
  });
});
