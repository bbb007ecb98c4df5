import { describe, expect, it } from 'vitest';
import type { Role } from '../authz/roles.ts';
import { refusedWith } from '../closeout/case-fixture.ts';
import type { Result } from '../result.ts';
import { audienceOf, maySee, restrictedTasksOf } from './audience.ts';
import { changeBriefing, draftBriefing, issueBriefing, receiveBriefing } from './briefing.ts';
import {
  cancelInterview,
  changeInterview,
  holdInterview,
  type Interview,
  planInterview,
  recordInterview,
} from './interview.ts';
import { NO_INTERVIEWS, recountInterviews } from './interview-count.ts';
import { addLeaderFeedback, changeLeaderFeedback } from './leader-feedback.ts';
import {
  possibleSteps,
  RESTRICTED_STEPS,
  type RestrictedChange,
  type RestrictedRecord,
  withdrawRecord,
} from './record.ts';
import {
  isReplyOverdue,
  type Referral,
  receiveReferral,
  replyToReferral,
  resendReferral,
  returnReferral,
  sendReferral,
} from './referral.ts';

const AT = '2025-03-03T02:00:00.000Z';
const TODAY = '2025-03-03';
const author = { userId: 'author', name: '甲' };
const first = { userId: 'first', name: '乙' };
const second = { userId: 'second', name: '丙' };
const origin = {
  tenantId: 'jituan',
  id: 'r1',
  unitId: 'beihe',
  unitName: '北河采油厂',
  round: '2025年第一轮',
  by: author,
  at: AT,
};
const plan = {
  interviewee: '谈话对象',
  post: '副厂长',
  interviewers: [first, second],
  date: '2025-03-05',
  place: '三楼会议室',
  topics: ['物资采购'],
};
const done = <R extends RestrictedRecord>(result: Result<RestrictedChange<R>>): R => {
  if (!result.ok) throw new Error(result.error.code);
  return result.value.next;
};
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : refusedWith(result));
const written = { text: '谈话内容', signed: true, at: AT, by: first };

describe('interviews (C01)', () => {
  const planned = done(planInterview(origin, plan));
  const held = done(holdInterview(planned, { heldOn: TODAY, today: TODAY }));
  const recorded = done(recordInterview(held, written));

  it('have at least two different interviewers', () => {
    for (const interviewers of [[], [first], [first, { ...first, name: '另写的名字' }]]) {
      expect(codeOf(planInterview(origin, { ...plan, interviewers }))).toBe('interviewers_too_few');
      expect(codeOf(changeInterview(planned, { ...plan, interviewers }))).toBe('interviewers_too_few');
    }
    expect(done(changeInterview(planned, { ...plan, place: '二楼' })).plan.place).toBe('二楼');
  });

  it('go from plan to talk to record, in this order', () => {
    expect([planned.state, held.state, recorded.state]).toEqual(['planned', 'held', 'recorded']);
    expect(codeOf(recordInterview(planned, written))).toBe('restricted_state');
    expect(codeOf(holdInterview(planned, { heldOn: '2025-03-04', today: TODAY }))).toBe('date_in_future');
    for (const step of [
      changeInterview(held, plan),
      holdInterview(held, { heldOn: TODAY, today: TODAY }),
      cancelInterview(held, { reason: '不' }),
    ])
      expect(codeOf(step)).toBe('restricted_state');
  });

  it('keep a later record beside the first in the trail, and say why one is unsigned', () => {
    expect(codeOf(recordInterview(held, { ...written, signed: false }))).toBe('unsigned_reason_missing');
    const again = recordInterview(recorded, {
      ...written,
      text: '补充',
      signed: false,
      unsignedReason: '拒签',
    });
    expect(again).toMatchObject({
      ok: true,
      value: {
        next: { state: 'recorded', record: { text: '补充', unsignedReason: '拒签', byName: '乙' } },
        event: { type: 'interview.recorded', data: { text: '补充' } },
      },
    });
    expect(done(recordInterview(held, { ...written, unsignedReason: '多余' })).record).not.toHaveProperty(
      'unsignedReason',
    );
  });

  it('are cancelled or withdrawn for a reason, and nothing follows', () => {
    const cancelled = done(cancelInterview(planned, { reason: '对象出差' }));
    expect(cancelled).toMatchObject({ state: 'cancelled', cancelReason: '对象出差' });
    const gone = done(withdrawRecord(recorded, { reason: '录入有误', by: author, at: AT }));
    expect(gone).toMatchObject({
      state: 'withdrawn',
      record: { text: '谈话内容' },
      withdrawn: { byName: '甲', reason: '录入有误' },
    });
    expect(codeOf(withdrawRecord(gone, { reason: '再撤', by: author, at: AT }))).toBe('restricted_state');
  });

  it('wait for their interviewers and are seen by them and the author only', () => {
    expect(restrictedTasksOf(planned)).toEqual([
      { assignee: 'user:first', due: '2025-03-05' },
      { assignee: 'user:second', due: '2025-03-05' },
    ]);
    expect(restrictedTasksOf(recorded)).toEqual([]);
    expect(audienceOf(planned)).toEqual(['user:author', 'user:first', 'user:second']);
    const person = (userId: string, reach: 'self' | 'tenant') => ({ userId, roles: [], reach });
    expect(maySee(planned, person('second', 'self'))).toBe(true);
    expect(maySee(planned, person('other', 'self'))).toBe(false);
    expect(maySee(planned, person('other', 'tenant'))).toBe(true);
  });

  it('are counted by state, without the withdrawn', () => {
    const walk: (Interview | undefined)[] = [undefined, planned, held, recorded];
    let count = NO_INTERVIEWS;
    for (const [index, after] of walk.entries())
      if (after) count = recountInterviews(count, walk[index - 1], after) ?? count;
    expect(count).toEqual({ planned: 0, held: 0, recorded: 1, cancelled: 0 });
    expect(recountInterviews(count, recorded, recorded)).toBeUndefined();
    const gone = done(withdrawRecord(recorded, { reason: '错', by: author, at: AT }));
    expect(recountInterviews(count, recorded, gone)).toEqual(NO_INTERVIEWS);
  });
});

