/**
 * What deciding every request by the roles of the assembly costs on one machine: two local clouds side by side, the same
 * data and the same mixed load in turns, one enforcing, one not. `node test/bench/policies.ts --rounds 7 --seconds 4`.
 */
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Client, createClient } from '@xuncha/contracts';
import { systemScope } from '@xuncha/domain';
import { type LocalCloud, startLocalCloud } from '@xuncha/local';
import { listDepartments, memberWrite, newId, openTable } from '@xuncha/store';
import { typicalFinding } from '../cost/typical-finding.ts';
import { seedFinding } from '../engine/seed-finding.ts';
import { foundGroup, openTenant, settleLogins } from '../engine/tenants.ts';
import { dynamoOf, frozenAssembly, tableNameOf } from '../journeys/bench.ts';

const TENANT = 'beihe';
const LOGIN = `${TENANT}-office`;
/** Enough that no two requests at once meet on one finding. */
const FINDINGS = 40;
const LANES = 4;

interface Side {
  readonly policies: 'enforced' | 'off';
  readonly cloud: LocalCloud;
  readonly client: Client;
  readonly findings: readonly string[];
  readonly rates: number[];
}

const seed = async (cloud: LocalCloud): Promise<string[]> => {
  const client = dynamoOf(cloud);
  const table = openTable(client, tableNameOf(cloud));
  await foundGroup(table);
  await openTenant(table, { tenantId: TENANT, name: '北河采油厂', departments: ['财务部'] });
  const id = newId();
  await table.transact([
    memberWrite({
      tenantId: TENANT,
      id,
      userId: LOGIN,
      login: LOGIN,
      name: '整改办甲',
      roles: ['rectification_office'],
      status: 'active',
    }),
  ]);
  await settleLogins(table, TENANT);
  const [department] = await listDepartments(table, systemScope('provisioning', TENANT));
  if (!department) throw new Error('the tenant has no department');
  const place = {
    tenantId: TENANT,
    batchId: newId(),
    departmentId: department.id,
    departmentName: department.name,
    handlerId: LOGIN,
  };
  const findings: string[] = [];
  for (let index = 1; index <= FINDINGS; index += 1)
    findings.push((await seedFinding(table, typicalFinding(place, 'rectifying', index))).id);
  client.destroy();
  await cloud.drain();
  return findings;
};

const startSide = async (
  assemblyDir: string,
  directory: string,
  policies: Side['policies'],
): Promise<Side> => {
  const account = { sub: LOGIN, name: '整改办甲', title: '整改办', tenant: TENANT };
  const dataDir = join(directory, policies);
  const cloud = await startLocalCloud({
    assemblyDir,
    dataDir,
    port: 0,
    accounts: [account],
    quiet: true,
    policies,
  });
  const findings = await seed(cloud);
  const token = await cloud.tokenFor(LOGIN, 3_600);
  const client = createClient({ baseUrl: cloud.url, accessToken: async () => token });
  return { policies, cloud, client, findings, rates: [] };
};

/** Of ten requests: four findings, three lists, the numbers twice, and a command. */
const requestOf = async ({ client, findings }: Side, turn: number): Promise<void> => {
  const params = { tenantId: TENANT };
  const findingId = findings[turn % findings.length] ?? '';
  const kind = turn % 10;
  if (kind < 4) await client.call('findings.get', { params: { ...params, findingId } });
  else if (kind < 7)
    await client.call('findings.list', { params, query: { state: 'rectifying', limit: 50 } });
  else if (kind < 9) await client.call('overview.get', { params });
  else
    await client.call('measures.add', {
      params: { ...params, findingId },
      body: { text: '每季度开展一次采购专项检查，检查结果在单位内通报。', term: '2025年12月底前' },
    });
};

/** Requests per second of one round. */
const load = async (side: Side, seconds: number): Promise<number> => {
  const began = performance.now();
  const end = began + seconds * 1000;
  let turn = 0;
  let answered = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() < end) {
      turn += 1;
      await requestOf(side, turn);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const rate = answered / ((performance.now() - began) / 1000);
  // What the commands set going must not fall into the other side's turn.
  await side.cloud.drain();
  return rate;
};

/** The product's own limit, 30 requests/s of a unit, would be all there is to see. */
const withoutLimits = (assembly: string): void => {
  for (const template of globSync(join(assembly, '*-api.template.json'))) {
    const text = readFileSync(template, 'utf8');
    const open = text.replaceAll(
      /\\"rate\\":\d+,\\"burst\\":\d+/g,
      String.raw`\"rate\":100000,\"burst\":100000`,
    );
    if (open === text) throw new Error(`${template} has no request limits`);
    writeFileSync(template, open);
  }
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const rounded = (value: number): number => Math.round(value * 1000) / 1000;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, seconds: { type: 'string', default: '4' } },
});
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
const directory = mkdtempSync(join(tmpdir(), 'xuncha-policies-'));
const sides: Side[] = [];
try {
  const assembly = await frozenAssembly(directory);
  withoutLimits(assembly);
  for (const policies of ['enforced', 'off'] as const)
    sides.push(await startSide(assembly, directory, policies));
  const machineLoad: number[] = [];
  for (const side of sides) await load(side, 2);
  for (let round = 0; round < rounds; round += 1) {
    // In turns, each side first every other round, so that a busy spell of the machine falls on both.
    for (const side of round % 2 === 0 ? sides : sides.toReversed())
      side.rates.push(await load(side, seconds));
    machineLoad.push(loadavg()[0] ?? 0);
  }
  const [enforced = [], off = []] = sides.map(({ rates }) => rates);
  const result = {
    rounds,
    seconds,
    lanes: LANES,
    cores: cpus().length,
    load: machineLoad.map(rounded),
    requestsPerSecond: { enforced: rounded(median(enforced)), off: rounded(median(off)) },
    // Of the same round each: the machine's load changes from round to round.
    medianRatio: rounded(median(enforced.map((rate, at) => rate / (off[at] ?? Number.NaN)))),
    all: { enforced: enforced.map(rounded), off: off.map(rounded) },
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  const results = resolve(import.meta.dirname, 'results');
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, 'policies.json'), `${JSON.stringify(result, null, 2)}\n`);
} finally {
  for (const { cloud } of sides) await cloud.stop();
  rmSync(directory, { recursive: true, force: true });
}
