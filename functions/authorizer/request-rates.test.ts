import { type BucketState, createRateClient, keys, openRateBuckets } from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestTable, TEST_CREDENTIALS, TEST_REGION, type TestTable } from '../../test/engine/table.ts';
import { createRequestRates } from './request-rates.ts';

const LIMITS = { subsidiary: { rate: 10, burst: 40 }, group: { rate: 30, burst: 120 } } as const;

let engine: TestTable;
let client: ReturnType<typeof createRateClient>;
/** The time of day as the instances under test have it. */
let now = Date.parse('2025-03-05T02:00:00.000Z');

beforeAll(async () => {
  engine = await startTestTable({ stream: false });
  client = createRateClient({ endpoint: engine.url, region: TEST_REGION, credentials: TEST_CREDENTIALS });
});
afterAll(async () => {
  client.destroy();
  await engine.stop();
});

/** Instances of the authorizer on one table, and how often they asked it. */
const instances = (count: number) => {
  const bucket = openRateBuckets(client, engine.name);
  const asked = { debits: 0 };
  const debit: typeof bucket = (...of) => {
    asked.debits += 1;
    return bucket(...of);
  };
  const admits = Array.from({ length: count }, () =>
    createRequestRates({ debit, limits: LIMITS, clock: () => now }),
  );
  let turn = 0;
  /** Sends so many requests in turn to all instances and counts what was admitted. */
  const send = async (tenantId: string, requests: number, kind: 'subsidiary' | 'group' = 'subsidiary') => {
    let admitted = 0;
    for (let one = 0; one < requests; one += 1) {
      const admit = admits[turn % count];
      turn += 1;
      if ((await admit?.(tenantId, kind)) === undefined) admitted += 1;
    }
    return admitted;
  };
  /** Requests at an even pace for so many seconds. */
  const sendFor = async (tenantId: string, perSecond: number, seconds: number) => {
    let admitted = 0;
    for (let tick = 0; tick < seconds * 20; tick += 1) {
      now += 50;
      admitted += await send(tenantId, perSecond / 20);
    }
    return admitted;
  };
  return { send, sendFor, asked };
};

describe('a tenant’s rate', () => {
  it('admits the burst, then what flows in, however many instances share the load', async () => {
    for (const count of [1, 5]) {
      const tenant = `noisy${count}`;
      const { send, sendFor } = instances(count);
      const atOnce = await send(tenant, 400);
      // Up to an eighth of the stock may be on each instance's tab when the bucket runs empty.
      expect(atOnce).toBeGreaterThanOrEqual(40);
      expect(atOnce).toBeLessThanOrEqual(40 + count * 5);
      // Ten times its rate for ten seconds: a tenth comes through, less what was owed.
      const later = await sendFor(tenant, 100, 10);
      expect(later).toBeGreaterThanOrEqual(100 - count * 5 - 5);
      expect(later).toBeLessThanOrEqual(100 + count * 5);
    }
  });

  it('is nobody else’s: while one is refused, the others get everything', async () => {
    const { send } = instances(3);
    expect(await send('loud', 400)).toBeLessThan(60);
    expect(await send('quiet', 40)).toBe(40);
    expect(await send('loud', 20)).toBe(0);
  });

  it('comes back by itself, at the time that was named', async () => {
    const limiter = createRequestRates({
      debit: openRateBuckets(client, engine.name),
      limits: LIMITS,
      clock: () => now,
    });
    let wait: number | undefined;
    for (let request = 0; request < 400 && wait === undefined; request += 1)
      wait = await limiter('back', 'subsidiary');
    expect(wait).toBe(1);
    now += 1000;
    expect(await limiter('back', 'subsidiary')).toBeUndefined();
    now += 60_000;
    const { send } = instances(1);
    expect(await send('back', 40)).toBe(40);
  });

  it('is higher for HQ', async () => {
    const { send } = instances(1);
    const admitted = await send('jituan', 400, 'group');
    expect(admitted).toBeGreaterThanOrEqual(120);
    expect(admitted).toBeLessThanOrEqual(135);
  });

  it('costs a write for many requests while there is plenty, and none while it is known to be empty', async () => {
    const { sendFor, send, asked } = instances(1);
    // Half of what flows in.
    expect(await sendFor('usual', 20, 1)).toBe(20);
    asked.debits = 0;
    now += 60_000;
    for (let second = 0; second < 60; second += 1) {
      now += 1000;
      expect(await send('usual', 5)).toBe(5);
    }
    // 35 left after a debit, an eighth of it at a time: 300 requests, 75 writes.
    expect(asked.debits).toBeLessThanOrEqual(75);
    await send('usual', 200);
    asked.debits = 0;
    expect(await send('usual', 1000)).toBe(0);
    expect(asked.debits).toBe(0);
  });

  it('survives a clock that was days ahead', async () => {
    const bucket = openRateBuckets(client, engine.name);
    await bucket('ahead', LIMITS.subsidiary, 1, now + 86_400_000);
    expect(await bucket('ahead', LIMITS.subsidiary, 1, now)).toEqual({ taken: true, fullAt: now + 100 });
  });

  it('is kept exactly when instances debit at the same time', async () => {
    const bucket = openRateBuckets(client, engine.name);
    const debits = Array.from({ length: 60 }, () => bucket('race', LIMITS.subsidiary, 1, now));
    const settled = await Promise.allSettled(debits);
    const taken = settled.filter((one) => one.status === 'fulfilled' && one.value.taken).length;
    const item = await engine.table.get(keys.rateBucket('race'));
    expect(taken).toBeLessThanOrEqual(40);
    expect(item?.fullAt).toBe(now + taken * 100);
  });
});

describe('a limiter that is down', () => {
  it('admits everybody, says so, and asks the table once a second', async () => {
    const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    let asked = 0;
    let up = false;
    const debited: number[] = [];
    const limiter = createRequestRates({
      debit: async (_tenant, _limit, tokens, at): Promise<BucketState> => {
        asked += 1;
        if (!up) throw new Error('no answer');
        debited.push(tokens);
        return { taken: true, fullAt: at + tokens * 100 };
      },
      limits: LIMITS,
      clock: () => now,
    });
    for (let request = 0; request < 500; request += 1) {
      if (request === 250) now += 1001;
      expect(await limiter('any', 'subsidiary')).toBeUndefined();
    }
    expect(asked).toBe(2);
    expect(errors.mock.calls.map(([line]) => JSON.parse(String(line)).code)).toEqual([
      'rate_limiter_down',
      'rate_limiter_down',
    ]);
    errors.mockRestore();
    // Back again: nobody pays for hours of outage.
    now += 1001;
    up = true;
    await limiter('any', 'subsidiary');
    expect(debited).toEqual([20]);
  });

  it('does not make a request wait for a table that hangs', async () => {
    const { createServer } = await import('node:http');
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    if (!address || typeof address === 'string') throw new Error('no port');
    const hanging = createRateClient({
      endpoint: `http://127.0.0.1:${address.port}`,
      region: TEST_REGION,
      credentials: TEST_CREDENTIALS,
    });
    const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const limiter = createRequestRates({ debit: openRateBuckets(hanging, 'xuncha'), limits: LIMITS });
    const start = performance.now();
    expect(await limiter('any', 'subsidiary')).toBeUndefined();
    // Half a second by design; the rest is a busy machine.
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(errors).toHaveBeenCalledTimes(1);
    errors.mockRestore();
    hanging.destroy();
    silent.closeAllConnections();
    silent.close();
  });
});