describe('restricted briefings (D03)', () => {
  const text = {
    addressees: ['group_discipline', 'group_organisation'] as const,
    subject: '班子情况',
    text: '内容',
    findingNos: ['3'],
  };
  const draft = done(draftBriefing(origin, text));
  const issued = done(issueBriefing(draft, { at: AT }));
  const receive = (briefing: typeof draft, roles: Role[]) =>
    receiveBriefing(briefing, { roles, by: second, at: AT });

  it('reach their addressees when they are issued, and nobody before', () => {
    expect(audienceOf(draft)).toEqual(['user:author']);
    expect(audienceOf(issued)).toEqual(['user:author', 'role:group_discipline', 'role:group_organisation']);
    expect(restrictedTasksOf(draft)).toEqual([]);
    expect(codeOf(changeBriefing(issued, text))).toBe('restricted_state');
    expect(done(changeBriefing(draft, { ...text, subject: '改' })).subject).toBe('改');
  });

  it('name each addressee once', () => {
    for (const addressees of [[], ['group_discipline', 'group_discipline']] as const)
      expect(codeOf(draftBriefing(origin, { ...text, addressees }))).toBe('addressee_missing');
  });

  it('are received when each department has confirmed', () => {
    const once = done(receive(issued, ['group_discipline']));
    expect([once.state, restrictedTasksOf(once)]).toEqual([
      'issued',
      [{ assignee: 'role:group_organisation' }],
    ]);
    expect(codeOf(receive(once, ['group_discipline']))).toBe('not_addressee');
    expect(codeOf(receive(once, ['inspection_office']))).toBe('not_addressee');
    expect(done(receive(once, ['group_organisation'])).state).toBe('received');
    expect(codeOf(receive(draft, ['group_discipline']))).toBe('restricted_state');
  });

  it('stay unseen by the departments when a draft is withdrawn', () => {
    const gone = done(withdrawRecord(draft, { reason: '不发', by: author, at: AT }));
    expect(audienceOf(gone)).toEqual(['user:author']);
  });
});

describe('individual feedback (D06)', () => {
  const text = {
    leader: '某领导',
    post: '书记',
    date: TODAY,
    place: '办公室',
    givers: [first],
    points: '意见',
    response: '表态',
  };
  it('is recorded after it was given, by whom it was given', () => {
    const feedback = done(addLeaderFeedback(origin, text, TODAY));
    expect(audienceOf(feedback)).toEqual(['user:author', 'user:first']);
    expect(restrictedTasksOf(feedback)).toEqual([]);
    expect(codeOf(addLeaderFeedback(origin, { ...text, givers: [] }, TODAY))).toBe('giver_missing');
    expect(codeOf(changeLeaderFeedback(feedback, { ...text, date: '2025-03-04' }, TODAY))).toBe(
      'date_in_future',
    );
    expect(done(changeLeaderFeedback(feedback, { ...text, points: '改' }, TODAY)).points).toBe('改');
  });
});

