import { describe, expect, it } from 'vitest';
import type { Role } from '../authz/roles.ts';
import { blamed, refusedWith } from '../closeout/case-fixture.ts';
import type { Result } from '../result.ts';
import { audienceKeysOf, audienceOf, maySee, restrictedInboxesOf, restrictedTasksOf } from './audience.ts';
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

describe('who may read and whose turn it is', () => {
  const sent = done(
    sendReferral(
      origin,
      { recipient: 'group_discipline', copies: ['group_organisation'], subject: '线索', summary: '-' },
      { today: TODAY, ruleSets: [] },
    ),
  );
  const person = (over: Partial<Parameters<typeof maySee>[1]>) =>
    ({ userId: 'u', roles: [], reach: 'self', ...over }) as const;

  it('a membership limited to other units sees nothing, whatever its role (A06)', () => {
    for (const who of [
      person({ reach: 'tenant' }),
      person({ userId: 'author' }),
      person({ roles: ['group_discipline'] }),
    ]) {
      expect(maySee(sent, who)).toBe(true);
      expect(maySee(sent, { ...who, scope: { tenants: ['beihe'] } })).toBe(true);
      expect(maySee(sent, { ...who, scope: { tenants: ['nanhe'] } })).toBe(false);
    }
    expect(maySee(sent, person({ roles: ['leading_group'] }))).toBe(false);
  });

  it('a clue waits for the department that has to answer, with its day, until it has', () => {
    const lead: Role[] = ['group_discipline'];
    const task = [{ assignee: 'role:group_discipline', due: sent.replyDue }];
    const received = done(receiveReferral(sent, { roles: lead, today: TODAY }));
    expect([restrictedTasksOf(sent), restrictedTasksOf(received)]).toEqual([task, task]);
    const replied = done(replyToReferral(received, { roles: lead, text: '-', by: second, today: TODAY }));
    expect(restrictedTasksOf(replied)).toEqual([]);
    expect(audienceOf(replied)).toEqual(['user:author', 'role:group_discipline', 'role:group_organisation']);
    const resent = resendReferral(
      done(returnReferral(received, { roles: lead, reason: '-' })),
      { recipient: 'group_discipline', copies: ['group_discipline'], subject: '-', summary: '-' },
      { today: TODAY, ruleSets: [] },
    );
    expect(blamed(resent)).toEqual(['copy_repeated', 'copies']);
  });

  it('an interview waits for its interviewers until it is recorded or called off', () => {
    const planned = done(planInterview(origin, plan));
    const held = done(holdInterview(planned, { heldOn: TODAY, today: TODAY }));
    expect(restrictedTasksOf(held)).toHaveLength(2);
    expect(restrictedTasksOf(done(cancelInterview(planned, { reason: '-' })))).toEqual([]);
  });

  it('of a person’s roles only those have a restricted inbox that a record can wait for', () => {
    expect(
      restrictedInboxesOf({ userId: 'u', roles: ['group_admin', 'group_discipline', 'inspection_office'] }),
    ).toEqual(['user:u', 'role:group_discipline', 'role:inspection_office']);
    expect(audienceKeysOf({ userId: 'u', roles: ['group_admin'] })).toEqual(['user:u', 'role:group_admin']);
  });

  it('one department of several has answered for itself alone', () => {
    const issued = done(
      issueBriefing(
        done(
          draftBriefing(origin, {
            addressees: ['group_discipline', 'group_organisation'],
            subject: '-',
            text: '-',
            findingNos: [],
          }),
        ),
        { at: AT },
      ),
    );
    const both = receiveBriefing(issued, {
      roles: ['group_organisation', 'group_discipline'],
      by: second,
      at: AT,
    });
    expect(both).toMatchObject({
      value: {
        next: { state: 'received', receipts: [{ role: 'group_discipline' }, { role: 'group_organisation' }] },
        event: { type: 'briefing.received', data: { roles: ['group_discipline', 'group_organisation'] } },
      },
    });
    const once = done(receiveBriefing(issued, { roles: ['group_organisation'], by: second, at: AT }));
    expect(restrictedTasksOf(once)).toEqual([{ assignee: 'role:group_discipline' }]);
    expect(codeOf(receiveBriefing(once, { roles: ['group_organisation'], by: second, at: AT }))).toBe(
      'not_addressee',
    );
    const rest = receiveBriefing(once, {
      roles: ['group_organisation', 'group_discipline'],
      by: second,
      at: AT,
    });
    expect(rest).toMatchObject({ value: { event: { data: { roles: ['group_discipline'] } } } });
  });
});

