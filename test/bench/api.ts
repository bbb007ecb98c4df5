/**
 * The product's own figures on one machine: authorisation, validation, audit and idempotency on, over HTTP, in tenants
 * of 1,000 and 10,000 findings. Cloud and client are processes of their own. `npm run bench:api -- --runs 200`.
 *
 * Where Debian's `redmine`, `redmine-sqlite` and `puma` are installed, Redmine is asked in turn with us, over as many
 * issues as we have findings; where they are not, our own figures are printed alone.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createClient } from '@xuncha/contracts';
import { type LocalCloud, startLocalCloud } from '@xuncha/local';
import { createDynamoClient, openTable, type Table } from '@xuncha/store';
import { typicalFinding } from '../cost/typical-finding.ts';
import { seedFinding } from '../engine/seed-finding.ts';
import { foundGroup } from '../engine/tenants.ts';
import { assemblyWithLimits, OUT_OF_REACH } from './assembly-with-limits.ts';
import { beClient, CLIENT_OPTION, inClientProcess } from './client-process.ts';
import { redmineClient } from './redmine/redmine-client.ts';
import { type Redmine, startRedmine } from './redmine/start-redmine.ts';
import { seedUnit } from './seed-unit.ts';

/** Findings that are worked on: enough that no two requests in a row meet on one. */
const WORKED = 40;
const CONCURRENT = 4;
const CONCURRENT_SECONDS = 5;
const WARM_UP = 20;
const DRAIN_MS = 600_000;
/** Ports between that of the cloud and Redmine's: the cloud has several. */
const REDMINE_PORT_AFTER = 50;

interface Worked {
  readonly findingId: string;
  readonly measureId: string;
}
/** All the client needs to know about one tenant. */
interface Target {
  readonly url: string;
  readonly token: string;
  readonly tenantId: string;
  readonly findings: number;
  readonly runs: number;
  readonly worked: readonly Worked[];
  readonly redmine?: Pick<Redmine, 'url' | 'key'>;
}
interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}
interface Figures {
  readonly findings: number;
  /** Milliseconds. */
  readonly operations: Readonly<
    Record<string, Spread & { readonly redmineP50?: number; readonly ofRedmine?: number }>
  >;
  readonly listsPerSecond: number;
  readonly redmineListsPerSecond?: number;
}
type Work = (run: number) => Promise<unknown>;

const percentile = (sorted: readonly number[], share: number): number =>
  Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;

/** Runs in the client's process. */
const measure = async (target: Target): Promise<Figures> => {
  const { url, token, tenantId, findings, runs, worked, redmine } = target;
  const client = createClient({ baseUrl: url, accessToken: async () => token });
  const tenant = { tenantId };
  const at = (run: number): Worked => {
    const one = worked[run % worked.length];
    if (!one) throw new Error('there are no findings to work on');
    return one;
  };
  const list = (query: { state?: 'rectifying'; due?: 'overdue' }) =>
    client.call('findings.list', { params: tenant, query: { ...query, limit: 50 } });
  const reads: Record<string, Work> = {
    'get a finding': (run) =>
      client.call('findings.get', { params: { ...tenant, findingId: at(run).findingId } }),
    'list by state (50)': () => list({ state: 'rectifying' }),
    'list overdue (50)': () => list({ due: 'overdue' }),
    'numbers of the unit': () => client.call('overview.get', { params: tenant }),
  };
  const commands: Record<string, Work> = {
    'create (add a measure)': (run) =>
      client.call('measures.add', {
        params: { ...tenant, findingId: at(run).findingId },
        body: { text: '每季度开展一次采购专项检查，检查结果在单位内通报。', term: '立行立改' },
      }),
    'transition (report progress)': (run) =>
      client.call('measures.report', {
        params: { ...tenant, ...at(run) },
        body: { progress: (run % 99) + 1, result: '正在按计划推进。' },
      }),
  };
  const peer = redmine && redmineClient({ ...redmine, issues: findings });
  const [samples, peerSamples] = [new Map<string, number[]>(), new Map<string, number[]>()];
  const time = async (into: Map<string, number[]>, name: string, work: Work, run: number): Promise<void> => {
    const start = performance.now();
    await work(run);
    if (run >= WARM_UP) into.set(name, [...(into.get(name) ?? []), performance.now() - start]);
  };
  // Commands set the stream's consumers going, which share the machine: reads are measured before them. Within a group
  // all take turns, so that a busy spell of the machine falls on each.
  for (const [ours, theirs] of [
    [reads, peer?.reads],
    [commands, peer?.commands],
  ] as const)
    for (let run = 0; run < runs + WARM_UP; run += 1)
      for (const [name, work] of Object.entries(ours)) {
        await time(samples, name, work, run);
        const same = theirs?.[name];
        if (same) await time(peerSamples, name, same, run);
      }
  const operations = [...samples].map(([name, all]) => {
    const own = spreadOf(all);
    const redmineP50 = peerSamples.has(name) ? spreadOf(peerSamples.get(name) ?? []).p50 : undefined;
    const beside = redmineP50 && { redmineP50, ofRedmine: Math.round((100 * own.p50) / redmineP50) / 100 };
    return [name, { ...own, ...beside }] as const;
  });
  return {
    findings,
    operations: Object.fromEntries(operations),
    listsPerSecond: await perSecond(() => list({ state: 'rectifying' })),
    ...(peer ? { redmineListsPerSecond: await perSecond(peer.listByState) } : {}),
  };
};

