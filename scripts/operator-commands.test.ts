import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Finding, ok, SYSTEM_ACTOR, systemScope } from '@xuncha/domain';
import { type DataTable, openDataTable } from '@xuncha/local';
import { executeOnFinding, keys, openTable } from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { announceTable, lockDataDirectory } from '../packages/local/src/data-directory.ts';
import { startEngine } from '../packages/local/src/dynamodb/engine.ts';
import { consoleReporter } from '../packages/local/src/reporter.ts';
import { HQ_TENANT } from '../test/engine/environment.ts';
import { seedAggregate, seedFinding } from '../test/engine/seed-finding.ts';
import { createTable, TEST_CREDENTIALS, TEST_REGION } from '../test/engine/table.ts';
import { foundGroup, openTenant } from '../test/engine/tenants.ts';

const TABLE = 'xuncha-local';
const root = join(import.meta.dirname, '..');
const dataDir = mkdtempSync(join(tmpdir(), 'xuncha-operator-'));
let finding: Finding;

const clientAt = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({ endpoint, region: TEST_REGION, credentials: TEST_CREDENTIALS });

/** Starts the engine on the data as the system does, and tells where it answers. */
const startSystem = async (): Promise<{ client: DynamoDBClient; stop(): Promise<void> }> => {
  const release = lockDataDirectory(dataDir);
  const engine = await startEngine({
    dataDir,
    logFile: join(dataDir, 'engine.log'),
    now: () => Date.now(),
    consumedUpTo: new Map(),
    reporter: consoleReporter(true),
  });
  announceTable(dataDir, { dynamodb: engine.url, region: 'local' });
  const client = clientAt(engine.url);
  return {
    client,
    async stop() {
      client.destroy();
      await engine.stop();
      release();
    },
  };
};

const run = (script: string, ...args: string[]) =>
  output(process.execPath, [join(root, 'scripts', script), '--data', dataDir, ...args]);
/** As an operator types it. */
const runNpm = (script: string) => output('npm', ['run', '--silent', script, '--', '--data', dataDir]);

const output = (command: string, args: readonly string[]): Promise<{ code: number | null; text: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root });
    let text = '';
    child.stdout.on('data', (part) => (text += String(part)));
    child.stderr.on('data', (part) => (text += String(part)));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, text }));
  });

const withData = async <T>(work: (client: DynamoDBClient, opened: DataTable) => Promise<T>): Promise<T> => {
  const opened = await openDataTable(dataDir);
  const client = clientAt(opened.endpoint);
  try {
    return await work(client, opened);
  } finally {
    client.destroy();
    await opened.close();
  }
};

/** Whoever has the file can do this: an event's words change, its hash stays. */
const setReason = (client: DynamoDBClient, reason: string) => {
  const { pk, sk } = keys.audit(keys.findingPk('beihe', finding.id), 1);
  return client.send(
    new UpdateItemCommand({
      TableName: TABLE,
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: 'SET #data.#text = :text',
      ExpressionAttributeNames: { '#data': 'data', '#text': 'text' },
      ExpressionAttributeValues: { ':text': { S: reason } },
    }),
  );
};

