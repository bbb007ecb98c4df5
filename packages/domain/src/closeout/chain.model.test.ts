import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Actor } from '../actor.ts';
import { type AuditEvent, appendEvent, verifyChain } from '../audit/index.ts';
import { registerEvidence, verifyEvidence, withdrawEvidence } from '../evidence/evidence-commands.ts';
import type { FindingChange } from '../finding/change.ts';
import { acknowledge, assign, reopen } from '../finding/feedback.ts';
import type { FindingAggregate } from '../finding/finding.ts';
import { addMeasure, editMeasure, reportProgress, withdrawMeasure } from '../finding/measures.ts';
import { addCalendarDays } from '../limits/index.ts';
import type { Result } from '../result.ts';
import { applyForCloseout } from './apply.ts';
import { GATES, type Gate } from './case.ts';
import {
  AT,
  actorFixture,
  after,
  aggregateFixture,
  approval,
  context,
  evidenceFixture,
  minutesFixture,
  TODAY,
} from './case-fixture.ts';
import { decideGate, nextStepOf, refuseDecider } from './decide.ts';
import { DEFAULT_POLICY } from './policy.ts';
import { escalateGate, openGate, resumeCase, withdrawCase } from './run.ts';

/** Nine people; some carry roles of several gates, and any may stand in for any other. */
const CAST: readonly Actor[] = [
  actorFixture('head', ['department_head']),
  actorFixture('clerk', ['handler']),
  actorFixture('office1', ['rectification_office', 'department_head']),
  actorFixture('office2', ['discipline_committee']),
  actorFixture('dept1', ['functional_dept', 'leading_group']),
  actorFixture('dept2', ['functional_dept']),
  actorFixture('secretary', ['party_secretary', 'rectification_office']),
  actorFixture('group1', ['leading_group']),
  actorFixture('group2', ['leading_group', 'functional_dept']),
];

type Step =
  | {
      readonly kind: 'apply' | 'open' | 'resume' | 'withdraw' | 'reopen' | 'acknowledge' | 'assign';
      readonly who: Actor;
    }
  | { readonly kind: 'escalate'; readonly days: number; readonly who: Actor }
  | {
      readonly kind: 'decide';
      readonly who: Actor;
      readonly outcome: 'approve' | 'return' | 'continuous';
      readonly returnTo: 'department' | Gate;
      /** Somebody who may decide comes to it; otherwise whoever `who` is. */
      readonly able: boolean;
    }
  | {
      readonly kind: 'report' | 'edit' | 'drop' | 'add' | 'upload' | 'minutes' | 'pull';
      readonly who: Actor;
    };

const who = fc
  .record({
    actor: fc.constantFrom(...CAST),
    absent: fc.option(fc.constantFrom(...CAST), { nil: undefined, freq: 6 }),
  })
  .map(
    ({ actor, absent }): Actor =>
      absent && absent !== actor
        ? {
            ...actor,
            roles: absent.roles,
            onBehalfOf: { userId: absent.userId, name: absent.name, delegationId: 'dlg' },
          }
        : actor,
  );
const plain = <const K extends readonly Step['kind'][]>(...kinds: K) =>
  fc.record({ kind: fc.constantFrom(...kinds), who }) as fc.Arbitrary<Step>;
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: plain('apply') },
  { weight: 12, arbitrary: plain('open') },
  { weight: 4, arbitrary: plain('minutes') },
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      who,
      outcome: fc.oneof(
        { weight: 12, arbitrary: fc.constant('approve' as const) },
        { weight: 2, arbitrary: fc.constant('return' as const) },
        { weight: 1, arbitrary: fc.constant('continuous' as const) },
      ),
      returnTo: fc.constantFrom('department' as const, ...GATES),
      able: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: plain('resume', 'withdraw', 'reopen', 'acknowledge', 'assign') },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('escalate' as const),
      days: fc.integer({ min: 0, max: 90 }),
      who,
    }),
  },
  { weight: 1, arbitrary: plain('report', 'edit', 'drop', 'add', 'upload', 'pull') },
);

const content = { text: '措施', supportingDepartments: [], term: { kind: 'continuous' as const } };

