import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from './index.ts';
import { isRunning } from './processes.ts';
import { synthesiseSample } from './sample/sample-app.fixture.ts';

const directory = mkdtempSync(join(tmpdir(), 'xuncha-crash-'));
const assemblyDir = join(directory, 'cdk.out');

beforeAll(() => void synthesiseSample(assemblyDir), 60_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function startChild(
  dataDir: string,
  dieAt?: string,
): Promise<{ child: ChildProcess; client: DynamoDBClient }> {
  const script = join(import.meta.dirname, 'sample/cloud-child.fixture.ts');
  const child = spawn(process.execPath, [script, assemblyDir, dataDir, ...(dieAt ? [dieAt] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const { dynamodb, credentials } = JSON.parse(String(line));
  return {
    child,
    client: new DynamoDBClient({ endpoint: dynamodb, region: 'ap-southeast-1', credentials, maxAttempts: 1 }),
  };
}

function enginePid(dataDir: string): number {
  return JSON.parse(readFileSync(join(dataDir, 'dynamodb/engine.json'), 'utf8')).pid;
}

/** Writes notes until the machine dies; returns how many it has acknowledged. */
async function writeUntilDeath(
  client: DynamoDBClient,
  table: string,
  limit: number,
  onFirst: () => void,
): Promise<number> {
  for (let written = 0; written < limit; written += 1) {
    const Item = { pk: { S: `NOTE#${written}` }, sk: { S: 'META' }, text: { S: 'x' } };
    try {
      await client.send(new PutItemCommand({ TableName: table, Item }));
      if (written === 0) onFirst();
    } catch {
      return written;
    }
  }
  return limit;
}

async function countedNotes(cloud: LocalCloud, table: string): Promise<number> {
  const { credentials, endpoints, region } = cloud;
  const client = new DynamoDBClient({ endpoint: endpoints.dynamodb, region, credentials });
  const Key = { pk: { S: 'COUNT' }, sk: { S: 'META' } };
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key }));
  return Item?.seen?.SS?.length ?? 0;
}

describe('a machine killed without warning', () => {
  it.each([
    ['while it is writing', undefined],
    ['before it keeps the position of a delivered batch', 'streams:checkpoint'],
    ['before a function writes', 'dynamodb:UpdateItem'],
  ])('%s delivers every acknowledged change after the next start', async (name, dieAt) => {
    const dataDir = join(directory, `data ${name}`);
    const { child, client } = await startChild(dataDir, dieAt);
    const table = 'sample-data-Notes5BB3582F';
    const died = once(child, 'exit');
    const writing = writeUntilDeath(client, table, 400, () => {
      if (dieAt === undefined) setTimeout(() => child.kill('SIGKILL'), 100);
    });
    await died;
    const acknowledged = await writing;
    const orphan = enginePid(dataDir);
    expect(isRunning(orphan)).toBe(true);

    const cloud = await startLocalCloud({ assemblyDir, dataDir, port: 0, accounts: [], quiet: true });
    try {
      expect(isRunning(orphan)).toBe(false);
      expect(cloud.model.tables[0]?.name).toBe(table);
      await cloud.drain();
      const counted = await countedNotes(cloud, table);
      expect(acknowledged).toBeGreaterThan(0);
      expect(acknowledged).toBeLessThan(400);
      // One more may have been written whose acknowledgement was lost.
      expect([acknowledged, acknowledged + 1]).toContain(counted);
      expect(cloud.deadLetters()).toEqual([]);
    } finally {
      await cloud.stop();
    }
  });
});
