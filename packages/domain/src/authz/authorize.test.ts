import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusedWith } from '../closeout/case-fixture.ts';
import {
  authorize,
  covers,
  mayEnter,
  narrowed,
  type Principal,
  SYSTEM_COMPONENTS,
  seesWholeLedger,
  systemScope,
} from './authorize.ts';
import type { MembershipScope } from './content-limits.ts';
import { ACTIONS, type Action, PERMISSIONS, type Reach, reachOf } from './matrix.ts';
import {
  holdsRestrictedAction,
  isRestrictedAction,
  RESTRICTED_ACTIONS,
  reachFor,
} from './restricted-actions.ts';
import { isRole, ROLE_NAMES, ROLES, type Role, roleFits } from './roles.ts';

const ORDER: readonly Reach[] = ['self', 'department', 'tenant', 'group'];

const person = (over: Partial<Principal> = {}): Principal => ({
  userId: 'u1',
  name: '姓名',
  membershipId: 'm1',
  tenantId: 'beihe',
  tenantKind: 'subsidiary',
  roles: [],
  ...over,
});
const codeOf = (principal: Principal, action: Action, tenantId: string): string => {
  const answer = authorize(principal, action, tenantId);
  return answer.ok ? 'ok' : refusedWith(answer);
};

const anyRoles = fc.uniqueArray(fc.constantFrom(...ROLE_NAMES), { maxLength: 4 });
const anyAction = fc.constantFrom(...ACTIONS);
const anyPerson = fc
  .record({ roles: anyRoles, tenantId: fc.constantFrom('beihe', 'nanhe', 'jituan') })
  .map(({ roles, tenantId }) =>
    person({ roles, tenantId, tenantKind: tenantId === 'jituan' ? 'group' : 'subsidiary' }),
  );

describe('permission matrix (A03)', () => {
  it('gives several roles the widest reach of any of them, and nothing to none', () => {
    fc.assert(
      fc.property(anyRoles, anyAction, (roles, action) => {
        const each = roles.flatMap((role) => reachOf([role], action) ?? []);
        const widest = each.toSorted((a, b) => ORDER.indexOf(b) - ORDER.indexOf(a))[0];
        expect(reachOf(roles, action)).toBe(widest);
      }),
    );
  });

  it('grants group reach only to roles that HQ can give', () => {
    for (const action of ACTIONS)
      for (const role of ROLE_NAMES)
        if (reachOf([role], action) === 'group')
          expect(roleFits(role, 'group'), `${role} ${action}`).toBe(true);
  });

  it('lets auditors read and export, never change (A06)', () => {
    const changing = ACTIONS.filter(
      (action) => reachOf(['auditor'], action) && !/\.(read|list|export)$/.test(action),
    );
    // Everybody may give a delegation of their own roles; it changes nothing of the tenant's findings.
    expect(changing).toEqual(['delegation.edit']);
  });

  it('gives administrators no part in closing a finding (rule 1)', () => {
    for (const action of ['closeout.apply', 'closeout.decide', 'finding.reopen', 'evidence.add'] as const)
      for (const role of ['tenant_admin', 'group_admin'] as const)
        expect(reachOf([role], action)).toBeUndefined();
  });

  it('keeps reopening and the meetings of the leading group with the leading group (rule 6)', () => {
    expect(Object.keys(PERMISSIONS['finding.reopen'])).toEqual(['leading_group']);
    expect(Object.keys(PERMISSIONS['meeting.edit'])).toEqual(['leading_group']);
    expect(Object.keys(PERMISSIONS['meeting.decide'])).toEqual(['leading_group']);
  });

  it('knows each role’s home', () => {
    for (const role of ROLE_NAMES) {
      const { home } = ROLES[role];
      expect([roleFits(role, 'group'), roleFits(role, 'subsidiary')]).toEqual([
        home !== 'subsidiary',
        home !== 'group',
      ]);
    }
    expect(isRole('auditor')).toBe(true);
    expect(isRole('root')).toBe(false);
    expect(isRole('toString')).toBe(false);
  });
});