class Model {
  aggregate: FindingAggregate = aggregateFixture({ finding: { ...aggregateFixture().finding, auditSeq: 0 } });
  readonly trail: AuditEvent[] = [];
  serial = 0;

  private decide(step: Extract<Step, { kind: 'decide' }>): Result<FindingChange> | undefined {
    const { aggregate } = this;
    const { closing } = aggregate.finding;
    if (!closing || closing.gate === 'application') return undefined;
    const minutes = aggregate.evidence.findLast(
      (item) => item.purpose === 'minutes' && item.caseId === closing.caseId,
    );
    const full = approval(aggregate);
    const able = CAST.find((person) => !refuseDecider(aggregate, closing, person));
    return decideGate(
      aggregate,
      {
        ...full,
        ticks:
          closing.gate === 'evidence_check'
            ? aggregate.evidence
                .filter((item) => item.purpose === 'measure' && item.status === 'verified')
                .map((item) => ({ evidenceId: item.id, verdict: 'sufficient' as const }))
            : undefined,
        meeting: full.meeting && { ...full.meeting, minutesId: minutes?.id ?? '-' },
        outcome: step.outcome,
        reason: '理由',
        returnTo: step.returnTo,
        nextCheckDate: '2026-01-01',
      },
      context(step.able && able ? able : step.who, {
        closeoutNo: `BEIHE-2025-${String(this.serial).padStart(4, '0')}`,
      }),
    );
  }

  private result(step: Step): Result<FindingChange> | undefined {
    const { aggregate } = this;
    this.serial += 1;
    const id = `x${this.serial}`;
    const caseId = aggregate.finding.closing?.caseId ?? '-';
    const measure = aggregate.measures.find(({ status }) => status !== 'withdrawn')?.id ?? '-';
    switch (step.kind) {
      case 'apply':
        return applyForCloseout(
          aggregate,
          { caseId: `case${this.serial}`, result: '完成', similarCheck: '已查', newRules: [] },
          DEFAULT_POLICY,
          step.who,
          AT,
        );
      case 'open':
        return openGate(aggregate, caseId, AT, TODAY);
      case 'resume':
        return resumeCase(aggregate, caseId);
      case 'withdraw':
        return withdrawCase(aggregate, { caseId, reason: '撤回' }, step.who, AT);
      case 'escalate':
        return escalateGate(aggregate, caseId, addCalendarDays(TODAY, step.days));
      case 'decide':
        return this.decide(step);
      case 'reopen':
        return reopen(aggregate, '反弹');
      case 'acknowledge':
        return acknowledge(aggregate);
      case 'assign':
        return assign(aggregate, aggregate.finding.responsibility);
      case 'report':
        return reportProgress(aggregate, measure, { progress: 100, result: '完成' }, step.who, AT);
      case 'edit':
        return editMeasure(aggregate, measure, content);
      case 'drop':
        return withdrawMeasure(aggregate, measure, '撤回');
      case 'add':
        return addMeasure(aggregate, id, content);
      case 'pull':
        return withdrawEvidence(aggregate, aggregate.evidence[0]?.id ?? '-', '撤回');
      case 'upload':
        return this.upload(
          evidenceFixture({
            id,
            measureId: measure,
            sha256: id,
            uploadedBy: step.who.userId,
            status: 'registered',
          }),
        );
      case 'minutes':
        return this.upload(minutesFixture({ id, caseId, sha256: id, status: 'registered' }));
    }
  }

  /** Registers a file; the function that checks uploads verifies it at once. */
  private upload(item: ReturnType<typeof evidenceFixture>): Result<FindingChange> {
    const registered = registerEvidence(this.aggregate, item, TODAY);
    if (!registered.ok) return registered;
    this.commit(registered.value);
    return verifyEvidence(this.aggregate, item.id, { vaultKey: 'vault' }, AT);
  }

