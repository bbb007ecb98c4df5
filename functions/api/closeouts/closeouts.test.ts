import type { OutputOf } from '@xuncha/contracts';
import type { FindingAggregate, Principal } from '@xuncha/domain';
import { systemScope, verifyChain } from '@xuncha/domain';
import {
  keys,
  loadFinding,
  loadMatter,
  newId,
  openMatter,
  planMatter,
  TooManyConflicts,
} from '@xuncha/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minutesFixture, standingAt } from '../../../packages/domain/src/closeout/case-fixture.ts';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT, useEnvironment } from '../../../test/engine/environment.ts';
import { seedFinding } from '../../../test/engine/seed-finding.ts';
import { startTestTable, type TestTable } from '../../../test/engine/table.ts';
import { foundGroup, openTenant } from '../../../test/engine/tenants.ts';

type Result = OutputOf<'closeouts.decide'> & { code?: string };
let engine: TestTable;
let closeouts: ApiHandler;
let matters: ApiHandler;
let meetingId = '';
const leading = personOf(HQ_TENANT, ['leading_group'], { userId: 'leading' });

beforeAll(async () => {
  engine = await startTestTable();
  useEnvironment({ table: engine });
  closeouts = (await import('./closeouts.lambda.ts')).handler;
  matters = (await import('../matters/matters.lambda.ts')).handler;
  await foundGroup(engine.table);
  for (const tenantId of ['beihe', 'nanhe'])
    await openTenant(engine.table, { tenantId, name: `${tenantId}厂`, departments: ['物资管理部'] });
  const { body } = await send<{ id: string }>(closeouts, 'meetings.create', {
    principal: leading,
    body: { title: '领导小组会议', date: '2025-03-01', attendees: ['组长'] },
  });
  meetingId = body.id;
});
afterAll(() => engine.stop());

/** A case that waits for a gate, the leading group's where none is named, with ids of its own. */
const waiting = async (
  tenantId = 'beihe',
  gate: 'party_committee' | 'leading_group' = 'leading_group',
): Promise<FindingAggregate> => {
  const { finding, cases, ...rest } = standingAt(gate);
  const [id, caseId] = [newId(), newId()];
  const aggregate: FindingAggregate = {
    ...rest,
    cases: cases.map((one) => ({ ...one, id: caseId })),
    finding: {
      ...finding,
      tenantId,
      id,
      caseIds: [caseId],
      // Its gates opened before they froze what was applied for: the end of the case has to.
      closing: finding.closing && { ...finding.closing, caseId, frozen: undefined },
      version: 0,
      auditSeq: 0,
      auditHash: '',
    },
  };
  // The snapshot names the finding, so its hash is made for this id.
  const application = aggregate.cases[0]?.application;
  if (!application || !aggregate.finding.closing) throw new Error('the fixture has a running case');
  const { snapshotHash, snapshotOf } = await import('@xuncha/domain');
  const hash = snapshotHash(snapshotOf(aggregate, application));
  const settled: FindingAggregate = {
    ...aggregate,
    finding: { ...aggregate.finding, closing: { ...aggregate.finding.closing, snapshotHash: hash } },
  };
  await seedFinding(engine.table, settled);
  return settled;
};

const decisionFor = ({ finding }: FindingAggregate) => {
  if (!finding.closing) throw new Error('no case is running');
  const { caseId, visit, snapshotHash } = finding.closing;
  return {
    tenantId: finding.tenantId,
    findingId: finding.id,
    caseId,
    visit,
    snapshotHash,
    outcome: 'approve' as const,
  };
};
const close = (aggregate: FindingAggregate) => {
  const { tenantId, findingId, caseId, ...decision } = decisionFor(aggregate);
  return send<Result>(closeouts, 'closeouts.decide', {
    principal: leading,
    params: { tenantId, findingId, caseId },
    body: { ...decision, gate: 'leading_group', meetingId },
  });
};