describe('authorize', () => {
  it('answers a tenant out of reach exactly like one that does not exist', () => {
    fc.assert(
      fc.property(anyPerson, anyAction, (principal, action) => {
        const [foreign, nowhere] = (['xihe', 'nosuchtenant'] as const).map((tenantId) =>
          authorize(principal, action, tenantId),
        );
        const reaches = principal.tenantKind === 'group' && reachFor(principal, action) === 'group';
        expect(foreign?.ok).toBe(reaches);
        if (!reaches) {
          expect(foreign).toEqual(nowhere);
          expect(foreign).toMatchObject({ error: { kind: 'missing', code: 'not_found' } });
        }
      }),
    );
  });

  it('never lets a subsidiary’s member out of the own tenant, whatever the roles', () => {
    fc.assert(
      fc.property(anyRoles, anyAction, (roles, action) => {
        expect(codeOf(person({ roles }), action, 'nanhe')).toBe('not_found');
      }),
    );
  });

  it('at home answers by the matrix: allowed, or forbidden', () => {
    fc.assert(
      fc.property(anyPerson, anyAction, (principal, action) => {
        const answer = authorize(principal, action, principal.tenantId);
        const reach = reachFor(principal, action);
        if (reach)
          expect(answer).toMatchObject({ ok: true, value: { reach, tenantId: principal.tenantId, action } });
        else
          expect(answer).toMatchObject({
            ok: false,
            error: {
              kind: 'forbidden',
              code: 'forbidden',
              message: expect.stringContaining('联系本单位管理员'),
            },
          });
      }),
    );
  });

  it('limits an auditor of the group to the named tenants (A06), and leaves them their home', () => {
    const auditor = (scope?: MembershipScope) =>
      person({ tenantId: 'jituan', tenantKind: 'group', roles: ['auditor'], scope });
    expect(codeOf(auditor(), 'finding.read', 'nanhe')).toBe('ok');
    expect(codeOf(auditor({ tenants: [] }), 'finding.read', 'nanhe')).toBe('ok');
    expect(codeOf(auditor({ tenants: ['beihe'] }), 'finding.read', 'beihe')).toBe('ok');
    expect(codeOf(auditor({ tenants: ['beihe'] }), 'finding.read', 'nanhe')).toBe('not_found');
    expect(codeOf(auditor({ tenants: ['beihe'] }), 'self.read', 'jituan')).toBe('ok');
    expect(codeOf(auditor({ tenants: ['beihe'] }), 'tenant.list', 'jituan')).toBe('ok');
  });
});

describe('being in a unit at all', () => {
  const MEMBERSHIPS = fc
    .record({ roles: anyRoles, tenantId: fc.constantFrom('beihe', 'jituan'), limited: fc.boolean() })
    .map(({ roles, tenantId, limited }) =>
      person({
        roles,
        tenantId,
        tenantKind: tenantId === 'jituan' ? 'group' : 'subsidiary',
        ...(limited ? { scope: { tenants: ['nanhe'] } } : {}),
      }),
    );

  it('is for whom one action or another is allowed there, and for everybody at home', () => {
    fc.assert(
      fc.property(MEMBERSHIPS, fc.constantFrom('beihe', 'nanhe', 'xihe'), (principal, tenantId) => {
        const some = ACTIONS.some((action) => authorize(principal, action, tenantId).ok);
        expect(mayEnter(principal, tenantId)).toBe(principal.tenantId === tenantId || some);
      }),
    );
    expect(mayEnter(person(), 'beihe')).toBe(true);
    expect(mayEnter(person({ roles: ['tenant_admin'] }), 'nanhe')).toBe(false);
  });

  it('tells the whole of its ledger only to those who see all of it', () => {
    const sees = (over: Partial<Principal>) => {
      const principal = person(over);
      const scope = authorize(principal, 'finding.read', principal.tenantId);
      if (!scope.ok) throw new Error(scope.error.code);
      return seesWholeLedger(scope.value);
    };
    expect(sees({ roles: ['party_secretary'] })).toBe(true);
    expect(sees({ roles: ['handler'], departmentId: 'dep1' })).toBe(false);
    expect(sees({ roles: ['party_secretary'], scope: { batches: ['b1'] } })).toBe(false);
    expect(sees({ roles: ['party_secretary'], scope: { rounds: ['2024年第二轮'] } })).toBe(false);
    expect(sees({ roles: ['party_secretary'], scope: { tenants: ['beihe'] } })).toBe(true);
  });

  it('is narrowed to the batches that rounds and dates admit; nothing else of the right changes', () => {
    const batches = [
      { id: 'b1', round: '2024年第二轮', feedbackDate: '2024-12-20' },
      { id: 'b2', round: '2025年第一轮', feedbackDate: '2025-06-30' },
    ];
    const wide = (scope?: MembershipScope) => {
      const answer = authorize(person({ roles: ['auditor'], scope }), 'finding.read', 'beihe');
      if (!answer.ok) throw new Error(answer.error.code);
      return answer.value;
    };
    const limits = { rounds: ['2024年第二轮'], batches: ['b1', 'b2'] };
    const limited = wide(limits);
    expect(narrowed(limited, batches)).toEqual({
      ...limited,
      principal: { ...limited.principal, scope: { ...limits, admitted: ['b1'] } },
    });
    expect(covers(narrowed(limited, batches), { batchId: 'b1' })).toBe(true);
    expect(covers(narrowed(limited, batches), { batchId: 'b2' })).toBe(false);
    expect(narrowed(wide(), batches).principal.scope).toEqual({ admitted: ['b1', 'b2'] });
  });
});

