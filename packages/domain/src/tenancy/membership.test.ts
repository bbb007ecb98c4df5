import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowed, blamed, refusedWith } from '../closeout/case-fixture.ts';
import { addCalendarDays } from '../limits/index.ts';
import { isLoginOf, loginNameOf } from './login-name.ts';
import {
  checkMembership,
  firstResponsibleOf,
  type Membership,
  membershipActive,
  peopleOf,
  replaceMember,
} from './membership.ts';

const TODAY = '2025-03-03';
const member = (id: string, over: Partial<Membership> = {}): Membership => ({
  tenantId: 'beihe',
  id,
  userId: `user-${id}`,
  login: `login-${id}`,
  name: `姓名${id}`,
  roles: ['tenant_admin'],
  status: 'active',
  ...over,
});

describe('a membership (A03, A06)', () => {
  const unit = { kind: 'subsidiary', departmentIds: new Set(['dep1']) } as const;
  const check = (over: Partial<Parameters<typeof checkMembership>[0]>) =>
    blamed(checkMembership({ roles: ['rectification_office'], ...over }, unit));

  it.each([
    [{}, 'allowed', undefined],
    [{ roles: [] }, 'role_missing', 'roles'],
    [{ roles: ['rectification_office', 'leading_group'] }, 'role_misfit', 'roles'],
    [{ departmentId: 'dep9' }, 'department_unknown', 'departmentId'],
    [{ departmentId: 'dep1' }, 'allowed', undefined],
    [{ roles: ['handler'] }, 'department_missing', 'departmentId'],
    [{ roles: ['rectification_office', 'department_head'] }, 'department_missing', 'departmentId'],
    [{ roles: ['handler'], departmentId: 'dep1' }, 'allowed', undefined],
    [{ roles: ['auditor'] }, 'auditor_end_missing', 'validTo'],
    [{ roles: ['auditor'], validTo: '2025-12-31' }, 'allowed', undefined],
    [{ validFrom: '2025-03-04', validTo: '2025-03-03' }, 'validity_reversed', 'validTo'],
    [{ validFrom: '2025-03-03', validTo: '2025-03-03' }, 'allowed', undefined],
    [{ validFrom: '2025-03-03' }, 'allowed', undefined],
    [
      { scope: { feedbackFrom: '2025-03-04', feedbackTo: '2025-03-03' } },
      'window_reversed',
      'scope.feedbackTo',
    ],
    [{ scope: { feedbackFrom: '2025-03-03', feedbackTo: '2025-03-03' } }, 'allowed', undefined],
    [{ scope: { feedbackTo: '2025-03-03' } }, 'allowed', undefined],
  ] as const)('%o: %s', (over, code, field) => {
    expect(check(over)).toEqual([code, field]);
  });

  it('names the role that the unit cannot give, and lets HQ give it', () => {
    const draft = { roles: ['leading_group'] } as const;
    expect(checkMembership(draft, unit)).toMatchObject({
      error: { message: expect.stringContaining('“领导小组”') },
    });
    expect(refusedWith(checkMembership(draft, { ...unit, kind: 'group' }))).toBe('allowed');
  });

  it('holds exactly inside its dates, both inclusive, and never once it was removed', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9, max: 9 }), fc.constantFrom('active', 'removed'), (days, status) => {
        const today = addCalendarDays(TODAY, days);
        const active = (over: Partial<Membership>) =>
          membershipActive(member('a', { status, ...over }), today);
        const on = status === 'active';
        expect(active({})).toBe(on);
        expect(active({ validFrom: TODAY })).toBe(on && days >= 0);
        expect(active({ validTo: TODAY })).toBe(on && days <= 0);
        expect(active({ validFrom: TODAY, validTo: TODAY })).toBe(on && days === 0);
      }),
    );
  });
});

