import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shanghaiDateOf } from '@xuncha/domain';
import { startLocalCloud } from '@xuncha/local';
import { hqTenantOf } from '../../scripts/cloud-table.ts';
import { UNITS } from '../../scripts/demo/organisation.ts';
import { type DemoPerson, GROUP_PEOPLE, UNIT_PEOPLE } from '../../scripts/demo/people.ts';
import { writeSyntheticLedger } from '../fixtures/synthetic-ledger.ts';
import { soundBench } from '../journeys/bench.ts';
import {
  addPeople,
  assign,
  type CloseoutCast,
  closeOut,
  commitImport,
  findingsByNumber,
  foundGroup,
  type Place,
  provision,
  publish,
  rectify,
  uploadLedger,
} from '../journeys/steps.ts';

/** Where every killed journey begins: made once, copied for each kill. */
export interface StartState {
  readonly dataDir: string;
  readonly hqTenant: string;
  readonly tenantId: string;
  /** All measures done with evidence; nobody has applied yet. */
  readonly ready: Place;
  /** An uploaded ledger whose preview is there. */
  readonly importId: string;
  readonly cast: CloseoutCast;
}

const LEDGER = join(import.meta.dirname, '../data/整改台账-北河采油厂.xlsx');

/** Rows of the ledger that is imported under kills: fifteen findings, more than one transaction holds. */
const SMALL_LEDGER_ROWS = 30;

const needed = (people: readonly DemoPerson[], logins: readonly string[]): DemoPerson[] =>
  people.filter(({ login }) => logins.includes(login));

/** A group, a unit at work, one finding closed, one ready for its close-out, one ledger ready to be imported. */
export const prepareStartState = async (assemblyDir: string, dataDir: string): Promise<StartState> => {
  const cloud = await startLocalCloud({
    assemblyDir,
    dataDir,
    port: 0,
    accounts: [],
    quiet: true,
    movableClock: true,
  });
  try {
    const bench = soundBench(cloud);
    const [unit] = UNITS;
    const [admin, ...others] = UNIT_PEOPLE.bhcyc ?? [];
    if (!unit || !admin) throw new Error('the demonstration has a unit with people');
    const tenantId = unit.code;
    const today = shanghaiDateOf(new Date());
    await foundGroup(bench);
    const hq = ['hq-inspection', 'hq-leading', 'hq-function', 'hq-dangqun'];
    await addPeople(bench.as('hq-admin'), bench.hqTenant, needed(GROUP_PEOPLE, hq), today);
    await provision(bench, unit, admin);
    const own = ['secretary', 'leader', 'office', 'jiwei', 'wuzi', 'liu', 'zonghe', 'chen'];
    await addPeople(
      bench.as(admin.login),
      tenantId,
      needed(
        others,
        own.map((name) => `${tenantId}-${name}`),
      ),
      today,
    );
    const inspection = bench.as('hq-inspection');
    const ledger = { fileName: '整改台账.xlsx', content: await readFile(LEDGER) };
    const first = await uploadLedger(bench, inspection, tenantId, ledger);
    const body = { round: '2024年第二轮', title: '第二轮巡察反馈问题', onlyGood: true };
    const batchId = await commitImport(bench, inspection, { tenantId, importId: first }, body);
    await publish(bench, inspection, { tenantId, batchId }, '2024-09-12');
    const ids = await findingsByNumber(bench.as('bhcyc-office'), tenantId);
    const { data: meeting } = await bench.as('hq-leading').call('meetings.create', {
      body: { title: '领导小组会议', date: today, attendees: ['组长', '副组长'] },
    });
    const start = async (no: string, handler: string): Promise<Place> => {
      const place = { tenantId, findingId: ids.get(no) ?? '' };
      const office = bench.as('bhcyc-office');
      await office.call('findings.acknowledge', { params: place });
      const by = { office: 'bhcyc-office', secretary: 'bhcyc-secretary', leader: 'bhcyc-leader', handler };
      await assign(bench, place, by);
      await office.call('findings.start', { params: place });
      await rectify(bench, bench.as(handler), place);
      return place;
    };
    const common = {
      checker: 'bhcyc-jiwei',
      office: 'bhcyc-office',
      secretary: 'bhcyc-secretary',
      leading: 'hq-leading',
      meetingId: meeting.id,
      today,
    };
    const closed = await start('5', 'bhcyc-chen');
    await closeOut(bench, closed, { ...common, head: 'bhcyc-zonghe', functional: 'hq-dangqun' });
    const ready = await start('4', 'bhcyc-liu');
    const importId = await uploadLedger(bench, inspection, tenantId, {
      fileName: '补充问题.xlsx',
      content: await writeSyntheticLedger(SMALL_LEDGER_ROWS),
    });
    await cloud.drain();
    const cast = { ...common, head: 'bhcyc-wuzi', functional: 'hq-function' };
    return { dataDir, hqTenant: hqTenantOf(cloud), tenantId, ready, importId, cast };
  } finally {
    await cloud.stop();
  }
};

/** Everybody who acts while the machine is killed. */
export const LOGINS: readonly string[] = [
  'hq-admin',
  'hq-inspection',
  'hq-leading',
  'hq-function',
  'bhcyc-office',
  'bhcyc-jiwei',
  'bhcyc-secretary',
  'bhcyc-wuzi',
];
