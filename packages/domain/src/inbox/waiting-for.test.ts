import { describe, expect, it } from 'vitest';
import { GATES, type Gate } from '../closeout/case.ts';
import {
  after,
  aggregateFixture,
  allowed,
  applied,
  CASE,
  findingFixture,
  opened,
  standingAt,
} from '../closeout/case-fixture.ts';
import { GATE_ROLES } from '../closeout/decide.ts';
import { ESCALATION_ROLES, escalateGate } from '../closeout/run.ts';
import { FINDING_STATES, type Finding } from '../finding/finding.ts';
import { assigneesOf, waitingFor, waitsAlike } from './waiting-for.ts';

const keysOf = (finding: Finding) =>
  waitingFor(finding).map(({ assignee, kind }) => `${assignee.home} ${assignee.key} ${kind}`);

describe('who a finding waits for', () => {
  it.each(FINDING_STATES)('%s', (state) => {
    const expected: Partial<Record<typeof state, string[]>> = {
      delivered: ['unit role:rectification_office acknowledge'],
      disputed: ['group role:inspection_office answer_objection'],
      acknowledged: ['unit role:rectification_office plan'],
      planning: ['unit role:rectification_office plan'],
      rectifying: ['unit dept:dep1:department_head rectify', 'unit user:clerk rectify'],
      continuous: ['unit dept:dep1:department_head next_check'],
    };
    expect(keysOf(findingFixture({ state }))).toEqual(expected[state] ?? []);
  });

  it('leaves out people who are not named yet', () => {
    expect(keysOf(findingFixture({ responsibility: { supportingDepartments: [] } }))).toEqual([]);
    expect(
      keysOf(findingFixture({ state: 'continuous', responsibility: { supportingDepartments: [] } })),
    ).toEqual([]);
  });

  it('waits at an open gate for its deciders, and for nobody while it opens', () => {
    expect(keysOf(applied().finding)).toEqual([]);
    const homes = {
      evidence_check: 'unit',
      consultation: 'group',
      party_committee: 'unit',
      leading_group: 'group',
    };
    for (const gate of GATES.slice(1) as Exclude<Gate, 'application'>[]) {
      const { finding } = standingAt(gate);
      expect(keysOf(finding)).toEqual(GATE_ROLES[gate].map((role) => `${homes[gate]} role:${role} ${gate}`));
      expect(waitingFor(finding).every(({ due }) => due === finding.closing?.due)).toBe(true);
    }
  });

  it('routes a consultation to the department of the category', () => {
    const { finding } = standingAt(
      'consultation',
      applied(aggregateFixture(), { consultDepartmentId: 'hqdep1' }),
    );
    expect(keysOf(finding)).toEqual(['group dept:hqdep1:functional_dept consultation']);
  });

  it('adds the level above from the second passed limit on, beside the deciders', () => {
    let current = opened(applied());
    for (const round of [1, 2, 3]) {
      current = after(current, allowed(escalateGate(current, CASE, `202${5 + round}-01-05`)));
      const above = round >= 2 ? [`unit role:${ESCALATION_ROLES.evidence_check} escalation`] : [];
      expect(keysOf(current.finding)).toEqual([
        ...GATE_ROLES.evidence_check.map((role) => `unit role:${role} evidence_check`),
        ...above,
      ]);
      expect(waitingFor(current.finding)[0]?.why).toContain(`已超时 ${round} 次`);
    }
  });
});

describe('what an inbox line says', () => {
  const lines = (over: Partial<Finding>) =>
    waitingFor(findingFixture(over)).map(({ why, due }) => `${why} ${due}`);

  it('is the work to be done, with the day it is due', () => {
    const dueDate = '2025-06-30';
    expect(lines({ state: 'delivered' })).toEqual(['巡察反馈问题待认领 undefined']);
    expect(lines({ state: 'disputed' })).toEqual(['单位提出异议，待答复 undefined']);
    expect(lines({ state: 'planning', dueDate })).toEqual(['待明确责任、完善措施并开始整改 2025-06-30']);
    expect(lines({ state: 'rectifying', dueDate })).toEqual([
      '整改中，完成后申请验收 2025-06-30',
      '整改中，请填报进度并上传材料 2025-06-30',
    ]);
    expect(lines({ state: 'continuous', nextCheckDate: '2025-12-31' })).toEqual([
      '持续整改，到期检查 2025-12-31',
    ]);
  });

  it('names gate, green channel and passed limits', () => {
    const { finding } = standingAt('party_committee');
    const at = (escalation: number, over: Partial<Finding> = {}) =>
      waitingFor({ ...finding, ...over, closing: finding.closing && { ...finding.closing, escalation } }).map(
        ({ why }) => why,
      );
    expect(at(0)).toEqual(['党委会决策待办理']);
    expect(at(1)).toEqual(['党委会决策待办理（已超时 1 次）']);
    expect(at(2, { green: { since: '2025-03-03' } })).toEqual([
      '绿色通道：党委会决策待办理（已超时 2 次）',
      '党委会决策超时未办，请督促',
    ]);
    const elsewhere = finding.closing && { ...finding.closing, consultDepartmentId: 'hqdep1' };
    expect(keysOf({ ...finding, closing: elsewhere })).toEqual(keysOf(finding));
  });

  it('is the same task for the same people, whatever the day', () => {
    const base = findingFixture({ dueDate: '2025-06-30' });
    expect(waitsAlike(base, { ...base, dueDate: '2025-09-30' })).toBe(true);
    expect(waitsAlike(base, { ...base, state: 'continuous' })).toBe(false);
    const other = { ...base.responsibility, handlerId: 'other' };
    expect(waitsAlike(base, { ...base, responsibility: other })).toBe(false);
  });
});

it('a member reads the own inbox, those of the roles, and the department’s for each role', () => {
  expect(assigneesOf({ userId: 'u', roles: ['handler', 'department_head'], departmentId: 'd' })).toEqual([
    'user:u',
    'role:handler',
    'role:department_head',
    'dept:d:handler',
    'dept:d:department_head',
  ]);
  expect(assigneesOf({ userId: 'u', roles: ['auditor'] })).toEqual(['user:u', 'role:auditor']);
});
