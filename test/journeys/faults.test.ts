import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';
import { verifyArchive } from '@xuncha/archive';
import { shanghaiDateOf } from '@xuncha/domain';
import { type LocalCloud, startLocalCloud } from '@xuncha/local';
import { ARCHIVES, readDocument } from '@xuncha/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UNITS } from '../../scripts/demo/organisation.ts';
import { GROUP_PEOPLE, UNIT_PEOPLE } from '../../scripts/demo/people.ts';
import {
  ACCOUNTS,
  type Bench,
  dynamoOf,
  frozenAssembly,
  patientBench,
  soundBench,
  tableNameOf,
  until,
} from './bench.ts';
import { auditBooks, executionsOf } from './books.ts';
import { badWeather } from './faults.ts';
import {
  addPeople,
  assign,
  closeOut,
  commitImport,
  findingOf,
  findingsByNumber,
  foundGroup,
  type Place,
  provision,
  publish,
  rectify,
  uploadLedger,
} from './steps.ts';

/**
 * The main close-out in bad weather: four findings at a time go from evidence to their number while one of ten requests to
 * every engine fails in one of four ways and the streams deliver late, twice and in disorder. People repeat what was
 * not answered; nobody else helps.
 */

const UNIT = 'bhcyc';
const LEDGER = join(import.meta.dirname, '../data/整改台账-北河采油厂.xlsx');
/** Another seed gives other weather; each must end right. */
const SEED = 20260101;

const CASES = [
  { no: '3', head: 'bhcyc-qiguan', handler: 'bhcyc-zhou', functional: 'hq-function' },
  { no: '4', head: 'bhcyc-wuzi', handler: 'bhcyc-liu', functional: 'hq-function' },
  { no: '5', head: 'bhcyc-zonghe', handler: 'bhcyc-chen', functional: 'hq-dangqun' },
  { no: '6', head: 'bhcyc-gongcheng', handler: 'bhcyc-gao', functional: 'hq-audit' },
] as const;

const directory = mkdtempSync(join(tmpdir(), 'xuncha-faults-'));
const weather = badWeather(SEED);
let cloud: LocalCloud;
let bench: Bench;
let today: string;
const places = new Map<string, Place>();

beforeAll(async () => {
  cloud = await startLocalCloud({
    assemblyDir: await frozenAssembly(directory),
    dataDir: join(directory, 'data'),
    port: 0,
    accounts: ACCOUNTS,
    quiet: true,
    hooks: weather.hooks,
  });
  bench = patientBench(soundBench(cloud));
  today = shanghaiDateOf(new Date(cloud.clock.now()));
  const [unit] = UNITS;
  const [admin, ...people] = UNIT_PEOPLE[UNIT] ?? [];
  if (!unit || !admin) throw new Error('the demonstration has a unit with people');
  await foundGroup(bench);
  await addPeople(bench.as('hq-admin'), bench.hqTenant, GROUP_PEOPLE.slice(1), today);
  await provision(bench, unit, admin);
  await addPeople(bench.as(admin.login), UNIT, people, today);
  const inspection = bench.as('hq-inspection');
  const file = { fileName: '整改台账.xlsx', content: await readFile(LEDGER) };
  const importId = await uploadLedger(bench, inspection, UNIT, file);
  const body = { round: '2024年第二轮', title: '第二轮巡察反馈问题', onlyGood: true };
  const batchId = await commitImport(bench, inspection, { tenantId: UNIT, importId }, body);
  await publish(bench, inspection, { tenantId: UNIT, batchId }, '2024-09-12');
  const ids = await findingsByNumber(bench.as('bhcyc-office'), UNIT);
  for (const { no, handler } of CASES) {
    const place = { tenantId: UNIT, findingId: ids.get(no) ?? '' };
    places.set(no, place);
    await bench.as('bhcyc-office').call('findings.acknowledge', { params: place });
    const by = { office: 'bhcyc-office', secretary: 'bhcyc-secretary', leader: 'bhcyc-leader', handler };
    await assign(bench, place, by);
    await bench.as('bhcyc-office').call('findings.start', { params: place });
  }
}, 240_000);
afterAll(async () => {
  await cloud?.stop();
  rmSync(directory, { recursive: true, force: true });
});

it('ends with every finding closed once and an archive that verifies', async () => {
  weather.begin();
  const { data: meeting } = await bench.as('hq-leading').call('meetings.create', {
    body: { title: '领导小组会议', date: today, attendees: ['组长'] },
  });
  const cast = {
    checker: 'bhcyc-jiwei',
    office: 'bhcyc-office',
    secretary: 'bhcyc-secretary',
    leading: 'hq-leading',
    meetingId: meeting.id,
    today,
  };
  const numbers = await Promise.all(
    CASES.map(async ({ no, head, handler, functional }) => {
      const place = places.get(no);
      if (!place) throw new Error(`finding ${no} was not prepared`);
      await rectify(bench, bench.as(handler), place);
      return await closeOut(bench, place, { ...cast, head, functional });
    }),
  );
  const { data: asked } = await bench.as('hq-inspection').call('archives.export', {
    params: { tenantId: UNIT },
    body: { scope: { kind: 'tenant' }, purpose: '年度归档' },
  });
  await until('the archive', async () => {
    const archive = await bench.read((table) => readDocument(table, ARCHIVES, UNIT, asked.id));
    if (archive?.status === 'failed') throw new Error(`the export failed: ${archive.problem?.message}`);
    return archive?.status === 'ready' ? true : undefined;
  });
  await cloud.drain();
  weather.end();

  const year = today.slice(0, 4);
  expect([...numbers].sort()).toEqual([1, 2, 3, 4].map((number) => `BHCYC-${year}-000${number}`));
  for (const place of places.values())
    expect((await findingOf(bench, place)).finding).toMatchObject({ state: 'closed' });
  expect(cloud.deadLetters()).toEqual([]);
  expect(await auditBooks(dynamoOf(cloud), tableNameOf(cloud), bench.hqTenant)).toEqual([]);
  const { endpoints, region, credentials } = cloud;
  const sfn = new SFNClient({ endpoint: endpoints.stepfunctions, region, credentials });
  for (const [machine, count] of [
    ['Closeout', 4],
    ['Archive', 1],
  ] as const) {
    const arn = cloud.model.stateMachines.find(({ name }) => name.includes(machine))?.arn ?? '';
    const statuses = (await executionsOf(sfn, arn)).map(({ status }) => status);
    expect(statuses).toEqual(Array(count).fill('SUCCEEDED'));
  }
  const { data: link } = await bench.as('hq-inspection').call('archives.download', {
    params: { tenantId: UNIT, archiveId: asked.id },
  });
  const file = join(directory, 'archive.zip');
  await writeFile(file, new Uint8Array(await (await fetch(link.url)).arrayBuffer()));
  expect(await verifyArchive(file)).toMatchObject({ ok: true, problems: [] });

  // The weather was as bad as announced.
  expect([...weather.happened.keys()]).toEqual(
    expect.arrayContaining([
      ...['dynamodb', 's3'].flatMap((service) =>
        ['throttle', 'server-error', 'timeout', 'timeout after effect'].map((kind) => `${service} ${kind}`),
      ),
      expect.stringMatching(/^stepfunctions /),
      'stream late',
      'stream doubled',
      'stream reordered',
    ]),
  );
}, 240_000);