  private commit(change: FindingChange): void {
    const before = this.aggregate;
    const head = this.trail.at(-1);
    this.trail.push(
      appendEvent(head, {
        tenantId: 'beihe',
        streamId: 'finding/fnd1',
        at: AT,
        type: change.event.type,
        actor: { userId: 'u', name: 'n', membershipId: 'm', tenantId: 'beihe' },
        data: JSON.parse(JSON.stringify(change.event.data)),
      }),
    );
    this.aggregate = after(before, change);
    expect(this.aggregate.finding.version).toBe(before.finding.version + 1);
    this.checkStep(before, change);
    this.checkState();
  }

  run(step: Step): void {
    const before = this.aggregate;
    const answer = this.result(step);
    if (answer?.ok) {
      const closed = answer.value.finding.state === 'closed';
      if (closed) {
        expect(step.kind).toBe('decide');
        expect(before.finding.closing?.gate).toBe('leading_group');
        expect(before.finding.closing?.status).toBe('open');
      }
      this.commit(answer.value);
    }
  }

  /** What one command may do. */
  private checkStep(before: FindingAggregate, change: FindingChange): void {
    const was = before.finding.closing;
    const is = change.finding.closing;
    // Rule 3: while a case runs, nothing that deciders see changes.
    if (was && is) {
      expect(change.body).toBeUndefined();
      expect(change.measures).toBeUndefined();
      expect((change.evidence ?? []).every(({ purpose }) => purpose === 'minutes')).toBe(true);
      expect(is.snapshotHash).toBe(was.snapshotHash);
    }
    // Time and repairs decide nothing: only a decision moves gate, visit or actors.
    if (was && is && change.event.type !== 'closeout.decided')
      expect([is.gate, is.visit, is.actors]).toEqual([was.gate, was.visit, was.actors]);
    // Rule 4: a decision ends exactly one visit.
    if (was && is && change.event.type === 'closeout.decided') expect(is.visit).toBe(was.visit + 1);
    // A number once given and a case once ended stay.
    if (before.finding.closeoutNo) expect(change.finding.closeoutNo).toBeDefined();
    for (const ended of before.cases.filter(({ status }) => status !== 'running'))
      expect(this.aggregate.cases).toContainEqual(ended);
    expect(this.aggregate.finding.caseIds.slice(0, before.finding.caseIds.length)).toEqual(
      before.finding.caseIds,
    );
  }

  /** What holds in every state. */
  private checkState(): void {
    const { finding, cases } = this.aggregate;
    const running = cases.filter(({ status }) => status === 'running');
    expect(finding.state === 'closing').toBe(finding.closing !== undefined);
    expect(running.map(({ id }) => id)).toEqual(finding.closing ? [finding.closing.caseId] : []);
    expect(new Set(finding.caseIds)).toEqual(new Set(cases.map(({ id }) => id)));
    for (const { id, status } of cases)
      expect(nextStepOf(finding, cases, id)).toBe(status === 'running' ? finding.closing?.gate : status);
    if (finding.closing) this.checkDuties();
  }

  /** Rule 1: no person, acting or absent, stands at two gates of a case. */
  private checkDuties(): void {
    const gateOf = new Map<string, Gate>();
    for (const { gate, userId, onBehalfOf } of this.aggregate.finding.closing?.actors ?? [])
      for (const person of [userId, onBehalfOf]) {
        if (!person) continue;
        expect(gateOf.get(person) ?? gate, `${person} acted at two gates`).toBe(gate);
        gateOf.set(person, gate);
      }
  }
}

let closedRuns = 0;
let longest = 0;

it('no sequence of commands breaks the chain’s invariants', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 20, maxLength: 120 }), (steps) => {
      const model = new Model();
      for (const step of steps) model.run(step);
      const head = model.trail.at(-1);
      expect(verifyChain(model.trail, head && { seq: head.seq, hash: head.hash })).toMatchObject({
        ok: true,
      });
      expect(model.aggregate.finding.version).toBe(1 + model.trail.length);
      longest = Math.max(longest, model.trail.length);
      if (model.aggregate.cases.some(({ status }) => status === 'closed')) closedRuns += 1;
    }),
    { numRuns: 400 },
  );
  // The property would hold for commands that are all refused: some runs must come to the end of the chain.
  expect(closedRuns).toBeGreaterThan(5);
  expect(longest).toBeGreaterThan(15);
});
