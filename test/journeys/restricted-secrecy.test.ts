import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, OPERATION_IDS, type OperationId, operationOf } from '@xuncha/contracts';
import { shanghaiDateOf } from '@xuncha/domain';
import { type LocalCloud, startLocalCloud } from '@xuncha/local';
import { ARCHIVES, readDocument } from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNITS } from '../../scripts/demo/organisation.ts';
import { GROUP_PEOPLE, UNIT_PEOPLE } from '../../scripts/demo/people.ts';
import { ACCOUNTS, type Bench, dynamoOf, frozenAssembly, soundBench, tableNameOf, until } from './bench.ts';
import { type Sighting, searchFolder, searchTable, searchText } from './canary-search.ts';
import {
  addPeople,
  commitImport,
  findingsByNumber,
  foundGroup,
  provision,
  publish,
  uploadLedger,
} from './steps.ts';

/**
 * Words that occur nowhere else are written into every text of every restricted record, on the real assembly. Then all
 * that anybody else can get, and all that lies anywhere, is searched for them.
 */

const UNIT = 'bhcyc';
const LEDGER = join(import.meta.dirname, '../data/整改台账-北河采油厂.xlsx');
const PERMITTED = ['hq-inspection', 'hq-team', 'hq-jiwei', 'hq-zuzhi'];

const directory = mkdtempSync(join(tmpdir(), 'xuncha-secrecy-'));
const data = join(directory, 'data');
const words: string[] = [];
/** A new word for one field. */
const canary = (field: string): string => {
  const word = `canary-${field}-${randomBytes(6).toString('hex')}`;
  words.push(word);
  return word;
};

let cloud: LocalCloud;
let bench: Bench;
const as = (login: string): Client => bench.as(login);
const today = (): string => shanghaiDateOf(new Date(cloud.clock.now()));
/** Ids of everything there is, by name of the path parameter. */
const known: Record<string, string> = {};