beforeAll(async () => {
  const system = await startSystem();
  await createTable(system.client, TABLE, false);
  const table = openTable(system.client, TABLE);
  await foundGroup(table);
  await openTenant(table, { tenantId: 'beihe', name: '北河采油厂', departments: ['财务部'] });
  finding = await seedFinding(table, seedAggregate({ tenantId: 'beihe' }));
  for (const at of ['2025-03-03T02:00:00.000Z', '2025-03-04T02:00:00.000Z'])
    await executeOnFinding(table, systemScope('jobs', 'beihe'), finding.id, {
      actor: SYSTEM_ACTOR('jobs'),
      at,
      decide: ({ finding: current }) =>
        ok({ finding: current, event: { type: 'finding.edited', data: { at } } }),
      answer: () => ({ status: 200, body: null }),
    });
  await system.stop();
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe('verify-audit', () => {
  test('reports whole trails of stopped data, and gives the directory back', async () => {
    const { code, text } = await run('verify-audit.ts');
    expect(text).toContain('链 3 条');
    expect(text).toContain('全部完整');
    expect(code).toBe(0);
    await withData(async (_client, { running }) => expect(running).toBe(false));
  });

  test('names the finding and its first bad event when the data was changed behind its back', async () => {
    await withData((client) => setReason(client, '没有问题。'));
    const { code, text } = await run('verify-audit.ts');
    expect(code).toBe(1);
    expect(text).toContain(`单位 beihe 问题 ${finding.id}：第 1 条起不可信`);
    await withData((client) => setReason(client, '部分物资未履行招标程序。'));
    expect((await run('verify-audit.ts')).code).toBe(0);
  });

  test('as `npm run verify-audit` names the first bad event of a trail that goes on after it', async () => {
    const { pk, sk } = keys.audit(keys.findingPk('beihe', finding.id), 2);
    const setAt = (at: string) =>
      withData((client) =>
        client.send(
          new UpdateItemCommand({
            TableName: TABLE,
            Key: { pk: { S: pk }, sk: { S: sk } },
            UpdateExpression: 'SET #at = :at',
            ExpressionAttributeNames: { '#at': 'at' },
            ExpressionAttributeValues: { ':at': { S: at } },
          }),
        ),
      );
    await setAt('2025-02-03T02:00:00.000Z');
    const { code, text } = await runNpm('verify-audit');
    expect(code).toBe(1);
    expect(text).toContain('发现 1 处异常');
    expect(text).toContain(`单位 beihe 问题 ${finding.id}：第 2 条起不可信`);
    await setAt('2025-03-03T02:00:00.000Z');
    expect(await runNpm('verify-audit')).toMatchObject({ code: 0 });
  });

  test('works beside the running system', async () => {
    const system = await startSystem();
    try {
      expect((await run('verify-audit.ts')).code).toBe(0);
      await setReason(system.client, '没有问题。');
      expect((await run('verify-audit.ts')).code).toBe(1);
      await setReason(system.client, '部分物资未履行招标程序。');
    } finally {
      await system.stop();
    }
  });

  test('says what is missing', async () => {
    const { code, text } = await run('verify-audit.ts', '--data', join(dataDir, 'nothing'));
    expect(code).toBe(1);
    expect(text).toContain('holds no data');
  });
});

describe('note-chains', () => {
  test('compares, notes what no seal covers, and notes nothing of a trail that was changed', async () => {
    const args = ['--hq', HQ_TENANT, '--tenant', 'beihe'];
    const compared = await run('note-chains.ts', ...args, '--check');
    expect(compared).toMatchObject({ code: 1 });
    expect(compared.text).toContain('beihe：链 2 条，缺少 2 条，登记 0 条');
    await withData((client) => setReason(client, '没有问题。'));
    const refused = await run('note-chains.ts', ...args);
    expect(refused.code).toBe(1);
    expect(refused.text).toContain('缺少 1 条，登记 1 条');
    expect(refused.text).toContain(`问题 ${finding.id}：第 1 条审计记录被改动`);
    await withData((client) => setReason(client, '部分物资未履行招标程序。'));
    expect(await run('note-chains.ts', '--hq', HQ_TENANT)).toMatchObject({ code: 0 });
  });
});

describe('rebuild', () => {
  test('compares stopped data and repairs only beside the running system', async () => {
    const compared = await run('rebuild-projections.ts', '--hq', HQ_TENANT, '--check');
    expect(compared.code).toBe(1);
    // Nobody projected anything: two tasks of a finding in rectification, its ledger line, its place in five orders, its
    // wording, counters, a due month, the roll-up, and the effect chart of the unit and at HQ.
    expect(compared.text).toContain('差异 14 处，改正 0 处');
    const refused = await run('rebuild-projections.ts', '--hq', HQ_TENANT);
    expect(refused.code).toBe(1);
    expect(refused.text).toContain('请先启动系统');
    const system = await startSystem();
    try {
      const args = ['--hq', HQ_TENANT, '--tenant', 'beihe', '--settle', '0.1'];
      expect(await run('rebuild-projections.ts', ...args)).toMatchObject({ code: 0 });
      expect((await run('rebuild-projections.ts', ...args)).text).toContain('差异 0 处');
    } finally {
      await system.stop();
    }
  });
});
