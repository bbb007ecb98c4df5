import type { Actor } from '../actor.ts';
import type { Role } from '../authz/roles.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { FindingChange } from '../finding/change.ts';
import type { Finding, FindingAggregate, Measure } from '../finding/finding.ts';
import type { ErrorKind, Result } from '../result.ts';
import { applyForCloseout } from './apply.ts';
import type { ChainPolicy, Gate } from './case.ts';
import { type DecisionContext, type DecisionInput, decideGate } from './decide.ts';
import { DEFAULT_POLICY } from './policy.ts';
import { openGate } from './run.ts';

/** Data for tests of the rules: one finding in rectification, ready to be applied for. */
export const AT = '2025-03-03T02:00:00.000Z';
export const TODAY = '2025-03-03';
export const CASE = '01jcase0000000000000000001';

export const actorFixture = (userId: string, roles: readonly Role[], extra: Partial<Actor> = {}): Actor => ({
  userId,
  name: `姓名${userId}`,
  membershipId: `m-${userId}`,
  tenantId: 'beihe',
  roles,
  ...extra,
});

export const PEOPLE = {
  head: actorFixture('head', ['department_head'], { departmentId: 'dep1' }),
  checker: actorFixture('checker', ['rectification_office']),
  consultant: actorFixture('consultant', ['functional_dept'], { tenantId: 'jituan', departmentId: 'hqdep1' }),
  secretary: actorFixture('secretary', ['party_secretary']),
  leading: actorFixture('leading', ['leading_group'], { tenantId: 'jituan' }),
} as const;

/** Who decides a gate in the plain journey. */
export const DECIDERS: Readonly<Record<Exclude<Gate, 'application'>, Actor>> = {
  evidence_check: PEOPLE.checker,
  consultation: PEOPLE.consultant,
  party_committee: PEOPLE.secretary,
  leading_group: PEOPLE.leading,
};

export const measureFixture = (over: Partial<Measure> = {}): Measure => ({
  id: 'mea1',
  seq: 1,
  text: '修订采购管理办法',
  supportingDepartments: [],
  term: { kind: 'date', date: '2025-06-30', original: '2025年6月' },
  status: 'done',
  progress: 100,
  result: '已修订并发布',
  doneAt: AT,
  ...over,
});

export const evidenceFixture = (over: Partial<Evidence> = {}): Evidence => ({
  id: 'evd1',
  purpose: 'measure',
  measureId: 'mea1',
  fileName: '采购管理办法.pdf',
  size: 1000,
  sha256: 'a'.repeat(64),
  contentType: 'application/pdf',
  formedOn: '2025-02-01',
  uploadedBy: 'clerk',
  uploadedByName: '经办',
  registeredAt: AT,
  status: 'verified',
  vaultKey: 't/beihe/x',
  ...over,
});

export const minutesFixture = (over: Partial<Evidence> = {}): Evidence =>
  evidenceFixture({
    id: 'min1',
    purpose: 'minutes',
    measureId: undefined,
    caseId: CASE,
    fileName: '党委会纪要.pdf',
    sha256: 'b'.repeat(64),
    uploadedBy: PEOPLE.secretary.userId,
    ...over,
  });

export const findingFixture = (over: Partial<Finding> = {}): Finding => ({
  tenantId: 'beihe',
  id: 'fnd1',
  batchId: 'bat1',
  round: '2024年第二轮',
  no: '1',
  category: '物资采购',
  title: '采购管理不规范',
  termClass: 'time_limited',
  state: 'rectifying',
  responsibility: {
    principalName: '主要负责人',
    leaderName: '分管领导',
    departmentId: 'dep1',
    departmentName: '物资管理部',
    supportingDepartments: [],
    handlerName: '经办人',
    handlerId: 'clerk',
  },
  feedbackDate: '2025-01-02',
  dueDate: '2025-06-30',
  dueBy: 'measure',
  dueWhy: '最晚一条措施（第1条）的完成时限（原文“2025年6月”）',
  measureCount: 1,
  measureDone: 1,
  progress: 100,
  caseIds: [],
  parents: [],
  children: [],
  createdAt: AT,
  updatedAt: AT,
  version: 1,
  auditSeq: 1,
  auditHash: 'c'.repeat(64),
  ...over,
});

export const aggregateFixture = (over: Partial<FindingAggregate> = {}): FindingAggregate => ({
  finding: findingFixture(),
  body: { text: '部分物资未履行招标程序。', goal: '规范采购' },
  measures: [measureFixture()],
  evidence: [evidenceFixture()],
  cases: [],
  ...over,
});

