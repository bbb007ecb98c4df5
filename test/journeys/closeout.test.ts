import { setTimeout as pause } from 'node:timers/promises';
import type { OutputOf } from '@xuncha/contracts';
import { differenceBetween, type Principal, systemScope, verifyChain } from '@xuncha/domain';
import { keys, listEvents, newId } from '@xuncha/store';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { personOf } from '../engine/api-event.ts';
import { type CloseoutScene, castOf, startCloseoutScene } from '../engine/closeout-scene.ts';

const DAY = 24 * 3600 * 1000;
const APPLICATION = {
  result: '制度已修订并执行',
  similarCheck: '已对同类采购开展排查',
  newRules: ['采购管理办法'],
};

type Result = OutputOf<'closeouts.decide'> & { code?: string; details?: Record<string, unknown> };
let scene: CloseoutScene;
let cast: ReturnType<typeof castOf>;
let meetingId = '';
beforeAll(async () => {
  scene = await startCloseoutScene();
  cast = castOf(scene.tenantId, scene.departmentId);
  const meeting = await scene.call<{ id: string }>('meetings.create', cast.leading, {
    body: { title: '领导小组第三次会议', date: '2025-03-01', attendees: ['组长'] },
  });
  expect(meeting).toMatchObject({ status: 201 });
  meetingId = meeting.body.id;
});
afterAll(() => scene.stop());

const closingOf = async (findingId: string) => {
  const { finding } = await scene.read(findingId);
  if (!finding.closing) throw new Error(`no case is running, the finding is ${finding.state}`);
  return finding.closing;
};

const apply = async (): Promise<{ findingId: string; caseId: string }> => {
  const { id: findingId } = await scene.ready();
  const answer = await scene.call<Result>('closeouts.apply', cast.head, {
    params: { findingId },
    body: APPLICATION,
  });
  expect(answer.status).toBe(201);
  return { findingId, caseId: answer.body.caseId };
};

/** What an approval of the open gate must carry. */
const contentFor = async (findingId: string): Promise<Record<string, unknown>> => {
  const { evidence, finding } = await scene.read(findingId);
  switch (finding.closing?.gate) {
    case 'evidence_check':
      return {
        ticks: evidence
          .filter((item) => item.purpose === 'measure')
          .map((item) => ({ evidenceId: item.id, verdict: 'sufficient' })),
      };
    case 'consultation':
      return { opinion: '同意销号' };
    case 'party_committee':
      return {
        meeting: {
          date: '2025-03-01',
          agendaItem: '销号审议',
          attendees: ['书记', '委员'],
          resolution: '同意上报',
          minutesId: await scene.minutes(findingId),
        },
      };
    default:
      return { meetingId };
  }
};

const deciderOf = async (findingId: string): Promise<Principal> => {
  const { gate } = await closingOf(findingId);
  return {
    application: cast.head,
    evidence_check: cast.checker,
    consultation: cast.consultant,
    party_committee: cast.secretary,
    leading_group: cast.leading,
  }[gate];
};

const decide = async (
  findingId: string,
  over: Record<string, unknown> = {},
  options: { who?: Principal; key?: string } = {},
) => {
  const content = await contentFor(findingId);
  const closing = await closingOf(findingId);
  return scene.call<Result>('closeouts.decide', options.who ?? (await deciderOf(findingId)), {
    params: { findingId, caseId: closing.caseId },
    idempotencyKey: options.key,
    body: {
      gate: closing.gate,
      visit: closing.visit,
      snapshotHash: closing.snapshotHash,
      outcome: 'approve',
      ...content,
      ...over,
    },
  });
};

/** Approves gate after gate until the case stands at the named one, open. */
const passTo = async (findingId: string, gate: string): Promise<void> => {
  await scene.settle(findingId);
  while ((await closingOf(findingId)).gate !== gate) {
    expect((await decide(findingId)).status).toBe(200);
    await scene.settle(findingId);
  }
};