describe('restricted matters', () => {
  const hq = (roles: Role[]) => person({ roles, tenantId: 'jituan', tenantKind: 'group' });

  it('are closed to administrators, auditors, the leading group and everybody of a subsidiary', () => {
    for (const role of ROLE_NAMES) {
      const allowed = ['inspection_office', 'inspection_team', 'group_discipline', 'group_organisation'];
      expect(holdsRestrictedAction(hq([role])), role).toBe(allowed.includes(role));
      expect(holdsRestrictedAction(person({ roles: [role] })), role).toBe(false);
    }
  });

  it('do not pass to a substitute (G07)', () => {
    const onBehalfOf = { userId: 'u2', name: '缺席者', delegationId: 'd' };
    const substitute = { ...hq(['inspection_office']), onBehalfOf };
    expect(codeOf(hq(['inspection_office']), 'referral.read', 'jituan')).toBe('ok');
    expect(codeOf(substitute, 'referral.read', 'jituan')).toBe('forbidden');
    expect(codeOf(substitute, 'finding.read', 'beihe')).toBe('ok');
  });

  it('are never reached across tenants', () => {
    for (const action of RESTRICTED_ACTIONS)
      for (const role of ROLE_NAMES) expect(reachOf([role], action)).not.toBe('group');
  });

  it('are all that the matrix names for them', () => {
    const about = /^(interview|briefing|leader_feedback|referral)\./;
    expect(ACTIONS.filter((action) => about.test(action))).toEqual(ACTIONS.filter(isRestrictedAction));
  });
});

describe('covers', () => {
  const scopeFor = (role: Role, over: Partial<Principal>, action: Action = 'finding.read') => {
    const principal = person({ roles: [role], ...over });
    const answer = authorize(principal, action, principal.tenantId);
    if (!answer.ok) throw new Error(answer.error.code);
    return answer.value;
  };

  it('shows department members their own department’s findings only', () => {
    const scope = scopeFor('handler', { departmentId: 'dep1' });
    expect(covers(scope, { batchId: 'b', departmentId: 'dep1' })).toBe(true);
    expect(covers(scope, { batchId: 'b', departmentId: 'dep2' })).toBe(false);
    expect(covers(scope, { batchId: 'b' })).toBe(false);
    expect(covers(scopeFor('handler', {}), { batchId: 'b' })).toBe(false);
    expect(covers(scopeFor('rectification_office', {}), { batchId: 'b', departmentId: 'dep2' })).toBe(true);
  });

  it('limits to the named batches, also for wide reaches (A06)', () => {
    const scope = scopeFor('auditor', { scope: { batches: ['b1'] } });
    expect(covers(scope, { batchId: 'b1', departmentId: 'dep1' })).toBe(true);
    expect(covers(scope, { batchId: 'b2' })).toBe(false);
    expect(covers(scopeFor('auditor', { scope: { batches: [] } }), { batchId: 'b2' })).toBe(true);
  });

  it('hides drafts from all but those who prepare the feedback (D04)', () => {
    const draft = { batchId: 'b', departmentId: 'dep1', state: 'draft' };
    for (const role of [
      'handler',
      'department_head',
      'party_secretary',
      'discipline_committee',
      'auditor',
    ] as const)
      expect(covers(scopeFor(role, { departmentId: 'dep1' }), draft), role).toBe(false);
    expect(covers(scopeFor('rectification_office', {}), draft)).toBe(true);
    expect(covers(scopeFor('handler', { departmentId: 'dep1' }), { ...draft, state: 'delivered' })).toBe(
      true,
    );
    expect(covers(systemScope('jobs', 'beihe'), draft)).toBe(true);
  });

  it('lets listed components touch the one tenant they were asked for', () => {
    for (const component of Object.keys(SYSTEM_COMPONENTS) as (keyof typeof SYSTEM_COMPONENTS)[]) {
      const scope = systemScope(component, 'beihe');
      expect(scope.tenantId).toBe('beihe');
      expect(covers(scope, { batchId: 'b', departmentId: 'd' })).toBe(true);
      expect(scope.principal.roles).toEqual([]);
    }
  });
});
