import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const bin = (name: string): string => join('node_modules', '.bin', name);

const check = async (command: string, ...args: string[]): Promise<{ ok: boolean; output: string }> => {
  try {
    const { stdout } = await run(bin(command), args, { maxBuffer: 32 * 1024 * 1024 });
    return { ok: true, output: stdout };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return { ok: false, output: stdout + stderr };
  }
};

const canaries: string[] = [];
/** Puts a file that breaks a rule where the rule looks; removed afterwards. */
const plant = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  canaries.push(path);
};
const clear = (): void => {
  for (const path of canaries.splice(0)) rmSync(path, { force: true });
};
afterAll(clear);

const cruise = (...paths: string[]) => check('depcruise', '--config', '.dependency-cruiser.cjs', ...paths);

describe('dependency direction', { timeout: 120_000 }, () => {
  it('holds in the whole tree, and the tree was really read', async () => {
    const { ok, output } = await cruise('packages', 'functions', 'infra', 'web/src', 'scripts');
    expect(output).toMatch(/no dependency violations found \(\d{3,} modules/);
    expect(ok).toBe(true);
  });

  it.each([
    ['domain-is-pure', 'packages/domain/src/canary.ts', "import '@xuncha/store';"],
    ['no-io-in-domain', 'packages/domain/src/canary.ts', "import 'node:fs';"],
    ['no-zod-in-domain', 'packages/domain/src/canary.ts', "import 'zod';"],
    ['contracts', 'packages/contracts/src/canary.ts', "import '@xuncha/http';"],
    ['store', 'packages/store/src/canary.ts', "import '@xuncha/contracts';"],
    ['http', 'packages/http/src/canary.ts', "import '@xuncha/store';"],
    ['documents', 'packages/documents/src/canary.ts', "import '@xuncha/store';"],
    ['archive', 'packages/archive/src/canary.ts', "import '@xuncha/store';"],
    ['local', 'packages/local/src/canary.ts', "import '@xuncha/domain';"],
    ['functions', 'functions/canary.ts', "import '../packages/local/src/index.ts';"],
    ['infra', 'infra/canary.ts', "import '@xuncha/store';"],
    ['web', 'web/src/canary.ts', "import '@xuncha/store';"],
    ['aws-sdk-stays-in-adapters', 'packages/http/src/canary.ts', "import '@aws-sdk/client-s3';"],
    ['middy-in-http-and-functions', 'packages/store/src/canary.ts', "import '@middy/core';"],
    ['cdk-in-infra', 'functions/canary.ts', "import 'aws-cdk-lib';"],
    ['no-vague-folders', 'packages/domain/src/canary.ts', "import './utils/canary.ts';"],
  ])('%s fails when it is broken', async (rule, path, text) => {
    plant(path, `${text}\nexport const canary = 1;\n`);
    if (rule === 'no-vague-folders') plant('packages/domain/src/utils/canary.ts', 'export {};\n');
    const { ok, output } = await cruise(path);
    clear();
    rmSync('packages/domain/src/utils', { recursive: true, force: true });
    expect(output).toContain(`error ${rule}`);
    expect(ok).toBe(false);
  });
});

describe('Biome', { timeout: 60_000 }, () => {
  it('finds nothing in the whole tree', async () => {
    const { ok, output } = await check('biome', 'check', '--error-on-warnings', '.');
    expect(ok, output).toBe(true);
  });

  it('fails for a loose type', async () => {
    plant('packages/domain/src/canary.ts', 'export const canary = (value: any): any => value;\n');
    const { ok, output } = await check('biome', 'check', 'packages/domain/src/canary.ts');
    clear();
    expect(output).toContain('noExplicitAny');
    expect(ok).toBe(false);
  });
});

describe('TypeScript', { timeout: 240_000 }, () => {
  it('finds nothing in the whole tree', async () => {
    const { ok, output } = await check('tsc', '--noEmit', '-p', '.');
    expect(ok, output).toBe(true);
  });
});

describe('knip', { timeout: 120_000 }, () => {
  it('finds no dead file, export or dependency', async () => {
    const { ok, output } = await check('knip', '--no-progress');
    expect(ok, output).toBe(true);
  });

  it('fails for a dead file', async () => {
    plant('functions/relay/canary.ts', 'export const canary = 1;\n');
    const { ok, output } = await check('knip', '--no-progress', '--include', 'files');
    clear();
    expect(output).toContain('canary.ts');
    expect(ok).toBe(false);
  });
});
