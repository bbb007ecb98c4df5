import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { SFNClient } from '@aws-sdk/client-sfn';
import { verifyArchive } from '@xuncha/archive';
import type { Client } from '@xuncha/contracts';
import { addCalendarDays, shanghaiDateOf } from '@xuncha/domain';
import { type LocalCloud, startLocalCloud } from '@xuncha/local';
import { ARCHIVES, readDocument } from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNITS } from '../../scripts/demo/organisation.ts';
import { GROUP_PEOPLE, UNIT_PEOPLE } from '../../scripts/demo/people.ts';
import {
  ACCOUNTS,
  type Bench,
  dynamoOf,
  frozenAssembly,
  send,
  soundBench,
  tableNameOf,
  until,
} from './bench.ts';
import { auditBooks, executionsOf } from './books.ts';
import {
  addEvidence,
  addPeople,
  allSufficient,
  apply,
  assign,
  commitImport,
  committeeApproves,
  decide,
  evidenceSettles,
  findingOf,
  findingsByNumber,
  foundGroup,
  gateOpens,
  type Place,
  provision,
  publish,
  rectify,
  sha256,
  text,
  uploadLedger,
} from './steps.ts';

/**
 * The main story of the product on the real assembly: from an empty group to closed findings and a verified archive.
 * The tests are the chapters of one story and depend on each other in their order.
 */

const UNIT = 'bhcyc';
const LEDGER = join(import.meta.dirname, '../data/整改台账-北河采油厂.xlsx');
const DAY_MS = 24 * 3600 * 1000;

const directory = mkdtempSync(join(tmpdir(), 'xuncha-journey-'));
let cloud: LocalCloud;
let bench: Bench;
let places: Map<string, Place>;

const today = (): string => shanghaiDateOf(new Date(cloud.clock.now()));
const as = (login: string, membership?: string): Client => bench.as(login, membership);
/** A finding by its number in the ledger. */
const place = (no: string): Place => {
  const found = places.get(no);
  if (!found) throw new Error(`the ledger has no finding ${no}`);
  return found;
};
const stateOf = async (no: string): Promise<string> => (await findingOf(bench, place(no))).finding.state;
const timelineOf = async (no: string) =>
  (await as('bhcyc-office').call('findings.get', { params: place(no) })).data.timeline;

/** Lead department's head, handler and HQ's functional department by number in the ledger. */
const TEAMS: Readonly<Record<string, { head: string; handler: string; functional: string }>> = {
  '1': { head: 'bhcyc-dangqun', handler: 'bhcyc-wang', functional: 'hq-dangqun' },
  '2': { head: 'bhcyc-dizhi', handler: 'bhcyc-zhao', functional: 'hq-kaifa' },
  '3': { head: 'bhcyc-qiguan', handler: 'bhcyc-zhou', functional: 'hq-function' },
  '4': { head: 'bhcyc-wuzi', handler: 'bhcyc-liu', functional: 'hq-function' },
  '5': { head: 'bhcyc-zonghe', handler: 'bhcyc-chen', functional: 'hq-dangqun' },
  '6': { head: 'bhcyc-gongcheng', handler: 'bhcyc-gao', functional: 'hq-audit' },
};
const team = (no: string) => {
  const found = TEAMS[no];
  if (!found) throw new Error(`nobody rectifies finding ${no}`);
  return found;
};

/** Application and the first decisions, up to the gate named. */
const bringTo = async (no: string, gate: 'consultation' | 'party_committee' | 'leading_group') => {
  const { head, functional } = team(no);
  await apply(as(head), place(no));
  await gateOpens(bench, place(no), 'evidence_check');
  await passGates(no, functional, gate);
};

const passGates = async (
  no: string,
  functional: string,
  gate: 'consultation' | 'party_committee' | 'leading_group',
) => {
  const finding = place(no);
  await decide(bench, as('bhcyc-jiwei'), finding, 'evidence_check', await allSufficient(bench, finding));
  if (gate === 'consultation') return gateOpens(bench, finding, gate);
  await decide(bench, as(functional), finding, 'consultation', { outcome: 'approve', opinion: '同意。' });
  if (gate === 'party_committee') return gateOpens(bench, finding, gate);
  const approval = await committeeApproves(bench, as('bhcyc-office'), finding, today());
  await decide(bench, as('bhcyc-secretary'), finding, 'party_committee', approval);
  return gateOpens(bench, finding, gate);
};