beforeAll(async () => {
  cloud = await startLocalCloud({
    assemblyDir: await frozenAssembly(directory),
    dataDir: data,
    port: 0,
    accounts: ACCOUNTS,
    quiet: true,
    movableClock: true,
  });
  bench = soundBench(cloud);
  await foundGroup(bench);
  const [, ...group] = GROUP_PEOPLE;
  await addPeople(as('hq-admin'), bench.hqTenant, group, today());
  const [unit, second] = UNITS;
  const [admin, ...people] = UNIT_PEOPLE[UNIT] ?? [];
  if (!unit || !second || !admin) throw new Error('the demonstration has two units with people');
  await provision(bench, unit, admin);
  await provision(bench, second, { login: 'dhlh-admin', name: '严冬梅' });
  await addPeople(as('bhcyc-admin'), UNIT, people, today());
  await publishFindings();
  await writeRestricted();
  await exportArchive();
  await cloud.drain();
}, 300_000);
afterAll(async () => {
  await cloud?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const publishFindings = async (): Promise<void> => {
  const office = as('hq-inspection');
  const file = { fileName: '台账.xlsx', content: await readFile(LEDGER) };
  const importId = await uploadLedger(bench, office, UNIT, file);
  const body = { round: '2024年第二轮', title: '反馈问题', onlyGood: true };
  const batchId = await commitImport(bench, office, { tenantId: UNIT, importId }, body);
  await publish(bench, office, { tenantId: UNIT, batchId }, '2024-09-12');
  const findings = await findingsByNumber(as('bhcyc-office'), UNIT);
  Object.assign(known, { importId, batchId, findingId: findings.get('1') });
};

const about = () => ({ unitId: UNIT, round: '2025年第一轮' });

const writeInterview = async (office: Client, people: string[]): Promise<void> => {
  const plan = {
    interviewee: canary('interviewee').slice(0, 30),
    post: canary('post'),
    interviewerIds: people,
    date: today(),
    place: canary('place'),
    topics: [canary('topic')],
  };
  words.push(plan.interviewee);
  const { data: made } = await office.call('interviews.plan', { body: { ...about(), ...plan } });
  const params = { interviewId: made.id };
  const at = (version: number) => ({ params, ifMatch: `"v${version}"` });
  await office.call('interviews.change', { ...at(1), body: { ...plan, place: canary('newplace') } });
  await office.call('interviews.hold', { ...at(2), body: { heldOn: today() } });
  const record = { text: canary('record'), signed: false, unsignedReason: canary('unsigned') };
  await as('hq-team').call('interviews.record', { ...at(3), body: record });
  await office.call('interviews.withdraw', { ...at(4), body: { reason: canary('withdrawn') } });
  const { data: other } = await office.call('interviews.plan', { body: { ...about(), ...plan } });
  await office.call('interviews.cancel', {
    params: { interviewId: other.id },
    ifMatch: '"v1"',
    body: { reason: canary('cancelled') },
  });
  Object.assign(known, params);
};

const writeBriefing = async (office: Client): Promise<void> => {
  const body = {
    ...about(),
    addressees: ['group_organisation' as const],
    subject: canary('subject'),
    text: canary('briefing'),
    findingNos: [canary('no').slice(0, 40)],
  };
  const { data: made } = await office.call('briefings.draft', { body });
  const params = { briefingId: made.id };
  await office.call('briefings.issue', { params, ifMatch: '"v1"' });
  Object.assign(known, params);
};

const writeFeedback = async (office: Client, people: string[]): Promise<void> => {
  const body = {
    ...about(),
    leader: canary('l').slice(0, 30),
    post: canary('leaderpost'),
    date: today(),
    place: canary('feedbackplace'),
    giverIds: people,
    points: canary('points'),
    response: canary('response'),
  };
  const { data: made } = await office.call('leaderFeedback.add', { body });
  Object.assign(known, { feedbackId: made.id });
};

const writeReferral = async (office: Client): Promise<void> => {
  const text = {
    recipient: 'group_discipline' as const,
    copies: [],
    subject: canary('clue'),
    summary: canary('summary'),
  };
  const { data: made } = await office.call('referrals.send', { body: { ...about(), ...text } });
  const params = { referralId: made.id };
  const at = (version: number) => ({ params, ifMatch: `"v${version}"` });
  const discipline = as('hq-jiwei');
  await discipline.call('referrals.return', { ...at(1), body: { reason: canary('returned') } });
  await office.call('referrals.resend', { ...at(2), body: text });
  await discipline.call('referrals.receive', at(3));
  await discipline.call('referrals.reply', { ...at(4), body: { text: canary('reply') } });
  Object.assign(known, params);
};

/** Requests that are refused carry words too: neither answer nor log may repeat them. */
const refused = async (): Promise<void> => {
  const clerk = as('bhcyc-office');
  const body = {
    ...about(),
    recipient: 'group_discipline' as const,
    subject: canary('bad'),
    summary: canary('bad'),
  };
  await clerk.call('referrals.send', { body }).catch(() => undefined);
  const office = as('hq-inspection');
  await office.call('referrals.send', { body: { ...body, unitId: 'nosuch' } }).catch(() => undefined);
  const copies = ['group_discipline' as const];
  await office.call('referrals.send', { body: { ...body, copies } }).catch(() => undefined);
};

const writeRestricted = async (): Promise<void> => {
  const office = as('hq-inspection');
  const { data: choices } = await office.call('restrictedChoices.get', {});
  const people = choices.people.map(({ membershipId }) => membershipId);
  await writeInterview(office, people);
  await writeBriefing(office);
  await writeFeedback(office, people);
  await writeReferral(office);
  await refused();
};

const exportArchive = async (): Promise<void> => {
  const { data: asked } = await as('hq-inspection').call('archives.export', {
    params: { tenantId: UNIT },
    body: { scope: { kind: 'tenant' }, purpose: '核验' },
  });
  await until('the archive', async () => {
    const archive = await bench.read((table) => readDocument(table, ARCHIVES, UNIT, asked.id));
    if (archive?.status === 'failed') throw new Error(`the export failed: ${archive.problem?.message}`);
    return archive?.status === 'ready' ? true : undefined;
  });
  known.archiveId = asked.id;
};

/** The answer or the refusal to one reading operation, whatever it is. */
const readAnything = async (login: string, id: OperationId, tenantId: string): Promise<string> => {
  const { path } = operationOf(id);
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
    name === 'tenantId' ? tenantId : (known[name] ?? '01jzzzzzzzzzzzzzzzzzzzzzz0'),
  );
  const headers = { authorization: `Bearer ${await cloud.tokenFor(login)}` };
  const answer = await fetch(`${cloud.url}${filled}`, { headers });
  return `${[...answer.headers].join('\n')}\n${await answer.text()}`;
};

const READS = OPERATION_IDS.filter((id) => operationOf(id).method === 'GET');
/** The table's own files: it is read item by item instead. */
const isTableFile = (name: string): boolean => /dynamodb|\.sqlite|\.db(-wal|-shm)?$/.test(name);

describe('words in restricted records', { timeout: 300_000 }, () => {
  it('are read by those who may, so that the search has something to find', async () => {
    const seen = await Promise.all(
      PERMITTED.flatMap((login) =>
        READS.filter((id) => operationOf(id).capability === 'restricted').map((id) =>
          readAnything(login, id, UNIT),
        ),
      ),
    );
    const read = new Set(searchText(seen.join('\n'), words, 'answers').map(({ word }) => word));
    for (const field of ['record', 'briefing', 'points', 'summary', 'reply', 'topic'])
      expect(
        [...read].some((word) => word.startsWith(`canary-${field}-`)),
        field,
      ).toBe(true);
  });

  it('reach nobody else through any reading operation', async () => {
    const everybody = ACCOUNTS.map(({ sub }) => sub).filter((sub) => !PERMITTED.includes(sub));
    expect(everybody.length).toBeGreaterThan(20);
    const sightings: Sighting[] = [];
    for (const login of everybody)
      for (const id of READS)
        for (const tenantId of operationOf(id).path.includes('{tenantId}') ? [UNIT, bench.hqTenant] : [UNIT])
          sightings.push(...searchText(await readAnything(login, id, tenantId), words, `${login} ${id}`));
    expect(sightings).toEqual([]);
  });

  it('stand in the inbox of those who may as a neutral line', async () => {
    for (const login of PERMITTED) {
      const text = await readAnything(login, 'inbox.list', UNIT);
      expect(searchText(text, words, login)).toEqual([]);
    }
    const { data: inbox } = await as('hq-zuzhi').call('inbox.list', { query: {} });
    expect(inbox.items).toMatchObject([{ kind: 'restricted', title: '有一件受限事项待办理' }]);
  });

  it('lie in the table under the restricted keys only', async () => {
    const { items, sightings } = await searchTable(dynamoOf(cloud), tableNameOf(cloud), words);
    expect(items).toBeGreaterThan(50);
    expect(sightings.length).toBeGreaterThan(10);
    const root = `T#${bench.hqTenant}#RST#`;
    expect(sightings.filter(({ where }) => !where.startsWith(root))).toEqual([]);
  });

  it('lie in no file: logs, executions, intake, vault, archives and the workbooks in them', () => {
    const names: string[] = [];
    const sightings = searchFolder(data, words, '', (name) => {
      names.push(name);
      return isTableFile(name);
    });
    // Logs of the functions, the journal of executions and the files of buckets were really looked at.
    expect(names.filter((name) => name.endsWith('.log')).length).toBeGreaterThan(5);
    expect(names.length).toBeGreaterThan(20);
    expect(sightings).toEqual([]);
  });
});

describe('the search', () => {
  it('finds a word that was planted wrongly: in a file, in a workbook in an archive, in base64, in the table', async () => {
    const word = canary('planted');
    const folder = mkdtempSync(join(directory, 'planted-'));
    mkdirSync(join(folder, 'logs'));
    writeFileSync(join(folder, 'logs/api.log'), `{"level":"info","text":"${word}"}`);
    writeFileSync(
      join(folder, 'cursor'),
      Buffer.from(JSON.stringify([1, { after: word }])).toString('base64url'),
    );
    // Long enough to be compressed: the word is then not to be seen from outside.
    writeFileSync(join(folder, 'sheet.xml'), `<t>${word}</t>`.repeat(100));
    execFileSync('zip', ['-q', 'book.xlsx', 'sheet.xml'], { cwd: folder });
    execFileSync('zip', ['-q', 'archive.zip', 'book.xlsx'], { cwd: folder });
    rmSync(join(folder, 'sheet.xml'));
    const found = searchFolder(folder, [word]).map(({ where }) => where);
    expect(found.toSorted()).toEqual([
      'archive.zip!book.xlsx!sheet.xml',
      'book.xlsx!sheet.xml',
      'cursor',
      'logs/api.log',
    ]);
    const key = { pk: `T#${bench.hqTenant}#DASH`, sk: 'PLANTED' };
    await bench.read((table) => table.put({ put: { ...key, kind: 'planted', text: word } }));
    const { sightings } = await searchTable(dynamoOf(cloud), tableNameOf(cloud), [word]);
    expect(sightings).toEqual([{ word, where: `${key.pk} ${key.sk}` }]);
  });
});