describe('the last one who can manage people', () => {
  const replace = (members: readonly Membership[], changed: Membership) =>
    replaceMember(members, changed, { kind: 'subsidiary', today: TODAY });
  const [one, two] = [member('one'), member('two')];
  const gone = { ...one, status: 'removed' } as const;

  it('stays: neither removed, nor given other roles, nor ended', () => {
    for (const changed of [
      gone,
      { ...one, roles: ['handler'] as const },
      { ...one, validTo: '2025-03-02' },
      { ...one, validFrom: '2025-03-04' },
    ])
      expect(refusedWith(replace([one, member('clerk', { roles: ['handler'] })], changed))).toBe(
        'last_admin',
      );
  });

  it('may go while another stays without an end', () => {
    expect(allowed(replace([one, two], gone))).toEqual([gone, two]);
    expect(refusedWith(replace([one], { ...one, name: '新姓名' }))).toBe('allowed');
  });

  it('may not be one whose term runs out', () => {
    const ending = { ...two, validTo: '2025-12-31' };
    const refused = replace([one, ending], gone);
    expect(refusedWith(refused)).toBe('last_admin');
    expect(refused).toMatchObject({ error: { message: expect.stringContaining('长期有效的单位管理员') } });
    expect(refusedWith(replace([one], { ...one, validTo: '2025-12-31' }))).toBe('last_admin');
    // Where nobody is without an end already, none is lost.
    expect(
      refusedWith(replace([ending, { ...one, validTo: '2025-06-30' }], { ...gone, validTo: '2025-06-30' })),
    ).toBe('allowed');
  });

  it('is nobody in a tenant that has none, and at HQ another role', () => {
    const clerk = member('clerk', { roles: ['handler'] });
    expect(refusedWith(replace([clerk], { ...clerk, status: 'removed' }))).toBe('allowed');
    const hq = member('hq', { roles: ['group_admin'] });
    const asGroup = replaceMember([hq], { ...hq, status: 'removed' }, { kind: 'group', today: TODAY });
    expect(refusedWith(asGroup)).toBe('last_admin');
    expect(asGroup).toMatchObject({ error: { message: expect.stringContaining('集团管理员') } });
  });
});

describe('who has signed in', () => {
  it('is known by provider and name together', () => {
    const own = { issuer: 'https://idp.beihe.example', login: 'zhang' };
    expect(loginNameOf({ login: 'zhang' })).toEqual({ issuer: 'group', login: 'zhang' });
    expect(loginNameOf(own)).toEqual(own);
    expect(isLoginOf(own, own)).toBe(true);
    expect(isLoginOf({ login: 'zhang' }, { issuer: 'group', login: 'zhang' })).toBe(true);
    expect(isLoginOf({ login: 'zhang' }, own)).toBe(false);
    expect(isLoginOf(own, { issuer: 'group', login: 'zhang' })).toBe(false);
    expect(isLoginOf(own, { ...own, login: 'li' })).toBe(false);
  });
});

describe('the people behind memberships', () => {
  const [zhao, qian, namesake] = [
    { userId: 'u1', name: '赵某', roles: ['party_secretary', 'tenant_admin'] },
    { userId: 'u2', name: '钱某', roles: ['handler'] },
    { userId: 'u3', name: '钱某', roles: ['party_secretary'] },
  ] as const;

  it('are named once each, however many memberships they have, and namesakes apart', () => {
    expect(peopleOf([zhao, qian, zhao, namesake])).toEqual([
      { id: 'u1', name: '赵某' },
      { id: 'u2', name: '钱某' },
      { id: 'u3', name: '钱某' },
    ]);
  });

  it('have one first-responsible person: the party secretary, unless there are two (A04)', () => {
    expect(firstResponsibleOf([qian, zhao, zhao])).toEqual({ id: 'u1', name: '赵某' });
    expect(firstResponsibleOf([zhao, namesake])).toBeUndefined();
    expect(firstResponsibleOf([qian])).toBeUndefined();
  });
});