const endedWith = async (name: string): Promise<string[]> => {
  for (let round = 0; round < 100; round += 1) {
    if (
      (await scene.workflow.statusOf(
        `arn:aws-cn:states:cn-north-1:123456789012:stateMachine:closeout`,
        name,
      )) === 'ended'
    )
      return scene.transitions(name);
    await pause(20);
  }
  throw new Error('the execution did not end');
};

const trailOf = (findingId: string) =>
  listEvents(scene.engine.table, systemScope('closeout', scene.tenantId), findingId, {
    afterSeq: 0,
    limit: 1000,
  });

describe('the whole chain', () => {
  it('leads from the application through four gates to a closed finding in at most 12 transitions', async () => {
    const { findingId, caseId } = await apply();
    await passTo(findingId, 'leading_group');
    const last = await decide(findingId);
    expect(last).toMatchObject({ status: 200, body: { next: 'closed' } });
    expect(last.body.closeoutNo).toMatch(/^BEIHE-\d{4}-\d{4}$/);
    await scene.pump.drain();
    const states = await endedWith(`${caseId}-1`);
    expect(states.filter((state) => !/^(Application|After)/.test(state))).toEqual([
      'EvidenceCheck',
      'Consultation',
      'PartyCommittee',
      'LeadingGroup',
      'Closed',
    ]);
    expect(states.length).toBeLessThanOrEqual(12);
    const trail = await trailOf(findingId);
    expect(trail.map(({ type }) => type)).toEqual([
      'finding.imported',
      'closeout.applied',
      'closeout.gate_opened',
      'closeout.decided',
      'closeout.gate_opened',
      'closeout.decided',
      'closeout.gate_opened',
      'evidence.registered',
      'evidence.verified',
      'closeout.decided',
      'closeout.gate_opened',
      'closeout.decided',
    ]);
    const { finding } = await scene.read(findingId);
    expect(verifyChain(trail, { seq: finding.auditSeq, hash: finding.auditHash })).toMatchObject({
      ok: true,
    });
    const snapshot = await scene.call<OutputOf<'closeouts.snapshot'>>('closeouts.snapshot', cast.checker, {
      params: { findingId, caseId },
    });
    expect(snapshot.status).toBe(200);
    expect(trail.at(-1)?.data).toMatchObject({ snapshotHash: snapshot.body.hash });
  });

  it('returns to an earlier gate, then to the department, and a new case starts over', async () => {
    const { findingId, caseId } = await apply();
    await passTo(findingId, 'party_committee');
    expect(
      await decide(findingId, { outcome: 'return', returnTo: 'evidence_check', reason: '补核' }),
    ).toMatchObject({
      body: { next: 'evidence_check' },
    });
    expect((await scene.settle(findingId)).finding.closing).toMatchObject({
      gate: 'evidence_check',
      visit: 4,
      status: 'open',
    });
    const back = await decide(findingId, { outcome: 'return', returnTo: 'department', reason: '材料不足' });
    expect(back).toMatchObject({ status: 200, body: { next: 'rectifying' } });
    await scene.pump.drain();
    expect((await endedWith(`${caseId}-1`)).at(-1)).toBe('Returned');
    const again = await scene.call<Result>('closeouts.apply', cast.head, {
      params: { findingId },
      body: APPLICATION,
    });
    expect(again.status).toBe(201);
    await passTo(findingId, 'leading_group');
    expect((await decide(findingId)).body.next).toBe('closed');
    expect((await scene.read(findingId)).cases.map(({ status }) => status)).toEqual(['returned', 'closed']);
  });

  it('turns into continuous rectification by the leading group', async () => {
    const { findingId, caseId } = await apply();
    await passTo(findingId, 'leading_group');
    const nextCheckDate = new Date(scene.now().getTime() + 90 * DAY).toISOString().slice(0, 10);
    expect(
      await decide(findingId, { outcome: 'continuous', reason: '长期坚持', nextCheckDate }),
    ).toMatchObject({
      status: 200,
      body: { next: 'continuous' },
    });
    await scene.pump.drain();
    expect((await endedWith(`${caseId}-1`)).at(-1)).toBe('Continuous');
    expect((await scene.read(findingId)).finding).toMatchObject({ state: 'continuous', nextCheckDate });
  });

  it.each([
    ['at an open gate', true],
    ['before the gate has opened', false],
  ])('ends when the applicant withdraws %s', async (_when, open) => {
    const { findingId, caseId } = await apply();
    if (open) await scene.settle(findingId);
    const stranger = personOf(scene.tenantId, ['department_head'], {
      userId: 'other-head',
      departmentId: scene.departmentId,
    });
    const withdraw = (who: Principal) =>
      scene.call<Result>('closeouts.withdraw', who, {
        params: { findingId, caseId },
        body: { reason: '补充材料' },
      });
    expect(await withdraw(stranger)).toMatchObject({ status: 403, body: { code: 'not_applicant' } });
    expect(await withdraw(cast.head)).toMatchObject({ status: 200, body: { next: 'rectifying' } });
    await scene.pump.drain();
    expect((await endedWith(`${caseId}-1`)).at(-1)).toBe('Withdrawn');
  });
});