describe('close-out numbers (G06)', () => {
  it('have no gaps and no doubles under 20 closings at once', async () => {
    const cases = await Promise.all(Array.from({ length: 20 }, () => waiting('nanhe')));
    const answers = await Promise.all(cases.map(close));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    const year = new Date().getFullYear();
    expect(answers.map(({ body }) => body.closeoutNo).toSorted()).toEqual(
      Array.from({ length: 20 }, (_, n) => `NANHE-${year}-${String(n + 1).padStart(4, '0')}`),
    );
  });

  it('are not used up by decisions that are refused', async () => {
    const [one, two, three] = [await waiting(), await waiting(), await waiting()];
    const first = await close(one);
    const number = Number(first.body.closeoutNo?.slice(-4));
    const refused = await close({
      ...two,
      finding: {
        ...two.finding,
        closing: two.finding.closing && { ...two.finding.closing, snapshotHash: 'f'.repeat(64) },
      },
    });
    expect(refused).toMatchObject({ status: 409, body: { code: 'snapshot_changed' } });
    expect(Number((await close(three)).body.closeoutNo?.slice(-4))).toBe(number + 1);
  });

  it('stand with the snapshot and the closed head in one transaction: a taken snapshot key stops all of it', async () => {
    const one = await waiting();
    const { tenantId, findingId, caseId } = decisionFor(one);
    const before = await engine.table.get(keys.closeoutNumber(tenantId, String(new Date().getFullYear())));
    await engine.table.put({ put: { ...keys.snapshot(tenantId, findingId, caseId), kind: 'snapshot' } });
    expect(await close(one)).toMatchObject({ status: 409, body: { code: 'busy' } });
    expect(await engine.table.get(keys.closeoutNumber(tenantId, String(new Date().getFullYear())))).toEqual(
      before,
    );
    const stored = await loadFinding(engine.table, systemScope('closeout', tenantId), findingId);
    expect(stored?.finding.state).toBe('closing');
  });
});

