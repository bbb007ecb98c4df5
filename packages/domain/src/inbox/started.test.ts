import { describe, expect, it } from 'vitest';
import type { Actor } from '../actor.ts';
import { SYSTEM_ACTOR } from '../actor.ts';
import { AT, actorFixture, findingFixture, standingAt } from '../closeout/case-fixture.ts';
import type { Matter } from '../matter/matter.ts';
import { handsAfter, startedOf, startedOfExport, startedOfMatter } from './started.ts';
import { departmentAssignee, roleAssignee, userAssignee } from './waiting-for.ts';

describe('what people handed in about a finding', () => {
  it('is the application, with the gate it stands at, for whoever applied and the absent person', () => {
    const { finding } = standingAt('consultation');
    expect(startedOf(finding)).toEqual([
      {
        userId: 'head',
        tenantId: 'beihe',
        kind: 'application',
        where: '征求意见',
        holders: ['functional_dept'],
        since: finding.closing?.openedAt,
        due: finding.closing?.due,
      },
    ]);
    const closing = finding.closing && {
      ...finding.closing,
      escalation: 2,
      actors: [{ gate: 'application' as const, userId: 'substitute', onBehalfOf: 'head' }],
    };
    const escalated = startedOf({ ...finding, closing });
    expect(escalated.map(({ userId, where }) => [userId, where])).toEqual([
      ['substitute', '征求意见（已超时 2 次）'],
      ['head', '征求意见（已超时 2 次）'],
    ]);
  });

  it('is the request for another date and the objection, while they wait', () => {
    const extension = {
      id: 'x',
      from: '2025-06-30',
      to: '2025-09-30',
      decider: 'inspection_office' as const,
      due: '2025-03-10',
      by: ['head'],
      byName: '部门负责人',
      askedAt: AT,
    };
    expect(startedOf(findingFixture({ extension }))).toMatchObject([
      { kind: 'extension', holders: ['inspection_office'], since: AT, due: '2025-03-10' },
    ]);
    expect(startedOf(findingFixture({ extension }))[0]?.where).toBe('延期至 2025-09-30 待审批');
    const old = findingFixture({
      extension: { ...extension, askedAt: undefined },
      updatedAt: '2025-03-09T00:00:00.000Z',
    });
    expect(startedOf(old)[0]?.since).toBe('2025-03-09T00:00:00.000Z');
    const { finding: closing } = standingAt('consultation');
    expect(startedOf({ ...closing, state: 'rectifying' })).toEqual([]);
    const unopened = closing.closing && { ...closing.closing, openedAt: undefined };
    expect(startedOf({ ...closing, closing: unopened })[0]?.since).toBe(closing.updatedAt);
    const disputed = { by: ['clerk'], at: AT };
    expect(startedOf(findingFixture({ state: 'disputed', disputed }))[0]?.where).toBe('异议待答复');
    expect(startedOf(findingFixture({ state: 'disputed', disputed }))).toMatchObject([
      { userId: 'clerk', kind: 'objection', holders: ['inspection_office'], since: AT },
    ]);
    expect(startedOf(findingFixture({ state: 'delivered', disputed }))).toEqual([]);
    expect(startedOf(findingFixture())).toEqual([]);
  });
});

