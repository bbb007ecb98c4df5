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
import { assigneesOf, waitingFor } from './waiting-for.ts';

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