describe('clue referrals (I06)', () => {
  const text = {
    recipient: 'group_discipline',
    copies: ['group_organisation'],
    subject: '线索一',
    summary: '摘要',
  } as const;
  const on = (today: string) => ({ today, ruleSets: [] });
  const sent = done(sendReferral(origin, text, on('2025-11-30')));
  const lead: Role[] = ['group_discipline'];
  const received = done(receiveReferral(sent, { roles: lead, today: '2025-12-01' }));
  const answer = (referral: Referral, roles: Role[], today: string) =>
    replyToReferral(referral, { roles, text: '核查情况', by: second, today });

  it('ask for a reply within three calendar months, clamped to the end of the month, and say why', () => {
    expect(sent.replyDue).toBe('2026-02-28');
    expect(sent.replyDueWhy).toContain('3个月');
    const ruleSets = [
      {
        version: 1,
        effectiveFrom: '2025-01-01',
        limits: { clue_reply: { unit: 'month', amount: 2 } },
        reason: '',
      },
    ] as const;
    expect(done(sendReferral(origin, text, { today: '2025-11-30', ruleSets })).replyDue).toBe('2026-01-30');
  });

  it('are answered by the department that has to, after it has received them', () => {
    expect(codeOf(answer(sent, lead, '2025-12-02'))).toBe('restricted_state');
    expect(codeOf(answer(received, ['group_organisation'], '2025-12-02'))).toBe('not_addressee');
    expect(codeOf(receiveReferral(sent, { roles: ['group_organisation'], today: TODAY }))).toBe(
      'not_addressee',
    );
    expect(done(answer(received, lead, '2026-02-28')).reply).toEqual({
      text: '核查情况',
      on: '2026-02-28',
      late: false,
      byName: '丙',
    });
    expect(done(answer(received, lead, '2026-03-01')).reply?.late).toBe(true);
  });

  it('are overdue from the day after, while they wait', () => {
    expect(isReplyOverdue(sent, '2026-02-28')).toBe(false);
    expect(isReplyOverdue(sent, '2026-03-01')).toBe(true);
    expect(isReplyOverdue(received, '2026-03-01')).toBe(true);
    expect(isReplyOverdue(done(answer(received, lead, '2026-03-01')), '2026-03-02')).toBe(false);
  });

  it('come back when they belong elsewhere, and are sent on with a new limit', () => {
    const returned = done(returnReferral(received, { roles: lead, reason: '不属职责' }));
    expect(restrictedTasksOf(returned)).toEqual([{ assignee: 'role:inspection_office' }]);
    expect(codeOf(returnReferral(returned, { roles: lead, reason: '再退' }))).toBe('restricted_state');
    const other = { ...text, recipient: 'group_organisation', copies: [] } as const;
    const again = done(resendReferral(returned, other, on('2025-12-10')));
    expect(again).toMatchObject({ state: 'sent', recipient: 'group_organisation', replyDue: '2026-03-10' });
    expect(again).not.toHaveProperty('returnReason');
    expect(audienceOf(again)).toEqual(['user:author', 'role:group_organisation']);
    expect(codeOf(resendReferral(sent, text, on(TODAY)))).toBe('restricted_state');
  });

  it('copy nobody twice', () => {
    const copies = ['group_discipline'] as const;
    expect(codeOf(sendReferral(origin, { ...text, copies }, on(TODAY)))).toBe('copy_repeated');
  });

  it('offer each person their own steps only', () => {
    const steps = (roles: Role[], actions: string[]) =>
      possibleSteps(sent, { roles, may: (action) => actions.includes(action) });
    expect(steps(lead, ['referral.read', 'referral.reply'])).toEqual(['receive', 'return']);
    expect(steps(['group_organisation'], ['referral.read', 'referral.reply'])).toEqual([]);
    expect(steps(['inspection_office'], ['referral.read', 'referral.edit'])).toEqual(['withdraw']);
  });
});

it('no refusal repeats what was written', () => {
  const secret = '极密内容';
  const results = [
    planInterview(origin, { ...plan, interviewee: secret, interviewers: [] }),
    draftBriefing(origin, { addressees: [], subject: secret, text: secret, findingNos: [secret] }),
    sendReferral(
      origin,
      { recipient: 'group_discipline', copies: ['group_discipline'], subject: secret, summary: secret },
      { today: TODAY, ruleSets: [] },
    ),
  ];
  for (const result of results) {
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain(secret);
  }
  expect(Object.keys(RESTRICTED_STEPS)).toHaveLength(4);
});