describe('meetings of the leading group (G05, rule 8)', () => {
  const decide = (tenantId: string, decisions: unknown[], key?: string) =>
    send<OutputOf<'meetings.decide'>>(closeouts, 'meetings.decide', {
      principal: leading,
      params: { tenantId, meetingId },
      idempotencyKey: key,
      body: { decisions },
    });
  const decidedOf = async () => {
    const { body } = await send<OutputOf<'meetings.list'>>(closeouts, 'meetings.list', {
      principal: leading,
    });
    return body.items.find(({ id }) => id === meetingId)?.decided ?? 0;
  };

  it('decide the cases of one unit in the order of the list, and find none of another', async () => {
    const cases = [await waiting('beihe'), await waiting('nanhe'), await waiting('beihe')];
    const { status, body } = await decide('beihe', cases.map(decisionFor));
    expect(status).toBe(200);
    expect(body.results.map(({ findingId, ok, problem }) => [findingId, ok, problem?.code])).toEqual(
      cases.map(({ finding }, index) => [finding.id, index !== 1, index === 1 ? 'not_found' : undefined]),
    );
    const [first, , third] = body.results.map(({ closeoutNo }) => Number(closeoutNo?.slice(-4)));
    expect(third).toBe((first ?? 0) + 1);
  });

  it('are HQ’s: a unit can neither decide at one nor learn of it', async () => {
    const one = await waiting('beihe');
    for (const role of ['party_secretary', 'rectification_office', 'tenant_admin'] as const)
      for (const id of [meetingId, newId()])
        expect(
          await send(closeouts, 'meetings.decide', {
            principal: personOf('beihe', [role]),
            params: { tenantId: 'beihe', meetingId: id },
            body: { decisions: [decisionFor(one)] },
          }),
        ).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });

  it('count what was decided, also by two calls at once', async () => {
    const before = await decidedOf();
    const [one, two] = [await waiting('beihe'), await waiting('nanhe')];
    await Promise.all([decide('beihe', [decisionFor(one)]), decide('nanhe', [decisionFor(two)])]);
    expect(await decidedOf()).toBe(before + 2);
  });

  it('list each decision with the finding, how, by whom and when', async () => {
    const { body: held } = await send<{ id: string }>(closeouts, 'meetings.create', {
      principal: leading,
      body: { title: '会议', date: '2025-01-10', attendees: ['组长'] },
    });
    const [closed, returned, single] = [
      await waiting('beihe'),
      await waiting('nanhe'),
      await waiting('beihe'),
    ];
    const at = (tenantId: string, decisions: unknown[]) =>
      send(closeouts, 'meetings.decide', {
        principal: leading,
        params: { tenantId, meetingId: held.id },
        body: { decisions },
      });
    await at('beihe', [decisionFor(closed)]);
    // Repeated by another click: decided once, listed once.
    await at('beihe', [decisionFor(closed)]);
    await at('nanhe', [
      { ...decisionFor(returned), outcome: 'return', reason: '佐证不足', returnTo: 'evidence_check' },
    ]);
    const { tenantId, findingId, caseId, ...decision } = decisionFor(single);
    await send(closeouts, 'closeouts.decide', {
      principal: leading,
      params: { tenantId, findingId, caseId },
      body: { ...decision, gate: 'leading_group', meetingId: held.id },
    });
    const listFor = (principal: Principal) =>
      send<OutputOf<'meetings.decisions'>>(closeouts, 'meetings.decisions', {
        principal,
        params: { meetingId: held.id },
      });
    const { body } = await listFor(personOf(HQ_TENANT, ['inspection_office']));
    expect(body.items).toMatchObject([
      {
        tenantId: 'beihe',
        tenantName: 'beihe厂',
        findingId: closed.finding.id,
        no: closed.finding.no,
        outcome: 'approve',
        closeoutNo: expect.stringContaining('BEIHE-'),
        byName: leading.name,
      },
      { tenantId: 'nanhe', outcome: 'return', returnTo: 'evidence_check', reason: '佐证不足' },
      { tenantId: 'beihe', findingId: single.finding.id, outcome: 'approve' },
    ]);
    expect(body.items[1]).not.toHaveProperty('closeoutNo');

    const auditor = (scope: Principal['scope']) => ({ ...personOf(HQ_TENANT, ['auditor']), scope });
    const { body: ofOneUnit } = await listFor(auditor({ tenants: ['nanhe'] }));
    expect(ofOneUnit.items.map((item) => item.tenantId)).toEqual(['nanhe']);
    const { body: ofOneRound } = await listFor(auditor({ tenants: ['nanhe'], rounds: ['2025年第一轮'] }));
    expect(ofOneRound.items).toEqual([]);
    expect(await listFor(personOf('beihe', ['party_secretary']))).toMatchObject({ status: 403 });
  });

  it('go on when one case fails for whatever reason', async () => {
    const { decideAtMeeting } = await import('./meetings.ts');
    const [good, bad] = [await waiting('beihe'), await waiting('beihe')];
    const table = {
      ...engine.table,
      transact: (...args: Parameters<typeof engine.table.transact>) =>
        JSON.stringify(args[0]).includes(bad.finding.id)
          ? Promise.reject(new TooManyConflicts())
          : engine.table.transact(...args),
    };
    const { actorOf, authorize } = await import('@xuncha/domain');
    const scope = authorize(leading, 'meeting.decide', 'beihe');
    if (!scope.ok) throw new Error(scope.error.code);
    const reply = await decideAtMeeting(
      {
        operation: 'meetings.decide',
        params: { tenantId: 'beihe', meetingId },
        query: {},
        body: { decisions: [decisionFor(bad), decisionFor(good)] },
        principal: leading,
        actor: actorOf(leading),
        scope: scope.value,
        at: new Date().toISOString(),
        today: '2025-03-03',
        claim: { key: newId(), requestHash: 'h' },
        ifVersion: undefined,
      },
      { table, hqTenant: HQ_TENANT },
    );
    expect(reply.body.results).toMatchObject([
      { ok: false, problem: { code: 'busy' } },
      { ok: true, next: 'closed' },
    ]);
  });

  it('are registered after they were held', async () => {
    const answer = await send(closeouts, 'meetings.create', {
      principal: leading,
      body: { title: '会议', date: '2999-01-01', attendees: ['组长'] },
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'meeting_in_future' } });
  });

  it('must exist where a decision names one', async () => {
    const { tenantId, findingId, caseId, ...decision } = decisionFor(await waiting());
    const answer = await send<Result>(closeouts, 'closeouts.decide', {
      principal: leading,
      params: { tenantId, findingId, caseId },
      body: { ...decision, gate: 'leading_group', meetingId: newId() },
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'meeting_unknown' } });
  });
});