describe('rules at the API', () => {
  it('1: who applied or decided before is refused, a substitute of theirs too', async () => {
    const { findingId } = await apply();
    await passTo(findingId, 'consultation');
    const everything = (userId: string, onBehalfOf?: string): Principal => ({
      ...personOf('jituan', ['functional_dept', 'leading_group'], { userId }),
      ...(onBehalfOf ? { onBehalfOf: { userId: onBehalfOf, name: onBehalfOf, delegationId: 'd' } } : {}),
    });
    for (const who of [everything('head'), everything('checker'), everything('new', 'checker')])
      expect(await decide(findingId, {}, { who })).toMatchObject({
        status: 403,
        body: { code: 'separation_of_duties' },
      });
    expect((await decide(findingId, {}, { who: everything('new', 'absent') })).status).toBe(200);
    const event = (await trailOf(findingId)).findLast(({ type }) => type === 'closeout.decided');
    expect(event?.actor).toMatchObject({ userId: 'new', onBehalfOf: { userId: 'absent' } });
  });

  it('2: a decision on something else than what stands there is refused with the difference', async () => {
    const { findingId } = await apply();
    await scene.settle(findingId);
    expect(await decide(findingId, { snapshotHash: 'f'.repeat(64) })).toMatchObject({
      status: 409,
      body: { code: 'snapshot_changed', details: { seen: 'f'.repeat(64), changes: [] } },
    });
    // Somebody past our rules, with a key to the table.
    const { measures } = await scene.read(findingId);
    const key = keys.measure(scene.tenantId, findingId, measures[0]?.id ?? '');
    const item = await scene.engine.table.get(key);
    await scene.engine.table.put({ put: { ...item, ...key, result: '改写' } });
    expect(await decide(findingId)).toMatchObject({ status: 409, body: { code: 'snapshot_changed' } });
  });

  it('3: while the case runs nothing else changes', async () => {
    const { findingId } = await apply();
    const { measures } = await scene.read(findingId);
    const office = cast.checker;
    const params = { findingId, measureId: measures[0]?.id ?? '' };
    const ifMatch = (await scene.read(findingId)).finding.version;
    const measure = { text: '别的', term: '立行立改' };
    for (const answer of [
      await scene.call('measures.add', office, { params, body: measure }),
      await scene.call('measures.edit', office, { params, ifMatch, body: measure }),
      await scene.call('measures.withdraw', office, { params, body: { reason: '撤回' } }),
      await scene.call('measures.report', office, { params, body: { progress: 10 } }),
    ])
      expect(answer).toMatchObject({ status: 409, body: { code: 'closeout_locked' } });
    expect(
      await scene.call('findings.assign', office, { params, ifMatch, body: { supportingDepartments: [] } }),
    ).toMatchObject({ status: 409, body: { code: 'state_not_assignable' } });
  });

  it('4: of two decisions at once one wins; a repeated request gets the first answer', async () => {
    const { findingId } = await apply();
    await scene.settle(findingId);
    const second = personOf(scene.tenantId, ['discipline_committee'], { userId: 'second' });
    const answers = await Promise.all([decide(findingId), decide(findingId, {}, { who: second })]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('gate_already_decided');
    await scene.settle(findingId);
    const { caseId, visit, snapshotHash } = await closingOf(findingId);
    const repeat = () =>
      scene.call<Result>('closeouts.decide', cast.consultant, {
        params: { findingId, caseId },
        idempotencyKey: 'the-same-key-1',
        body: { gate: 'consultation', visit, snapshotHash, outcome: 'approve', opinion: '同意' },
      });
    const first = await repeat();
    expect(first.status).toBe(200);
    await scene.settle(findingId);
    const later = await repeat();
    expect([later.status, later.body, later.headers.etag]).toEqual([200, first.body, first.headers.etag]);
    expect((await trailOf(findingId)).filter(({ type }) => type === 'closeout.decided')).toHaveLength(2);
  });

  it('6: what was applied for stays, whatever became of the case, to be held against the next one', async () => {
    const { findingId, caseId } = await apply();
    const snapshotOfCase = (id: string) =>
      scene.call<OutputOf<'closeouts.snapshot'>>('closeouts.snapshot', cast.checker, {
        params: { findingId, caseId: id },
      });
    expect((await snapshotOfCase(caseId)).status).toBe(404);
    await scene.settle(findingId);
    const { body: first } = await snapshotOfCase(caseId);
    expect(first.hash).toBe((await closingOf(findingId)).snapshotHash);
    await decide(findingId, { outcome: 'return', reason: '材料不全', ticks: undefined });
    await scene.settle(findingId);
    const again = await scene.call<Result>('closeouts.apply', cast.head, {
      params: { findingId },
      body: { ...APPLICATION, result: '补充了检查记录' },
    });
    await passTo(findingId, 'leading_group');
    await decide(findingId);
    const { cases } = await scene.read(findingId);
    expect(cases.map(({ status, frozen }) => [status, frozen])).toEqual([
      ['returned', true],
      ['closed', true],
    ]);
    const { body: second } = await snapshotOfCase(again.body.caseId);
    expect((await snapshotOfCase(caseId)).body).toEqual(first);
    expect(differenceBetween(first.snapshot, second.snapshot)).toMatchObject({
      fields: [{ field: 'result', before: APPLICATION.result, after: '补充了检查记录' }],
      measures: [],
      evidence: [],
    });
  });

  it('6: only the leading group reopens, with a reason, and the old snapshot stays', async () => {
    const { findingId, caseId } = await apply();
    await passTo(findingId, 'leading_group');
    const { body: closed } = await decide(findingId);
    const reopen = (who: Principal, body: Record<string, unknown>) =>
      scene.call('findings.reopen', who, { params: { findingId }, body });
    for (const who of [cast.head, cast.checker, cast.secretary])
      expect((await reopen(who, { reason: '反弹' })).status).toBe(403);
    expect((await reopen(cast.leading, {})).status).toBe(422);
    expect(await reopen(cast.leading, { reason: '反弹', meetingId: caseId })).toMatchObject({
      status: 422,
      body: { code: 'meeting_unknown' },
    });
    expect((await reopen(cast.leading, { reason: '反弹', meetingId })).status).toBe(200);
    const { finding } = await scene.read(findingId);
    expect(finding).toMatchObject({ state: 'rectifying', closeoutNo: closed.closeoutNo });
    const snapshot = await scene.call('closeouts.snapshot', cast.checker, { params: { findingId, caseId } });
    expect(snapshot.status).toBe(200);
  });

  it('8: a meeting decides many, and one bad case stops no other; a repeated call decides nothing twice', async () => {
    const cases = [await apply(), await apply(), await apply()];
    for (const { findingId } of cases) await passTo(findingId, 'leading_group');
    const decisions = await Promise.all(
      cases.map(async ({ findingId, caseId }) => {
        const { visit, snapshotHash } = await closingOf(findingId);
        return { findingId, caseId, visit, snapshotHash, outcome: 'approve' };
      }),
    );
    const [one, two, three] = decisions;
    const body = {
      decisions: [
        one,
        { ...two, visit: 99 },
        { ...three, findingId: newId() },
        { ...one, outcome: 'return', reason: '另' },
      ],
    };
    const ask = () =>
      scene.call<OutputOf<'meetings.decide'>>('meetings.decide', cast.leading, {
        params: { tenantId: scene.tenantId, meetingId },
        idempotencyKey: 'one-meeting-call',
        body,
      });
    const first = await ask();
    expect(first.status).toBe(200);
    expect(first.body.results.map(({ ok, problem }) => (ok ? 'ok' : problem?.code))).toEqual([
      'ok',
      'gate_already_decided',
      'not_found',
      'case_named_twice',
    ]);
    expect((await ask()).body).toEqual(first.body);
    const { body: meetings } = await scene.call<OutputOf<'meetings.list'>>('meetings.list', cast.leading);
    expect(meetings.items.find(({ id }) => id === meetingId)?.decided).toBe(1);
    const tooMany = Array.from({ length: 101 }, () => one);
    expect(
      (
        await scene.call('meetings.decide', cast.leading, {
          params: { tenantId: scene.tenantId, meetingId },
          body: { decisions: tooMany },
        })
      ).status,
    ).toBe(422);
  });
});

describe('nothing is lost (rule 5)', () => {
  it('a token that is delivered twice changes nothing', async () => {
    const { findingId, caseId } = await apply();
    await passTo(findingId, 'consultation');
    const before = await scene.read(findingId);
    const again: DynamoDBRecord[] = [...scene.pump.delivered];
    expect(await scene.relay({ Records: again })).toEqual({ batchItemFailures: [] });
    expect(await scene.settle(findingId)).toEqual(before);
    expect((await scene.transitions(`${caseId}-1`)).at(-1)).toBe('Consultation');
  });

  it('a lost start and a lost decision are made up for by the reconciler', async () => {
    const { findingId } = await apply();
    // The relay sleeps: nothing has been carried.
    scene.moveClock(3 * 60_000);
    await scene.sweep('reconcile');
    await expect.poll(async () => (await closingOf(findingId)).status).toBe('open');
    expect((await decide(findingId)).status).toBe(200);
    expect(await closingOf(findingId)).toMatchObject({ gate: 'consultation', status: 'opening' });
    scene.moveClock(3 * 60_000);
    await scene.sweep('reconcile');
    await expect.poll(async () => (await closingOf(findingId)).status).toBe('open');
    // The records come after all.
    await scene.settle(findingId);
    expect(await closingOf(findingId)).toMatchObject({ gate: 'consultation', status: 'open', attempt: 1 });
  });

  it('an execution that was stopped is carried on by the next attempt, from the same gate', async () => {
    const { findingId, caseId } = await apply();
    await passTo(findingId, 'consultation');
    const before = await closingOf(findingId);
    await scene.stopExecution(`${caseId}-1`);
    scene.moveClock(3 * 60_000);
    await scene.sweep('reconcile');
    const { finding } = await scene.settle(findingId);
    expect(finding.closing).toEqual({ ...before, attempt: 2 });
    await passTo(findingId, 'leading_group');
    expect((await decide(findingId)).body.next).toBe('closed');
    await scene.pump.drain();
    expect((await endedWith(`${caseId}-2`)).at(-1)).toBe('Closed');
  });
});

describe('limits', () => {
  it('remind, then escalate, again every limit, and decide nothing', async () => {
    const { findingId } = await apply();
    await scene.settle(findingId);
    const { gate, visit } = await closingOf(findingId);
    await scene.sweep('gate-limits');
    expect((await closingOf(findingId)).escalation).toBe(0);
    for (const round of [1, 2, 3]) {
      // Five working days, and the longest holiday between.
      scene.moveClock(20 * DAY);
      await scene.sweep('gate-limits');
      await scene.sweep('gate-limits');
      expect(await closingOf(findingId)).toMatchObject({ gate, visit, status: 'open', escalation: round });
    }
    const types = (await trailOf(findingId)).map(({ type }) => type).slice(3);
    expect(types).toEqual(['closeout.reminded', 'closeout.escalated', 'closeout.escalated']);
    expect((await decide(findingId)).status).toBe(200);
  });
});