/** The value of a rule that must allow. */
export const allowed = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
};

const KINDS: readonly string[] = ['invalid', 'conflict', 'forbidden', 'missing'] satisfies ErrorKind[];
/** A sentence in Chinese with its full stop: what every refusal owes to the person it stops. */
const SENTENCE = /^[\p{Script=Han}“（《].{4,}。$/u;

/** The code of a rule that must refuse; whatever refuses must say in a sentence why and what to do. */
export const refusedWith = (result: Result<unknown>): string => {
  if (result.ok) return 'allowed';
  const { kind, code, message } = result.error;
  if (!KINDS.includes(kind)) throw new Error(`${code} is of no kind: “${kind}”`);
  if (!SENTENCE.test(message)) throw new Error(`${code} says no sentence: “${message}”`);
  return code;
};

/** Of a rule that must refuse: its code and the field it blames. */
export const blamed = (result: Result<unknown>): readonly [string, string | undefined] => [
  refusedWith(result),
  result.ok ? undefined : result.error.field,
];

const merged = <T extends { readonly id: string }>(
  before: readonly T[],
  changed: readonly T[] | undefined,
): T[] => [...before.filter((item) => !changed?.some((other) => other.id === item.id)), ...(changed ?? [])];

/** The aggregate after a change, as the store would read it again. */
export const after = (aggregate: FindingAggregate, change: FindingChange): FindingAggregate => ({
  finding: { ...change.finding, version: aggregate.finding.version + 1 },
  body: change.body ?? aggregate.body,
  measures: merged(aggregate.measures, change.measures),
  evidence: merged(aggregate.evidence, change.evidence),
  cases: merged(aggregate.cases, change.cases),
});

export const applied = (
  aggregate: FindingAggregate = aggregateFixture(),
  options: { policy?: ChainPolicy; actor?: Actor; consultDepartmentId?: string } = {},
): FindingAggregate =>
  after(
    aggregate,
    allowed(
      applyForCloseout(
        aggregate,
        {
          caseId: CASE,
          result: '整改完成',
          similarCheck: '已举一反三排查',
          newRules: ['采购管理办法'],
          consultDepartmentId: options.consultDepartmentId,
        },
        options.policy ?? DEFAULT_POLICY,
        options.actor ?? PEOPLE.head,
        AT,
      ),
    ),
  );

export const opened = (aggregate: FindingAggregate): FindingAggregate =>
  after(aggregate, allowed(openGate(aggregate, aggregate.finding.closing?.caseId ?? '', AT, TODAY)));

const CONTENT: Readonly<Record<Exclude<Gate, 'application'>, Partial<DecisionInput>>> = {
  evidence_check: { ticks: [{ evidenceId: 'evd1', verdict: 'sufficient' }] },
  consultation: { opinion: '同意' },
  party_committee: {
    meeting: {
      date: '2025-03-01',
      agendaItem: '销号审议',
      attendees: ['甲'],
      resolution: '同意',
      minutesId: 'min1',
    },
  },
  leading_group: { meetingId: 'mtg1' },
};

/** An approval of the gate the case stands at, complete in every respect. */
export const approval = (aggregate: FindingAggregate, over: Partial<DecisionInput> = {}): DecisionInput => {
  const { closing } = aggregate.finding;
  if (!closing || closing.gate === 'application') throw new Error('no gate is open');
  return {
    caseId: closing.caseId,
    gate: closing.gate,
    visit: closing.visit,
    snapshotHash: closing.snapshotHash,
    outcome: 'approve',
    ...CONTENT[closing.gate],
    ...over,
  };
};

export const context = (actor: Actor, over: Partial<DecisionContext> = {}): DecisionContext => ({
  actor,
  at: AT,
  today: TODAY,
  closeoutNo: 'BEIHE-2025-0001',
  ...over,
});

/** A case that has been approved up to the named gate, which is open. */
export const standingAt = (
  gate: Exclude<Gate, 'application'>,
  start: FindingAggregate = applied(aggregateFixture({ evidence: [evidenceFixture(), minutesFixture()] })),
): FindingAggregate => {
  let current = opened(start);
  while (current.finding.closing && current.finding.closing.gate !== gate) {
    const at = current.finding.closing.gate;
    if (at === 'application') throw new Error('the application is not a gate people open');
    current = opened(after(current, allowed(decideGate(current, approval(current), context(DECIDERS[at])))));
  }
  return current;
};
