/**
 * Does a noisy tenant make the others wait? Tenant A sends ten times its limit, tenant B works as usual; B's times with and
 * without A, over HTTP, each client in a process of its own. Spells with and without A take turns, so that a busy spell of
 * the machine falls on both. `npm run bench:noisy-tenant -- --rate 5 --seconds 15 --rounds 3`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createClient, ProblemError } from '@xuncha/contracts';
import { type LocalCloud, startLocalCloud } from '@xuncha/local';
import { createDynamoClient, memberWrite, newId, openTable, type Table } from '@xuncha/store';
import { seedAggregate, seedFinding } from '../engine/seed-finding.ts';
import { foundGroup, openTenant, settleLogins } from '../engine/tenants.ts';
import { assemblyWithLimits } from './assembly-with-limits.ts';
import { beClient, CLIENT_OPTION, inClientProcess } from './client-process.ts';

const NOISY = 'zaosheng';
const QUIET = 'anjing';
const FINDINGS = 60;
/** A sends ten times what its tenant may, B half of it. */
const NOISE = 10;
const USUAL = 0.5;
const DRAIN_MS = 300_000;

interface Target {
  readonly url: string;
  readonly token: string;
  readonly tenantId: string;
  readonly perSecond: number;
  readonly seconds: number;
}
interface Sent {
  /** Milliseconds of each request that was served. */
  readonly served: readonly number[];
  readonly refused: number;
  readonly failed: number;
}

/** Sends at an even pace, whether or not earlier requests have been answered. Runs in the client's process. */
const sendEvenly = async ({ url, token, tenantId, perSecond, seconds }: Target): Promise<Sent> => {
  const client = createClient({ baseUrl: url, accessToken: async () => token });
  const served: number[] = [];
  let refused = 0;
  let failed = 0;
  const one = async (): Promise<void> => {
    const start = performance.now();
    try {
      await client.call('findings.list', { params: { tenantId }, query: { state: 'rectifying', limit: 50 } });
      served.push(performance.now() - start);
    } catch (error) {
      if (error instanceof ProblemError && error.status === 429) refused += 1;
      else failed += 1;
    }
  };
  const underWay: Promise<void>[] = [];
  const begin = performance.now();
  for (let count = 0; count < perSecond * seconds; count += 1) {
    const wait = begin + (count * 1000) / perSecond - performance.now();
    if (wait > 0) await pause(wait);
    underWay.push(one());
  }
  await Promise.all(underWay);
  return { served, refused, failed };
};

const inProcess = (target: Target): Promise<Sent> => inClientProcess(import.meta.filename, target);

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const seedTenant = async (table: Table, tenantId: string): Promise<void> => {
  await openTenant(table, { tenantId, name: tenantId, departments: ['财务部'] });
  const role = { roles: ['rectification_office'], status: 'active' } as const;
  await table.transact([
    memberWrite({ tenantId, id: newId(), userId: tenantId, login: tenantId, name: '整改办甲', ...role }),
  ]);
  await settleLogins(table, tenantId);
  for (let index = 0; index < FINDINGS; index += 1)
    await seedFinding(table, seedAggregate({ tenantId, state: 'rectifying' }));
};

const percentile = (all: readonly number[], share: number): number => {
  const sorted = all.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
};
const figuresOf = (spells: readonly Sent[]) => {
  const served = spells.flatMap((one) => one.served);
  const sum = (pick: (one: Sent) => number): number => spells.reduce((total, one) => total + pick(one), 0);
  return {
    served: served.length,
    refused: sum(({ refused }) => refused),
    failed: sum(({ failed }) => failed),
    p50: percentile(served, 0.5),
    p95: percentile(served, 0.95),
  };
};

interface Setting {
  readonly rate: number;
  readonly seconds: number;
  readonly rounds: number;
}

const playSpells = async (cloud: LocalCloud, { rate, seconds, rounds }: Setting) => {
  const targetOf = async (tenantId: string, perSecond: number): Promise<Target> => ({
    url: cloud.url,
    token: await cloud.tokenFor(tenantId, 3_600),
    tenantId,
    perSecond,
    seconds,
  });
  const quiet = await targetOf(QUIET, rate * USUAL);
  const noisy = await targetOf(NOISY, rate * NOISE);
  // Functions start, and A's burst is used up.
  await Promise.all([inProcess({ ...quiet, seconds: 5 }), inProcess({ ...noisy, seconds: 5 })]);
  const alone: Sent[] = [];
  const beside: Sent[] = [];
  const noise: Sent[] = [];
  for (let round = 0; round < rounds; round += 1) {
    alone.push(await inProcess(quiet));
    const [b, a] = await Promise.all([inProcess(quiet), inProcess(noisy)]);
    beside.push(b);
    noise.push(a);
  }
  return { alone: figuresOf(alone), beside: figuresOf(beside), noisy: figuresOf(noise) };
};

const measure = async (setting: Setting) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'xuncha-noisy-'));
  const limit = { rate: setting.rate, burst: setting.rate * 10 };
  const assemblyDir = await assemblyWithLimits(dataDir, { subsidiary: limit, group: limit }, say);
  const accounts = [NOISY, QUIET].map((sub) => ({ sub, name: '整改办甲', title: '整改办', tenant: sub }));
  const cloud = await startLocalCloud({ assemblyDir, dataDir, port: 0, accounts, quiet: true });
  try {
    const { endpoints, region, credentials, model } = cloud;
    const client = createDynamoClient({ endpoint: endpoints.dynamodb, region, credentials });
    const table = openTable(client, model.tables[0]?.name ?? '');
    await foundGroup(table);
    for (const tenantId of [NOISY, QUIET]) await seedTenant(table, tenantId);
    await cloud.drain(DRAIN_MS);
    client.destroy();
    const load = { before: loadavg()[0], cores: availableParallelism() };
    const figures = await playSpells(cloud, setting);
    return { ...setting, limit, load: { ...load, after: loadavg()[0] }, ...figures };
  } finally {
    await cloud.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
};

const { values } = parseArgs({
  options: {
    ...CLIENT_OPTION,
    rate: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '15' },
    rounds: { type: 'string', default: '3' },
  },
});
if (values.client) {
  await beClient(sendEvenly);
} else {
  const { rate, seconds, rounds } = values;
  const result = await measure({ rate: Number(rate), seconds: Number(seconds), rounds: Number(rounds) });
  const { alone, beside, noisy, load } = result;
  console.table({ 'B alone': alone, 'B beside A': beside, 'A at ten times its limit': noisy });
  const ratio = Math.round((beside.p95 / alone.p95) * 100) / 100;
  say(`B's p95 beside A is ${ratio} of that alone (goal: at most 1.2)`);
  if ((load.before ?? 0) > load.cores)
    say(`The machine was busy with other work: load ${load.before} on ${load.cores} cores.`);
  const directory = resolve(import.meta.dirname, 'results');
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'noisy-tenant.json'),
    `${JSON.stringify({ ...result, p95Ratio: ratio }, null, 2)}\n`,
  );
}