const spreadOf = (samples: readonly number[]): Spread => {
  const sorted = samples.toSorted((a, b) => a - b);
  return {
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
  };
};

/** How often it is done a second by so many at the same time. */
const perSecond = async (work: () => Promise<unknown>): Promise<number> => {
  const end = performance.now() + CONCURRENT_SECONDS * 1000;
  let done = 0;
  const lane = async (): Promise<void> => {
    for (; performance.now() < end; done += 1) await work();
  };
  await Promise.all(Array.from({ length: CONCURRENT }, lane));
  return Math.round(done / CONCURRENT_SECONDS);
};

const loginOf = (tenantId: string): string => `${tenantId}-office`;
const tenantOf = (findings: number): string => `danwei${findings}`;

const seedOne = async (cloud: LocalCloud, table: Table, findings: number): Promise<Worked[]> => {
  const tenantId = tenantOf(findings);
  const places = await seedUnit(cloud, table, {
    tenantId,
    login: loginOf(tenantId),
    findings: findings - WORKED,
  });
  const worked: Worked[] = [];
  for (let index = 0; index < WORKED; index += 1) {
    const place = places[index % places.length];
    if (!place) throw new Error('the tenant has no departments');
    const typical = typicalFinding(place, 'rectifying', findings - index);
    const { id } = await seedFinding(table, typical);
    worked.push({ findingId: id, measureId: typical.measures[0]?.id ?? '' });
  }
  return worked;
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const measureAll = async (sizes: readonly number[], runs: number): Promise<Figures[]> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'xuncha-bench-'));
  const assemblyDir = await assemblyWithLimits(dataDir, OUT_OF_REACH, say);
  const accounts = sizes.map((findings) => ({
    sub: loginOf(tenantOf(findings)),
    name: '整改办甲',
    title: '整改办',
    tenant: tenantOf(findings),
  }));
  const cloud = await startLocalCloud({ assemblyDir, dataDir, port: 0, accounts, quiet: true });
  try {
    const { endpoints, region, credentials, model, url } = cloud;
    const client = createDynamoClient({ endpoint: endpoints.dynamodb, region, credentials });
    const table = openTable(client, model.tables[0]?.name ?? '');
    await foundGroup(table);
    const results: Figures[] = [];
    for (const findings of sizes) {
      say(`${findings} findings …`);
      const worked = await seedOne(cloud, table, findings);
      await cloud.drain(DRAIN_MS);
      const tenantId = tenantOf(findings);
      const token = await cloud.tokenFor(loginOf(tenantId), 3_600);
      const redmineDir = mkdtempSync(join(dataDir, 'redmine-'));
      const redmine = await startRedmine(
        redmineDir,
        findings,
        Number(new URL(url).port) + REDMINE_PORT_AFTER,
      );
      const target = { url, token, tenantId, findings, runs, worked, redmine };
      results.push(await inClientProcess<Figures>(import.meta.filename, target));
      await redmine?.stop();
    }
    client.destroy();
    return results;
  } finally {
    await cloud.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
};

const { values } = parseArgs({
  options: {
    ...CLIENT_OPTION,
    runs: { type: 'string', default: '200' },
    sizes: { type: 'string', default: '1000,10000' },
  },
});
if (values.client) {
  await beClient(measure);
} else {
  const results = await measureAll(values.sizes.split(',').map(Number), Number(values.runs));
  for (const { findings, operations, listsPerSecond, redmineListsPerSecond } of results) {
    const beside = redmineListsPerSecond === undefined ? '' : ` (Redmine ${redmineListsPerSecond})`;
    say(
      `\n${findings} findings, milliseconds; ${listsPerSecond} lists/s${beside} at ${CONCURRENT} concurrent`,
    );
    console.table(operations);
  }
  const directory = resolve(import.meta.dirname, 'results');
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'api.json'),
    `${JSON.stringify({ runs: Number(values.runs), results }, null, 2)}\n`,
  );
}
