import { describe, expect, it } from 'vitest';
import type { Actor } from '../actor.ts';
import type { Role } from '../authz/roles.ts';
import { refusedWith } from '../closeout/case-fixture.ts';
import type { MatterChange, MatterFile } from '../matter/index.ts';
import type { Result } from '../result.ts';
import {
  cancelTalk,
  checkStatement,
  holdTalk,
  passTalkLimit,
  planTalk,
  submitStatement,
  type TalkAggregate,
  type TalkContent,
  type TalkDraft,
} from './talk.ts';

const AT = '2025-06-03T02:00:00.000Z';
const moment = (today = '2025-06-03') => ({ today, ruleSets: [] });
const actor = (userId: string, role: Role): Actor => ({
  userId,
  name: userId,
  membershipId: `m-${userId}`,
  tenantId: 'unit',
  roles: [role],
});
const OFFICE = actor('office', 'rectification_office');
const LEADER = actor('leader', 'responsible_leader');
const draft = (over: Partial<TalkDraft> = {}): TalkDraft => ({
  tenantId: 'unit',
  id: 'talk',
  host: 'unit',
  reason: '整改进度滞后',
  talkers: ['党委书记'],
  talkedTo: { name: '分管领导', post: '副厂长' },
  with: 'leader',
  date: '2025-06-03',
  to: { departmentId: 'dep1', leaderId: 'leader' },
  findingIds: ['finding'],
  ...over,
});
const file = (id: string, purpose: string, status: MatterFile['status'] = 'verified'): MatterFile => ({
  id,
  purpose,
  fileName: `${id}.pdf`,
  size: 1,
  sha256: 'a'.repeat(64),
  contentType: 'application/pdf',
  uploadedBy: 'leader',
  uploadedByName: 'leader',
  registeredAt: AT,
  status,
});
const code = (result: Result<unknown>): string => (result.ok ? 'ok' : refusedWith(result));
const standing = (result: Result<MatterChange<TalkContent>>, files: MatterFile[] = []): TalkAggregate => {
  if (!result.ok) throw new Error(result.error.code);
  return { matter: result.value.matter, files, parts: [] };
};
const keysOf = ({ matter }: TalkAggregate) => matter.waiting.map(({ home, key }) => `${home} ${key}`);
const planned = (over: Partial<TalkDraft> = {}) => standing(planTalk(draft(over), OFFICE, AT));
const FILES = [file('s1', 'statement'), file('s2', 'statement'), file('m', 'minutes')];
const held = (files = FILES) =>
  standing(holdTalk(planned(), { heldOn: '2025-06-03', points: '限期整改' }, moment()), files);
const stated = (files = FILES) =>
  standing(submitStatement(held(files), { text: '说明', fileIds: ['s1'] }, LEADER, AT), files);
const check = (talk: TalkAggregate, outcome: 'accepted' | 'returned', reason?: string, who = OFFICE) =>
  checkStatement(talk, { outcome, reason }, { actor: who, isGroup: false }, moment('2025-06-09'), AT);

describe('a talk (I04)', () => {
  it('waits for who holds it, then for the written statement by the rule', () => {
    expect(keysOf(planned())).toEqual(['unit role:rectification_office']);
    expect(keysOf(planned({ host: 'group' }))).toEqual(['group role:inspection_office']);
    const talk = held();
    // Tuesday 3 June and five working days.
    expect(talk.matter.due?.date).toBe('2025-06-10');
    expect(talk.matter.due?.why).toContain('约谈书面说明（通行做法：约谈后5个工作日）');
    expect(keysOf(talk)).toEqual(['unit user:leader']);
  });

  it('names who talks, and is recorded after it was held', () => {
    expect(code(planTalk(draft({ talkers: [] }), OFFICE, AT))).toBe('talkers_missing');
    expect(code(holdTalk(planned(), { heldOn: '2025-06-04', points: '限期整改' }, moment()))).toBe(
      'date_in_future',
    );
    expect(code(holdTalk(held(), { heldOn: '2025-06-03', points: '又谈' }, moment()))).toBe('talk_state');
  });

  it('asks for the signed paper with the statement, a new one each time', () => {
    const say = (talk: TalkAggregate, ...fileIds: string[]) =>
      code(submitStatement(talk, { text: '说明', fileIds }, LEADER, AT));
    expect([say(held()), say(held(), 'm'), say(held(), 's1')]).toEqual([
      'statement_file_missing',
      'statement_file_missing',
      'ok',
    ]);
    expect(say(held([file('s1', 'statement', 'registered')]), 's1')).toBe('statement_file_missing');
    const back = standing(check(stated(), 'returned', '避重就轻'), FILES);
    expect(back.matter).toMatchObject({ status: 'returned', due: { date: '2025-06-16' } });
    expect([say(back, 's1'), say(back, 's2')]).toEqual(['statement_file_missing', 'ok']);
  });

  it('ends with an accepted statement, for which the minutes are there', () => {
    expect(code(check(stated([file('s1', 'statement')]), 'accepted'))).toBe('minutes_missing');
    expect(code(check(stated(), 'returned'))).toBe('reason_missing');
    expect(code(check(stated(), 'accepted', undefined, actor('leader', 'party_secretary')))).toBe(
      'separation_of_duties',
    );
    expect(standing(check(stated(), 'accepted')).matter).toMatchObject({
      status: 'accepted',
      open: false,
      waiting: [],
    });
  });

  it('of the group is checked by the group', () => {
    const talk = stated();
    const ofGroup = {
      ...talk,
      matter: { ...talk.matter, content: { ...talk.matter.content, host: 'group' as const } },
    };
    expect(code(check(ofGroup, 'accepted'))).toBe('talk_of_group');
  });

  it('may be cancelled with a reason until it is held', () => {
    expect(standing(cancelTalk(planned(), '另行安排')).matter).toMatchObject({
      status: 'cancelled',
      open: false,
    });
    expect(code(cancelTalk(held(), '另行安排'))).toBe('talk_state');
  });

  it('climbs from who was talked to, one rung with each passed limit', () => {
    expect(code(passTalkLimit(planned(), moment('2026-01-01')))).toBe('limit_not_passed');
    const once = standing(passTalkLimit(held(), moment('2025-06-11')));
    expect(code(passTalkLimit(once, moment('2025-06-11')))).toBe('limit_not_passed');
    expect(once.matter.content.rung).toBe('principal');
    const top = standing(
      passTalkLimit(standing(passTalkLimit(once, moment('2025-07-01'))), moment('2025-08-01')),
    );
    expect(keysOf(top)).toEqual([
      'unit user:leader',
      'unit role:party_secretary',
      'group role:inspection_office',
      'group role:leading_group',
    ]);
    expect(code(passTalkLimit(top, moment('2026-01-01')))).toBe('ladder_top');
  });
});
