import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClock } from '../clock.ts';
import { DeadLetterQueues } from '../dead-letters.ts';
import { CheckpointFile } from './checkpoint.ts';
import { StreamConsumer } from './stream-consumer.ts';
import type { StreamRecord } from './stream-source.ts';

const reporter = { info: () => undefined, warn: () => undefined };
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'xuncha-consumer-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const record = (sequence: number, kind: string): StreamRecord => ({
  engineSequence: String(sequence),
  createdAtSeconds: 0,
  event: { dynamodb: { NewImage: { kind: { S: kind } } } },
});

/** Delivers the pages to a function that wants items of kind `mine`; answers what it got and what was kept. */
async function consume(pages: readonly (readonly StreamRecord[])[], batchSize = 100) {
  const writes: string[] = [];
  const invocations: number[] = [];
  const checkpoints = new CheckpointFile(directory, 'feed', 'table');
  const consumer = new StreamConsumer({
    mapping: {
      id: 'feed',
      functionName: 'function',
      tableName: 'table',
      streamArn: 'arn:stream',
      enabled: true,
      batchSize,
      tumblingWindowSeconds: 0,
      maximumRetryAttempts: -1,
      bisectOnError: false,
      reportsItemFailures: false,
      startingPosition: 'TRIM_HORIZON',
      onFailureArn: undefined,
      filters: ['{"dynamodb":{"NewImage":{"kind":{"S":["mine"]}}}}'],
      batchingWindowSeconds: 0,
    },
    functionArn: 'arn:function',
    source: {
      shardIds: async () => ['shard'],
      iterator: async () => '0',
      read: async (iterator) => ({
        records: pages[Number(iterator)] ?? [],
        next: String(Number(iterator) + 1),
      }),
    },
    functions: {
      invoke: async (_name, event) => {
        invocations.push(JSON.stringify(event).split('mine').length - 1);
        return { ok: true, payload: null };
      },
    },
    deadLetters: new DeadLetterQueues(directory, [], reporter),
    checkpoints,
    clock: createClock(false),
    hooks: { beforeWrite: (description) => void writes.push(description) },
    reporter,
  });
  consumer.poke();
  consumer.start();
  await expect.poll(() => consumer.isIdle).toBe(true);
  await consumer.close();
  return { invocations, writes: writes.length, kept: checkpoints.position('shard')?.sequence };
}

it('keeps its position when records of its own are through', async () => {
  const pages = [[record(1, 'other'), record(2, 'mine'), record(3, 'other')], [record(4, 'mine')]];
  expect(await consume(pages)).toEqual({ invocations: [1, 1], writes: 2, kept: '4' });
});

it('passes over records of others without writing, and keeps its position now and then', async () => {
  const pages = Array.from({ length: 12 }, (_page, page) =>
    Array.from({ length: 50 }, (_record, index) => record(page * 50 + index + 1, 'other')),
  );
  expect(await consume(pages.slice(0, 9))).toEqual({ invocations: [], writes: 0, kept: undefined });
  expect(await consume(pages)).toEqual({ invocations: [], writes: 1, kept: '500' });
});

it('takes as many of its own at once as it asked for, however much was read', async () => {
  const page = ['other', 'mine', 'mine', 'other', 'mine'].map((kind, index) => record(index + 1, kind));
  expect(await consume([page], 1)).toEqual({ invocations: [1, 1, 1], writes: 3, kept: '5' });
  expect(await consume([page], 2)).toEqual({ invocations: [2, 1], writes: 2, kept: '5' });
});