describe('what people handed in as a matter', () => {
  const office = actorFixture('office', ['rectification_office']);
  const colleague = actorFixture('colleague', ['rectification_office']);
  const secretary = actorFixture('secretary', ['party_secretary']);
  const hq = actorFixture('hq', ['inspection_office'], { tenantId: 'jituan' });
  const at = (day: number): string => `2025-03-0${day}T00:00:00.000Z`;
  const line = (role: 'rectification_office' | 'party_secretary' | 'inspection_office', due?: string) => ({
    home: role === 'inspection_office' ? ('group' as const) : ('unit' as const),
    key: roleAssignee(role),
    why: `${role} is asked`,
    due,
  });
  type Steps = Pick<Matter, 'waiting' | 'open' | 'updatedAt' | 'started' | 'answered' | 'waitingSince'>;
  /** The head after these steps, one a day. */
  const after = (...steps: readonly (readonly [Actor, Steps['waiting']])[]): Steps => {
    let head: Steps | undefined;
    for (const [index, [actor, waiting]] of steps.entries()) {
      const next: Steps = { waiting, open: true, updatedAt: at(index + 1) };
      head = { ...next, ...handsAfter(head, next, actor, at(index + 1)) };
    }
    if (!head) throw new Error('no step was made');
    return head;
  };
  const who = (matter: Steps) => startedOfMatter(matter).map(({ userId }) => userId);
  const OPENED = [SYSTEM_ACTOR('plans'), [line('rectification_office')]] as const;

  it('is nothing while it lies where it was opened, or with the person', () => {
    expect(who(after(OPENED))).toEqual([]);
    expect(who(after(OPENED, [office, [line('rectification_office')]]))).toEqual([]);
  });

  it('stays with who submitted it from office to office, with the day it came there', () => {
    const handed = after(
      OPENED,
      [office, [line('party_secretary', '2025-03-20')]],
      [secretary, [line('inspection_office')]],
    );
    expect(startedOfMatter(handed)).toEqual([
      {
        userId: 'office',
        tenantId: 'beihe',
        kind: 'matter',
        where: 'inspection_office is asked',
        holders: ['inspection_office'],
        since: at(3),
        due: undefined,
      },
    ]);
    const file = after(OPENED, [office, [line('party_secretary')]], [office, [line('party_secretary')]]);
    expect(startedOfMatter(file)[0]?.since).toBe(at(2));
  });

  it('passes to whoever goes on in that office after it came back', () => {
    const back = [
      OPENED,
      [office, [line('inspection_office')]],
      [hq, [line('rectification_office')]],
    ] as const;
    // It lies with the unit again: HQ waits for it, the office has it in its inbox.
    expect(who(after(...back))).toEqual(['hq']);
    expect(who(after(...back, [colleague, [line('inspection_office')]]))).toEqual(['colleague']);
  });

  it('is the answer of the other side too', () => {
    const ordered = [
      [hq, [{ ...line('rectification_office'), key: departmentAssignee('dep1', 'department_head') }]],
    ] as const;
    const head = actorFixture('head', ['department_head'], { departmentId: 'dep1' });
    expect(who(after(...ordered))).toEqual(['hq']);
    const replied = after(...ordered, [head, [line('inspection_office')]]);
    expect(who(replied)).toEqual(['head']);
    expect(startedOfMatter(replied)[0]?.tenantId).toBe('beihe');
  });

  it('ends with the matter, and names no role where one person is waited for', () => {
    const named = after([hq, [{ home: 'unit', key: userAssignee('clerk'), why: '待落实' }]]);
    expect(startedOfMatter(named)).toMatchObject([{ userId: 'hq', holders: [] }]);
    expect(handsAfter(named, { waiting: [], open: true }, office, AT)).toEqual({});
    expect(startedOfMatter({ ...named, waiting: [] })).toEqual([]);
  });
});

describe('a matter that waits for several', () => {
  const office = actorFixture('office', ['rectification_office']);
  const line = (key: string, due?: string) => ({ home: 'unit' as const, key, why: '待回复', due });
  const handed = (waiting: readonly ReturnType<typeof line>[]) => {
    const hands = handsAfter(undefined, { open: true, waiting }, office, AT);
    return startedOfMatter({ ...hands, waiting, updatedAt: AT });
  };

  it('is due with the earliest of them, and lies with each of their roles once', () => {
    const waiting = [
      line(departmentAssignee('dep1', 'handler'), '2025-06-30'),
      line(departmentAssignee('dep2', 'handler'), '2025-06-01'),
      line(roleAssignee('party_secretary')),
    ];
    expect(handed(waiting)).toEqual([
      {
        userId: 'office',
        tenantId: 'beihe',
        kind: 'matter',
        where: '待回复',
        holders: ['handler', 'party_secretary'],
        since: AT,
        due: '2025-06-01',
      },
    ]);
    expect(handed([line(userAssignee('handler'))])[0]?.holders).toEqual([]);
  });

  it('is no line of who is among those it waits for', () => {
    expect(
      handed([line(roleAssignee('party_secretary')), line(roleAssignee('rectification_office'))]),
    ).toEqual([]);
    expect(handed([])).toEqual([]);
  });
});

describe('an export that waits for approval', () => {
  const auditor = actorFixture('auditor', ['auditor'], { tenantId: 'jituan' });
  it('is a line of who asked, for the first time or again', () => {
    const request = {
      status: 'requested',
      approver: 'leading_group',
      actor: auditor,
      createdAt: AT,
    } as const;
    expect(startedOfExport(request)).toMatchObject([
      { userId: 'auditor', tenantId: 'jituan', holders: ['leading_group'], since: AT },
    ]);
    const again = { actor: actorFixture('other', ['auditor']), at: '2025-04-01T00:00:00.000Z' };
    expect(startedOfExport({ ...request, rebuild: again })).toMatchObject([
      { userId: 'other', since: again.at },
    ]);
    expect(startedOfExport({ ...request, status: 'queued' })).toEqual([]);
  });
});
