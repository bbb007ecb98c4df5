import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { FunctionModel } from '../assembly/model.ts';
import { createClock } from '../clock.ts';
import { Functions } from './functions.ts';

/** Tells which thread it runs in and what heap V8 allows it, a little later, so that two invocations meet. */
const BUNDLE = `import { setTimeout as pause } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { threadId } from 'node:worker_threads';
export const handler = async () => {
  await pause(300);
  return { threadId, heapMegabytes: getHeapStatistics().heap_size_limit / 2 ** 20 };
};
`;
const answerSchema = z.object({ threadId: z.number(), heapMegabytes: z.number() });

const directory = mkdtempSync(join(tmpdir(), 'functions-'));
const functionNamed = (name: string, environment: Record<string, string>): FunctionModel => ({
  name,
  arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  logicalId: name,
  stackName: 'test',
  runtime: 'nodejs24.x',
  handler: 'index.handler',
  bundle: directory,
  environment,
  timeoutSeconds: 10,
  memoryMegabytes: 1769,
  roleArn: 'arn:aws:iam::000000000000:role/test',
  asyncRetries: 0,
  onFailureArn: undefined,
});

let functions: Functions;
beforeAll(() => {
  writeFileSync(join(directory, 'index.mjs'), BUNDLE);
  functions = new Functions({
    functions: [
      functionNamed('Shared', {}),
      functionNamed('Bounded', { NODE_OPTIONS: '--max-old-space-size=112 --max-semi-space-size=4' }),
    ],
    logDir: join(directory, 'logs'),
    clock: createClock(false),
    reporter: { info: () => undefined, warn: () => undefined },
    environmentOf: ({ environment }) => ({ ...environment }),
  });
});
afterAll(async () => {
  await functions.close();
  rmSync(directory, { recursive: true, force: true });
});

const twice = async (name: string) => {
  const results = await Promise.all([functions.invoke(name, {}), functions.invoke(name, {})]);
  return results.map((result) => answerSchema.parse(result.ok ? result.payload : result.error));
};

describe('invocations at the same time', () => {
  it('share one thread, which has the heap of the whole function', async () => {
    const [a, b] = await twice('Shared');
    expect(a?.threadId).toBe(b?.threadId);
    expect(a?.heapMegabytes).toBeGreaterThan(1700);
  });

  it('have a thread each where the function bounds its heap, with that heap', async () => {
    const first = await twice('Bounded');
    expect(new Set(first.map(({ threadId }) => threadId)).size).toBe(2);
    for (const { heapMegabytes } of first) expect(heapMegabytes).toBeLessThan(160);
    // They wait for the next ones.
    const threads = (answers: typeof first) => answers.map(({ threadId }) => threadId).sort();
    expect(threads(await twice('Bounded'))).toEqual(threads(first));
  });
});