describe('the party committee’s gate at a recorded meeting (G04)', () => {
  const office = personOf('beihe', ['rectification_office'], { userId: 'office' });
  const secretary = personOf('beihe', ['party_secretary'], { userId: 'secretary' });
  const AGENDA = '审议问题销号';
  const SHA = 'd'.repeat(64);

  const record = async (over: object = {}): Promise<string> => {
    const { status, body } = await send<{ id: string }>(matters, 'unitMeetings.record', {
      principal: office,
      params: { tenantId: 'beihe' },
      body: {
        title: '党委第5次会议',
        type: 'decision',
        date: '2025-03-01',
        attendees: ['书记甲', '厂长乙'],
        agenda: [{ title: AGENDA }],
        conclusions: '同意销号。',
        ...over,
      },
    });
    expect(status).toBe(201);
    return body.id;
  };
  /** The check of the bytes has its own tests; here the file stands as it leaves them. */
  const keepMinutes = async (id: string): Promise<void> => {
    const opened = await loadMatter(engine.table, systemScope('evidence', 'beihe'), 'meeting', id);
    if (!opened) throw new Error('no meeting');
    const at = new Date().toISOString();
    const file = {
      id: newId(),
      purpose: 'minutes',
      fileName: '党委会纪要.pdf',
      size: 9,
      sha256: SHA,
      contentType: 'application/pdf',
      uploadedBy: 'office',
      uploadedByName: '整改办',
      registeredAt: at,
      status: 'verified' as const,
      vaultKey: `t/beihe/vault/${SHA}`,
    };
    const change = {
      matter: opened.matter,
      files: [file],
      event: { type: 'matter.file_verified', data: {} },
    };
    await engine.table.transact(planMatter(opened.matter, change, { actor: office, at }).writes);
  };
  const step = (operation: 'unitMeetings.file' | 'unitMeetings.withdraw', id: string) =>
    send<{ code?: string }>(matters, operation, {
      principal: office,
      params: { tenantId: 'beihe', unitMeetingId: id },
      ...(operation === 'unitMeetings.withdraw' ? { body: { reason: '重复登记' } } : {}),
    });
  const filed = async (): Promise<string> => {
    const id = await record();
    await keepMinutes(id);
    expect((await step('unitMeetings.file', id)).status).toBe(200);
    return id;
  };
  const decideAt = (aggregate: FindingAggregate, unitMeetingId: string, over: object = {}) => {
    const { tenantId, findingId, caseId, ...decision } = decisionFor(aggregate);
    return send<Result>(closeouts, 'closeouts.decide', {
      principal: secretary,
      params: { tenantId, findingId, caseId },
      body: {
        ...decision,
        gate: 'party_committee',
        meeting: { unitMeetingId, agendaItem: AGENDA, resolution: '同意销号', ...over },
      },
    });
  };
  const meetingOf = async (unitMeetingId: string) =>
    (
      await send<OutputOf<'unitMeetings.get'>>(matters, 'unitMeetings.get', {
        principal: secretary,
        params: { tenantId: 'beihe', unitMeetingId },
      })
    ).body;

  it('takes what the meeting holds, and both name each other', async () => {
    const meeting = await filed();
    const cases = [await waiting('beihe', 'party_committee'), await waiting('beihe', 'party_committee')];
    // Two decisions at once write the same meeting: neither is lost.
    const answers = await Promise.all(cases.map((one) => decideAt(one, meeting)));
    expect(answers).toMatchObject([
      { status: 200, body: { next: 'leading_group' } },
      { status: 200, body: { next: 'leading_group' } },
    ]);
    const ids = cases.map(({ finding }) => finding.id);
    const view = await meetingOf(meeting);
    expect(view.decided.map(({ findingId }) => findingId).toSorted()).toEqual(ids.toSorted());
    expect(view.decided[0]).toMatchObject({ no: '1', agendaItem: AGENDA, byName: secretary.name });
    expect(view.possible).toEqual([]);
    for (const findingId of ids) {
      const related = await send<OutputOf<'matters.ofFinding'>>(matters, 'matters.ofFinding', {
        principal: secretary,
        params: { tenantId: 'beihe', findingId },
      });
      expect(related.body.items.map(({ id }) => id)).toEqual([meeting]);
      const stored = await loadFinding(engine.table, systemScope('closeout', 'beihe'), findingId);
      expect(stored?.evidence.filter(({ sha256 }) => sha256 === SHA)).toMatchObject([
        { purpose: 'minutes', status: 'verified', vaultKey: `t/beihe/vault/${SHA}`, formedOn: '2025-03-01' },
      ]);
    }
    const opened = await openMatter(engine.table, systemScope('closeout', 'beihe'), 'meeting', meeting);
    expect(verifyChain(opened?.trail ?? [])).toMatchObject({ ok: true });
    expect(await step('unitMeetings.withdraw', meeting)).toMatchObject({
      status: 409,
      body: { code: 'meeting_in_use' },
    });
  });

  it('accepts no meeting of another unit, none without kept minutes, none of another type', async () => {
    const one = await waiting('beihe', 'party_committee');
    const foreign = await waiting('nanhe', 'party_committee');
    const meeting = await filed();
    const { tenantId, findingId, caseId, ...decision } = decisionFor(foreign);
    const there = await send<Result>(closeouts, 'closeouts.decide', {
      principal: personOf('nanhe', ['party_secretary'], { userId: 'other' }),
      params: { tenantId, findingId, caseId },
      body: {
        ...decision,
        gate: 'party_committee',
        meeting: { unitMeetingId: meeting, agendaItem: AGENDA, resolution: '同意销号' },
      },
    });
    expect(there).toMatchObject({ status: 422, body: { code: 'unit_meeting_unknown' } });
    expect((await meetingOf(meeting)).decided).toEqual([]);
    const open = await record();
    expect((await decideAt(one, open)).body.code).toBe('unit_meeting_not_filed');
    const study = await record({ type: 'committee_study' });
    expect((await decideAt(one, study)).body.code).toBe('unit_meeting_type');
    expect((await decideAt(one, newId())).body.code).toBe('unit_meeting_unknown');
    expect((await decideAt(one, meeting, { agendaItem: '别的议题' })).body.code).toBe('agenda_unknown');
    expect((await decideAt(one, meeting)).status).toBe(200);
  });

  it('may still be written down with the finding where no meeting was recorded', async () => {
    const one = await waiting('beihe', 'party_committee');
    const { tenantId, findingId, caseId, ...decision } = decisionFor(one);
    const minutesId = newId();
    await engine.table.put({
      put: {
        ...keys.evidence(tenantId, findingId, minutesId),
        kind: 'evidence',
        ...minutesFixture({ id: minutesId, caseId }),
      },
    });
    const answer = await send<Result>(closeouts, 'closeouts.decide', {
      principal: secretary,
      params: { tenantId, findingId, caseId },
      body: {
        ...decision,
        gate: 'party_committee',
        meeting: {
          date: '2025-03-01',
          agendaItem: AGENDA,
          attendees: ['书记甲'],
          resolution: '同意',
          minutesId,
        },
      },
    });
    expect(answer).toMatchObject({ status: 200, body: { next: 'leading_group' } });
  });
});