const meetingDecision = async (no: string) => {
  const { caseId, visit, snapshotHash } = await gateOpens(bench, place(no), 'leading_group');
  return { ...place(no), caseId, visit, snapshotHash, outcome: 'approve' as const };
};

beforeAll(async () => {
  cloud = await startLocalCloud({
    assemblyDir: await frozenAssembly(directory),
    dataDir: join(directory, 'data'),
    port: 0,
    accounts: ACCOUNTS,
    quiet: true,
    movableClock: true,
  });
  bench = soundBench(cloud);
}, 180_000);
afterAll(async () => {
  await cloud?.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('from the empty group to the verified archive', { timeout: 180_000 }, () => {
  it('HQ provisions two units; an administrator adds the people of one', async () => {
    await foundGroup(bench);
    const [, ...group] = GROUP_PEOPLE;
    await addPeople(as('hq-admin'), bench.hqTenant, group, today());
    const [unit, second] = UNITS;
    const [admin, ...people] = UNIT_PEOPLE[UNIT] ?? [];
    if (!unit || !second || !admin) throw new Error('the demonstration has two units with people');
    await Promise.all([
      provision(bench, unit, admin),
      provision(bench, second, { login: 'dhlh-admin', name: '严冬梅' }),
    ]);
    await addPeople(as('bhcyc-admin'), UNIT, people, today());
    const { data } = await as('hq-admin').call('tenants.list', { query: {} });
    expect(data.items.map(({ tenantId, status }) => [tenantId, status]).sort()).toEqual([
      [UNIT, 'active'],
      ['dhlh', 'active'],
    ]);
    const { data: me } = await as('bhcyc-jiwei').call('me.get', {});
    expect(me.current).toMatchObject({ tenantId: UNIT, roles: ['discipline_committee'] });
    await expect(as('dhlh-admin').call('members.list', { params: { tenantId: UNIT } })).rejects.toMatchObject(
      { status: 404, code: 'not_found' },
    );
  });

  it('the inspection office imports the ledger and publishes the feedback', async () => {
    const inspection = as('hq-inspection');
    const content = await readFile(LEDGER);
    const file = { fileName: '整改台账-北河采油厂.xlsx', content };
    const importId = await uploadLedger(bench, inspection, UNIT, file);
    const params = { tenantId: UNIT, importId };
    const { data: preview } = await inspection.call('imports.preview', { params, query: {} });
    expect(preview.items.map(({ no, measures }) => [no, measures.length])).toEqual([
      ['1', 2],
      ['2', 3],
      ['3', 2],
      ['4', 1],
      ['5', 1],
      ['6', 2],
    ]);
    expect(preview.items.every(({ status }) => status === 'ok' || status === 'warning')).toBe(true);
    const body = { round: '2024年第二轮', title: '集团党委第二轮巡察反馈问题', onlyGood: true };
    const batchId = await commitImport(bench, inspection, params, body);
    expect(await findingsByNumber(as('bhcyc-office'), UNIT)).toEqual(new Map());
    await publish(bench, inspection, { tenantId: UNIT, batchId }, '2024-09-12');
    const ids = await findingsByNumber(as('bhcyc-office'), UNIT);
    places = new Map([...ids].map(([no, findingId]) => [no, { tenantId: UNIT, findingId }]));
    expect([...places.keys()].sort()).toEqual(['1', '2', '3', '4', '5', '6']);
    await cloud.drain();
    const { data: inbox } = await as('bhcyc-office').call('inbox.list', { query: {} });
    const waits = inbox.items.map(({ kind, matterKind }) => matterKind ?? kind);
    // The findings, the plan, and the office's three reports; the principal's own waits for the secretary.
    expect(waits.toSorted()).toEqual([...Array(6).fill('acknowledge'), 'duty', 'duty', 'duty', 'plan']);
  });

  it('the unit acknowledges; HQ answers the one objection', async () => {
    const office = as('bhcyc-office');
    const others = ['1', '2', '3', '4', '6'].map((no) => place(no).findingId);
    const { data } = await office.call('findings.acknowledgeMany', {
      params: { tenantId: UNIT },
      body: { findingIds: others },
    });
    expect(data.results.every(({ ok }) => ok)).toBe(true);
    const body = { reason: '其中两类报表由上级单位要求报送。' };
    await office.call('findings.object', { params: place('5'), body });
    await until('the objection in the inbox', async () => {
      const { data: inbox } = await as('hq-inspection').call('inbox.list', { query: {} });
      return inbox.items.some(({ kind }) => kind === 'answer_objection') ? true : undefined;
    });
    await as('hq-inspection').call('findings.answerObjection', {
      params: place('5'),
      body: { outcome: 'maintained', reason: '其余报表由本单位要求，问题成立。' },
    });
    await office.call('findings.acknowledge', { params: place('5') });
    await expect(office.call('findings.acknowledge', { params: place('5') })).rejects.toMatchObject({
      status: 409,
      code: 'state_not_delivered',
    });
  });

  it('responsibilities are assigned and rectification starts', async () => {
    for (const no of places.keys()) {
      const by = { office: 'bhcyc-office', secretary: 'bhcyc-secretary', leader: 'bhcyc-leader' };
      await assign(bench, place(no), { ...by, handler: team(no).handler });
      await as('bhcyc-office').call('findings.start', { params: place(no) });
      expect(await stateOf(no)).toBe('rectifying');
    }
  });

  it('an application with gaps is refused with the list of what is missing', async () => {
    const { measures } = await findingOf(bench, place('4'));
    const { error, missing } = await as('bhcyc-wuzi')
      .call('closeouts.apply', {
        params: place('4'),
        body: { result: '已整改。', similarCheck: '已排查。', newRules: [] },
      })
      .then(
        () => ({ error: undefined, missing: undefined }),
        (problem) => ({ error: problem, missing: problem.details?.missing }),
      );
    expect(error).toMatchObject({ status: 422, code: 'application_incomplete' });
    expect(
      missing.map(({ code, measureId }: { code: string; measureId: string }) => [code, measureId]),
    ).toEqual([
      ['measure_open', measures[0]?.id],
      ['measure_without_evidence', measures[0]?.id],
    ]);
  });

  it('damaged and disguised files are refused, a second try is taken', async () => {
    const handler = as('bhcyc-liu');
    const finding = place('4');
    const measureId = (await findingOf(bench, finding)).measures[0]?.id ?? '';
    const file = text('清理情况报告.txt', '近三年同类物资采购清理情况。');
    const { data } = await handler.call('evidence.register', {
      params: finding,
      body: {
        purpose: 'measure',
        measureId,
        fileName: file.fileName,
        contentType: file.contentType,
        formedOn: file.formedOn,
        size: file.content.length,
        sha256: sha256(file.content),
      },
    });
    const damaged = Buffer.from(file.content);
    damaged[0] = (damaged[0] ?? 0) ^ 1;
    expect(await send(data.upload, damaged)).toBe(400);
    await cloud.drain();
    expect((await findingOf(bench, finding)).evidence[0]?.status).toBe('registered');
    expect(await send(data.upload, file.content)).toBe(200);
    expect(await evidenceSettles(bench, finding, data.evidence.id)).toMatchObject({ status: 'verified' });

    // A Windows program with the name of a document.
    const program = Buffer.alloc(1024);
    program.write('MZ');
    program.writeUInt32LE(0x80, 0x3c);
    program.write('PE\0\0', 0x80, 'latin1');
    const disguised = { ...text('整改报告.pdf', ''), content: program, contentType: 'application/pdf' };
    const refused = await addEvidence(bench, handler, { ...finding, measureId }, disguised);
    expect(refused).toMatchObject({ status: 'refused', refusal: { code: 'executable' } });
    const { data: seen } = await handler.call('evidence.get', {
      params: { ...finding, evidenceId: refused.id },
    });
    expect(seen.refusal?.message).toMatch(/程序|脚本/);
    const proper = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
    const { data: renewed } = await handler.call('evidence.renew', {
      params: { ...finding, evidenceId: refused.id },
      body: { size: proper.length, sha256: sha256(proper) },
    });
    expect(await send(renewed.upload, proper)).toBe(200);
    expect(await evidenceSettles(bench, finding, refused.id)).toMatchObject({ status: 'verified' });
    await handler.call('measures.report', {
      params: { ...finding, measureId },
      body: { progress: 100, result: '已清理并追责。' },
    });
  });

  it('the other departments report and upload', async () => {
    for (const no of ['1', '2', '3', '5', '6']) await rectify(bench, as(team(no).handler), place(no));
    const { data } = await as('bhcyc-office').call('overview.get', { params: { tenantId: UNIT } });
    expect(data.counters).toMatchObject({ open: 6, closed: 0, byState: { rectifying: 6 } });
  });

  it('separation of duties holds, for people with several roles too', async () => {
    const finding = place('4');
    // The liaison adds a file of their own, so the liaison may not judge the files.
    const measureId = (await findingOf(bench, finding)).measures[0]?.id ?? '';
    await addEvidence(
      bench,
      as('bhcyc-office'),
      { ...finding, measureId },
      text('整改办补充说明.txt', '整改办补充说明。'),
    );
    const caseId = await apply(as('bhcyc-wuzi'), finding);
    const check = await allSufficient(bench, finding);
    const refuse = (login: string, gate: 'evidence_check' | 'party_committee') =>
      expect(
        decide(bench, as(login), finding, gate, gate === 'evidence_check' ? check : { outcome: 'approve' }),
      ).rejects;
    await refuse('bhcyc-office', 'evidence_check').toMatchObject({
      status: 403,
      code: 'separation_of_duties',
    });
    await refuse('bhcyc-secretary', 'evidence_check').toMatchObject({ status: 403, code: 'gate_role' });
    await refuse('bhcyc-admin', 'evidence_check').toMatchObject({ status: 403, code: 'forbidden' });
    // While the case runs, nothing of it may be changed.
    await expect(
      as('bhcyc-liu').call('measures.report', { params: { ...finding, measureId }, body: { progress: 50 } }),
    ).rejects.toMatchObject({ status: 409, code: 'closeout_locked' });

    // The discipline secretary becomes party secretary too, and still can't decide twice in one case.
    const { data: members } = await as('bhcyc-admin').call('members.list', {
      params: { tenantId: UNIT },
      query: { limit: 100 },
    });
    const member = members.items.find(({ login }) => login === 'bhcyc-jiwei');
    if (!member) throw new Error('the discipline committee has a member');
    await as('bhcyc-admin').call('members.change', {
      params: { tenantId: UNIT, membershipId: member.id },
      body: {
        name: member.name,
        title: member.title,
        roles: ['discipline_committee', 'party_secretary'],
        departmentId: member.departmentId,
      },
    });
    await decide(bench, as('bhcyc-jiwei'), finding, 'evidence_check', check);
    await decide(bench, as('hq-function'), finding, 'consultation', {
      outcome: 'approve',
      opinion: '同意。',
    });
    const approval = await committeeApproves(bench, as('bhcyc-office'), finding, today());
    await expect(
      decide(bench, as('bhcyc-jiwei'), finding, 'party_committee', approval),
    ).rejects.toMatchObject({ status: 403, code: 'separation_of_duties' });
    await decide(bench, as('bhcyc-secretary'), finding, 'party_committee', approval);
    expect(await gateOpens(bench, finding, 'leading_group')).toMatchObject({ caseId, visit: 4 });
  });

  it('of two decisions at once one wins, and a repeated one gets the first answer', async () => {
    const finding = place('3');
    await bringTo('3', 'consultation');
    const { caseId, visit, snapshotHash } = await gateOpens(bench, finding, 'consultation');
    const body = {
      gate: 'consultation',
      visit,
      snapshotHash,
      outcome: 'approve',
      opinion: '同意。',
    } as const;
    const keys = [crypto.randomUUID(), crypto.randomUUID()];
    const tries = await Promise.allSettled(
      keys.map((idempotencyKey) =>
        as('hq-function').call('closeouts.decide', {
          params: { ...finding, caseId },
          body,
          idempotencyKey,
        }),
      ),
    );
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const winner = tries.findIndex(({ status }) => status === 'fulfilled');
    expect(tries[1 - winner]).toMatchObject({ reason: { status: 409, code: 'gate_already_decided' } });
    const again = await as('hq-function').call('closeouts.decide', {
      params: { ...finding, caseId },
      body,
      idempotencyKey: keys[winner],
    });
    expect(tries[winner]).toMatchObject({ value: { data: again.data } });
    await expect(
      as('hq-function').call('closeouts.decide', {
        params: { ...finding, caseId },
        body: { ...body, opinion: '不同意。' },
        idempotencyKey: keys[winner],
      }),
    ).rejects.toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    const approval = await committeeApproves(bench, as('bhcyc-office'), finding, today());
    await decide(bench, as('bhcyc-secretary'), finding, 'party_committee', approval);
  });

  it('a substitute decides for the absent secretary, and both names are kept', async () => {
    const finding = place('2');
    await bringTo('2', 'party_committee');
    const secretary = as('bhcyc-secretary');
    const { data: colleagues } = await secretary.call('colleagues.list', { query: { limit: 100 } });
    const leader = colleagues.items.find(({ name }) => name === '段承业');
    const { data: delegation } = await secretary.call('delegations.create', {
      body: {
        toMembershipId: leader?.id ?? '',
        validFrom: today(),
        validTo: addCalendarDays(today(), 3),
        reason: '外出开会',
      },
    });
    const approval = await committeeApproves(bench, as('bhcyc-office'), finding, today());
    await expect(
      decide(bench, as('bhcyc-leader'), finding, 'party_committee', approval),
    ).rejects.toMatchObject({ status: 403 });
    const substitute = as('bhcyc-leader', delegation.id);
    const { data: me } = await substitute.call('me.get', {});
    expect(me.current).toMatchObject({ roles: ['party_secretary'], onBehalfOf: { name: '陶启正' } });
    await decide(bench, substitute, finding, 'party_committee', approval);
    const decided = (await timelineOf('2')).findLast(({ type }) => type === 'closeout.decided');
    expect(decided?.actor).toMatchObject({ name: '段承业', onBehalfOf: '陶启正' });
    await secretary.call('delegations.revoke', { params: { delegationId: delegation.id } });
    await expect(substitute.call('me.get', {})).rejects.toMatchObject({ status: 403 });
  });

  it('a meeting decides several cases; a bad one stops no other', async () => {
    await bringTo('5', 'leading_group');
    const leading = as('hq-leading');
    const { data: meeting } = await leading.call('meetings.create', {
      body: { title: '领导小组第三次会议', date: today(), attendees: ['组长', '副组长'], minutesNo: '3号' },
    });
    const seen = await Promise.all(['4', '3', '5'].map(meetingDecision));
    const decisions = seen.map((decision, index) =>
      index === 1 ? { ...decision, snapshotHash: 'f'.repeat(64) } : decision,
    );
    const { data } = await leading.call('meetings.decide', {
      params: { tenantId: UNIT, meetingId: meeting.id },
      body: { decisions },
    });
    const year = today().slice(0, 4);
    expect(data.results.map(({ ok, closeoutNo }) => [ok, closeoutNo])).toEqual([
      [true, `BHCYC-${year}-0001`],
      [false, undefined],
      [true, `BHCYC-${year}-0002`],
    ]);
    expect(data.results[1]?.problem?.code).toBe('snapshot_changed');
    expect([await stateOf('4'), await stateOf('3'), await stateOf('5')]).toEqual([
      'closed',
      'closing',
      'closed',
    ]);
    const continuing = {
      ...(await meetingDecision('2')),
      outcome: 'continuous' as const,
      reason: '井网完善需分年实施。',
      nextCheckDate: addCalendarDays(today(), 180),
    };
    const { data: second } = await leading.call('meetings.decide', {
      params: { tenantId: UNIT, meetingId: meeting.id },
      body: { decisions: [continuing, await meetingDecision('3')] },
    });
    expect(second.results.map(({ ok, next, closeoutNo }) => [ok, next, closeoutNo])).toEqual([
      [true, 'continuous', undefined],
      [true, 'closed', `BHCYC-${year}-0003`],
    ]);
    const { finding } = await findingOf(bench, place('4'));
    const { data: frozen } = await as('bhcyc-office').call('closeouts.snapshot', {
      params: { ...place('4'), caseId: finding.caseIds[0] ?? '' },
    });
    expect(frozen.hash).toBe(seen[0]?.snapshotHash);
  });

  it('returns go to an earlier gate and to the department, and the case comes again', async () => {
    const finding = place('6');
    await bringTo('6', 'party_committee');
    await expect(
      decide(bench, as('bhcyc-secretary'), finding, 'party_committee', {
        outcome: 'return',
        returnTo: 'evidence_check',
      }),
    ).rejects.toMatchObject({ status: 422, code: 'reason_missing' });
    await decide(bench, as('bhcyc-secretary'), finding, 'party_committee', {
      outcome: 'return',
      returnTo: 'evidence_check',
      reason: '材料需要重新核验。',
    });
    expect(await gateOpens(bench, finding, 'evidence_check')).toMatchObject({ visit: 4 });
    await decide(bench, as('bhcyc-jiwei'), finding, 'evidence_check', await allSufficient(bench, finding));
    await decide(bench, as('hq-audit'), finding, 'consultation', {
      outcome: 'return',
      returnTo: 'department',
      reason: '请补充盘点表。',
    });
    expect(await stateOf('6')).toBe('rectifying');
    const measureId = (await findingOf(bench, finding)).measures[0]?.id ?? '';
    await addEvidence(
      bench,
      as('bhcyc-gao'),
      { ...finding, measureId },
      text('盘点表.txt', '工程余料盘点表。'),
    );
    await bringTo('6', 'consultation');
    const { cases } = await findingOf(bench, finding);
    expect(cases.map(({ status }) => status).sort()).toEqual(['returned', 'running']);
  });

  it('the applicant withdraws; a closed finding is reopened by the leading group only', async () => {
    const finding = place('6');
    const { caseId } = await gateOpens(bench, finding, 'consultation');
    const params = { ...finding, caseId };
    const body = { reason: '还要补充材料。' };
    await expect(as('bhcyc-wuzi').call('closeouts.withdraw', { params, body })).rejects.toMatchObject({
      status: 404,
    });
    await as('bhcyc-gongcheng').call('closeouts.withdraw', { params, body });
    expect(await stateOf('6')).toBe('rectifying');
    const again = { params: place('5'), body: { reason: '群众反映问题反弹。' } };
    await expect(as('bhcyc-secretary').call('findings.reopen', again)).rejects.toMatchObject({ status: 403 });
    await as('hq-leading').call('findings.reopen', again);
    const { finding: reopened, cases } = await findingOf(bench, place('5'));
    expect([reopened.state, cases[0]?.status]).toEqual(['rectifying', 'closed']);
    const { data: frozen } = await as('bhcyc-office').call('closeouts.snapshot', {
      params: { ...place('5'), caseId: cases[0]?.id ?? '' },
    });
    expect(frozen.hash).toBe(cases[0]?.snapshotHash);
  });

  it('a passed limit reminds, then escalates to the level above; time decides nothing', async () => {
    await apply(as('bhcyc-dangqun'), place('1'));
    const { due: first } = await gateOpens(bench, place('1'), 'evidence_check');
    const passLimit = async (): Promise<void> => {
      // Five working days are over after two weeks, except for the longest holidays.
      cloud.clock.moveBy(16 * DAY_MS);
      await cloud.runSchedules();
      await cloud.drain();
    };
    const closing = async () => (await findingOf(bench, place('1'))).finding.closing;
    await passLimit();
    const reminded = await closing();
    expect(reminded).toMatchObject({ gate: 'evidence_check', status: 'open', visit: 1, escalation: 1 });
    expect(reminded?.due && first && reminded.due > first).toBe(true);
    const { data: before } = await as('bhcyc-secretary').call('inbox.list', { query: {} });
    expect(before.items.filter(({ kind }) => kind === 'escalation')).toEqual([]);
    await passLimit();
    expect(await closing()).toMatchObject({ gate: 'evidence_check', escalation: 2 });
    const { data: inbox } = await as('bhcyc-secretary').call('inbox.list', { query: {} });
    expect(inbox.items.filter(({ kind }) => kind === 'escalation')).toMatchObject([
      { findingId: place('1').findingId },
    ]);
    const types = (await timelineOf('1'))
      .map(({ type }) => type)
      .filter((type) => type.startsWith('closeout.'));
    expect(types).toEqual([
      'closeout.applied',
      'closeout.gate_opened',
      'closeout.reminded',
      'closeout.escalated',
    ]);
    await passGates('1', 'hq-dangqun', 'party_committee');
  });

  it('a suspended unit is blocked at once and goes on after its resumption', async () => {
    const params = { tenantId: UNIT };
    await as('hq-admin').call('tenants.suspend', { params, body: { reason: '信息安全检查' } });
    await expect(as('bhcyc-office').call('me.get', {})).rejects.toMatchObject({ status: 403 });
    const approve = { outcome: 'return', returnTo: 'department', reason: '测试' } as const;
    await expect(
      decide(bench, as('bhcyc-secretary'), place('1'), 'party_committee', approve),
    ).rejects.toMatchObject({ status: 403 });
    await as('hq-admin').call('tenants.resume', { params, body: { reason: '检查结束' } });
    const approval = await committeeApproves(bench, as('bhcyc-office'), place('1'), today());
    await decide(bench, as('bhcyc-secretary'), place('1'), 'party_committee', approval);
    expect(await gateOpens(bench, place('1'), 'leading_group')).toMatchObject({ visit: 4 });
  });

  it('the auditor exports the unit and verifies the archive outside of the system', async () => {
    const auditor = as('auditor');
    await expect(auditor.call('findings.list', { params: { tenantId: 'dhlh' } })).rejects.toMatchObject({
      status: 404,
    });
    // Reading reaches the unit, changing doesn't: for that the unit isn't there.
    await expect(
      auditor.call('findings.reopen', { params: place('4'), body: { reason: '无' } }),
    ).rejects.toMatchObject({ status: 404 });
    const { data: asked } = await auditor.call('archives.export', {
      params: { tenantId: UNIT },
      body: { scope: { kind: 'tenant' }, purpose: '外部审计' },
    });
    const params = { tenantId: UNIT, archiveId: asked.id };
    await until('the archive', async () => {
      const archive = await bench.read((table) => readDocument(table, ARCHIVES, UNIT, asked.id));
      if (archive?.status === 'failed') throw new Error(`the export failed: ${archive.problem?.message}`);
      return archive?.status === 'ready' ? true : undefined;
    });
    const { data: archive } = await auditor.call('archives.get', { params });
    expect(archive).toMatchObject({ findings: 6, no: `BHCYC-A-${today().slice(0, 4)}-0001` });
    const { data: link } = await auditor.call('archives.download', { params });
    const file = join(directory, 'archive.zip');
    const content = new Uint8Array(await (await fetch(link.url)).arrayBuffer());
    const crc = crc32(content).toString(16).padStart(8, '0');
    expect([content.length, crc]).toEqual([archive.size, archive.bags?.[0]?.crc32]);
    await writeFile(file, content);
    const report = await verifyArchive(file, { fingerprint: archive.fingerprint });
    expect(report).toMatchObject({ ok: true, problems: [] });
    expect(execFileSync('unzip', ['-tqq', file]).toString()).toBe('');
  });

  it('no request was refused by a role but the bucket’s list, which S3 asks for before it calls a file missing', async () => {
    const refusals = (await readFile(join(directory, 'data/logs/access-denied.log'), 'utf8'))
      .trim()
      .split('\n');
    expect(refusals.filter((line) => !line.includes('perform: s3:ListBucket on'))).toEqual([]);
  });

  it('books, inboxes, numbers, executions and trails agree in the end', async () => {
    await cloud.drain();
    expect(cloud.deadLetters()).toEqual([]);
    expect(await auditBooks(dynamoOf(cloud), tableNameOf(cloud), bench.hqTenant)).toEqual([]);
    const { data } = await as('bhcyc-office').call('overview.get', { params: { tenantId: UNIT } });
    expect(data.counters).toEqual({
      byState: { rectifying: 2, closing: 1, closed: 2, continuous: 1 },
      open: 4,
      closed: 2,
      total: 6,
    });
    const { endpoints, region, credentials } = cloud;
    const sfn = new SFNClient({ endpoint: endpoints.stepfunctions, region, credentials });
    const machine = cloud.model.stateMachines.find(({ name }) => name.includes('Closeout'));
    const executions = await executionsOf(sfn, machine?.arn ?? '');
    const cases = await Promise.all(
      [...places.keys()].map(async (no) => (await findingOf(bench, place(no))).cases),
    );
    expect(executions.map(({ name }) => name).sort()).toEqual(
      cases
        .flat()
        .map(({ id }) => `${id}-1`)
        .sort(),
    );
    expect(executions.filter(({ status }) => status === 'RUNNING').map(({ name }) => name)).toEqual([
      `${(await findingOf(bench, place('1'))).finding.closing?.caseId}-1`,
    ]);
    expect(executions.filter(({ status }) => !['RUNNING', 'SUCCEEDED'].includes(status))).toEqual([]);
  });

  it('the auditor’s membership ends by itself', async () => {
    await expect(as('auditor').call('me.get', {})).resolves.toBeDefined();
    cloud.clock.moveBy(366 * DAY_MS);
    await expect(as('auditor').call('me.get', {})).rejects.toMatchObject({ status: 403 });
  });
});
