import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startLocalCloud } from '@xuncha/local';
import { afterAll, expect, it } from 'vitest';
import { createGroup } from '../functions/provisioning/create-group.ts';
import { hqTenantOf, inTable } from './cloud-table.ts';
import { prepareAssembly } from './prepare-assembly.ts';

const SCRIPT = resolve(import.meta.dirname, 'start.ts');
const directory = mkdtempSync(join(tmpdir(), 'xuncha-start-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs `npm start` until it ends by itself, or is ready and then asked to end. */
const start = async (...args: readonly string[]) => {
  const child = spawn(process.execPath, [SCRIPT, '--port', '0', ...args], {
    env: { ...process.env, TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', error: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    said.out += chunk.toString();
    if (said.out.includes('已启动') && !child.killed) child.kill('SIGTERM');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.error += chunk.toString();
  });
  const [code] = await once(child, 'close');
  return { code, ...said };
};

it('a start that fails while filling in says why, and leaves no engine behind', async () => {
  const dataDir = join(directory, 'another-group');
  const cloud = await startLocalCloud({
    assemblyDir: await prepareAssembly(() => undefined),
    dataDir,
    port: 0,
    accounts: [],
    quiet: true,
  });
  // The group of somebody else: the people of the demonstration are nobody here.
  const group = {
    tenantId: hqTenantOf(cloud),
    name: '另一集团',
    departments: [{ name: '巡察办公室' }],
    routing: {},
    admin: { login: 'somebody', name: '甲某' },
  };
  const founded = await inTable(cloud, (table) => createGroup(table, group, new Date().toISOString()));
  expect(founded.ok).toBe(true);
  await cloud.stop();

  const { code, error } = await start('--data', dataDir);
  expect(code).toBe(1);
  expect(error).toContain('启动失败');
  expect(error).toMatch(/seedDemo/);
  // Both are given back by a machine that was stopped, and by nobody else.
  expect(existsSync(join(dataDir, 'dynamodb/engine.json'))).toBe(false);
  expect(existsSync(join(dataDir, 'lock.json'))).toBe(false);
});

it('begins anew where the last start was cut off while telling the past', async () => {
  const dataDir = join(directory, 'half-told');
  mkdirSync(join(dataDir, 'dynamodb'), { recursive: true });
  writeFileSync(join(dataDir, 'demonstration-half-told'), '');
  writeFileSync(join(dataDir, 'dynamodb/dynamodb.sqlite'), 'half of a table');
  const { code, out } = await start('--data', dataDir, '--empty');
  expect(out).toContain('重新写入');
  expect(code).toBe(0);
  expect(existsSync(join(dataDir, 'demonstration-half-told'))).toBe(false);
});