describe('the trail of a restricted record says what was done (G06)', () => {
  const briefing = { addressees: ['group_discipline'], subject: '-', text: '-', findingNos: [] } as const;
  const feedback = { leader: '-', post: '-', date: TODAY, place: '-', givers: [first], points: '-' };
  const clue = { recipient: 'group_discipline', copies: [], subject: '线索', summary: '-' } as const;
  const on = { today: TODAY, ruleSets: [] };
  const lead: Role[] = ['group_discipline'];
  const planned = done(planInterview(origin, plan));
  const draft = done(draftBriefing(origin, briefing));
  const given = done(addLeaderFeedback(origin, feedback, TODAY));
  const sent = done(sendReferral(origin, clue, on));
  const received = done(receiveReferral(sent, { roles: lead, today: TODAY }));
  const place = { unitId: 'beihe', round: '2025年第一轮' };

  it.each<[string, Result<{ readonly event: { readonly type: string; readonly data: object } }>, object]>([
    ['interview.changed', changeInterview(planned, plan), { plan }],
    ['interview.cancelled', cancelInterview(planned, { reason: '出差' }), { reason: '出差' }],
    [
      'interview.withdrawn',
      withdrawRecord(planned, { reason: '有误', by: author, at: AT }),
      { reason: '有误' },
    ],
    ['briefing.drafted', draftBriefing(origin, briefing), { ...place, ...briefing }],
    ['briefing.changed', changeBriefing(draft, briefing), briefing],
    ['briefing.issued', issueBriefing(draft, { at: AT }), { addressees: ['group_discipline'] }],
    ['leader_feedback.recorded', addLeaderFeedback(origin, feedback, TODAY), { ...place, ...feedback }],
    ['leader_feedback.changed', changeLeaderFeedback(given, feedback, TODAY), feedback],
    ['referral.sent', sendReferral(origin, clue, on), { ...place, ...clue, replyDue: '2025-06-03' }],
    [
      'referral.replied',
      replyToReferral(received, { roles: lead, text: '核查', by: second, today: TODAY }),
      { text: '核查', late: false },
    ],
    ['referral.returned', returnReferral(received, { roles: lead, reason: '不属' }), { reason: '不属' }],
    [
      'referral.resent',
      resendReferral(done(returnReferral(received, { roles: lead, reason: '-' })), clue, on),
      { ...clue, replyDue: '2025-06-03' },
    ],
  ])('%s', (type, result, data) => {
    expect(result).toMatchObject({ ok: true, value: { event: { type } } });
    if (result.ok) expect(result.value.event.data).toEqual(data);
  });

  it('and a refusal names the field', () => {
    const held = done(holdInterview(planned, { heldOn: TODAY, today: TODAY }));
    expect(
      [
        planInterview(origin, { ...plan, interviewers: [first] }),
        holdInterview(planned, { heldOn: '2025-03-04', today: TODAY }),
        recordInterview(held, { ...written, signed: false }),
        draftBriefing(origin, { ...briefing, addressees: [] }),
        changeBriefing(draft, { ...briefing, addressees: [] }),
        addLeaderFeedback(origin, { ...feedback, givers: [] }, TODAY),
        addLeaderFeedback(origin, { ...feedback, date: '2025-03-04' }, TODAY),
        sendReferral(origin, { ...clue, copies: ['group_discipline'] }, on),
        sendReferral(origin, { ...clue, copies: ['group_organisation', 'group_organisation'] }, on),
      ].map(blamed),
    ).toEqual([
      ['interviewers_too_few', 'interviewers'],
      ['date_in_future', 'heldOn'],
      ['unsigned_reason_missing', 'unsignedReason'],
      ['addressee_missing', 'addressees'],
      ['addressee_missing', 'addressees'],
      ['giver_missing', 'givers'],
      ['date_in_future', 'date'],
      ['copy_repeated', 'copies'],
      ['copy_repeated', 'copies'],
    ]);
    expect(sent.replyDueWhy).toContain('移交');
    const gone = done(withdrawRecord(given, { reason: '-', by: author, at: AT }));
    expect(codeOf(changeLeaderFeedback(gone, feedback, TODAY))).toBe('restricted_state');
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
