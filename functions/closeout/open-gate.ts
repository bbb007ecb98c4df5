import {
  type Finding,
  type FindingAggregate,
  frozenSnapshot,
  nextStepOf,
  openGate,
  SYSTEM_ACTOR,
  shanghaiDateOf,
  systemScope,
} from '@xuncha/domain';
import { log } from '@xuncha/http';
import {
  executeOnFinding,
  keys,
  loadFinding,
  snapshotWrite,
  type Table,
  taskTokenWrite,
  type Write,
} from '@xuncha/store';
import type { Workflow } from '../workflow.ts';

/** What a gate state of the workflow passes on. */
export interface GateTask {
  readonly tenantId: string;
  readonly findingId: string;
  readonly caseId: string;
  readonly attempt: number;
  readonly gate: string;
  /** Bearer credential; never logged. */
  readonly token: string;
}

/** The snapshot beside the first gate that opens: a command has no room for it, and nothing may change until then. */
export const freezing = (before: FindingAggregate, opened: Finding, caseId: string): Write[] => {
  const kept = frozenSnapshot(before, caseId);
  return kept && opened.closing?.frozen && !before.finding.closing?.frozen
    ? [snapshotWrite(opened, caseId, kept)]
    : [];
};

export interface OpenGateDeps {
  readonly table: Table;
  readonly workflow: Workflow;
  readonly now: () => Date;
}

/**
 * Opens the gate at which the workflow has arrived and keeps its token. The table is the truth: where it says that
 * the case stands elsewhere, the workflow is sent there at once. May run twice for the same gate.
 */
export const createOpenGate =
  (deps: OpenGateDeps) =>
  async (task: GateTask): Promise<void> => {
    const scope = systemScope('closeout', task.tenantId);
    const aggregate = await loadFinding(deps.table, scope, task.findingId);
    if (!aggregate) throw new Error('the case names a finding that does not exist');
    const { closing } = aggregate.finding;
    const next = nextStepOf(aggregate.finding, aggregate.cases, task.caseId);
    if (!closing || next !== task.gate) {
      log('info', 'gate_passed_by', { caseId: task.caseId, gate: task.gate, next });
      await deps.workflow.complete(task.token, { next });
      return;
    }
    if (task.attempt < closing.attempt) {
      log('info', 'gate_of_older_attempt', { caseId: task.caseId, attempt: task.attempt });
      return;
    }
    const wait = { caseId: task.caseId, visit: closing.visit, token: task.token, attempt: task.attempt };
    const write = taskTokenWrite(aggregate.finding, wait);
    if (closing.status === 'open') {
      // The gate is open and another run of this task had written its token: the newest one counts.
      await deps.table.transact([
        {
          check: keys.finding(task.tenantId, task.findingId),
          attribute: 'version',
          equals: aggregate.finding.version,
        },
        write,
      ]);
      return;
    }
    const at = deps.now();
    const outcome = await executeOnFinding(deps.table, scope, task.findingId, {
      actor: SYSTEM_ACTOR('closeout'),
      at: at.toISOString(),
      decide: (current) => openGate(current, task.caseId, at.toISOString(), shanghaiDateOf(at)),
      beside: (before, opened) => [write, ...freezing(before, opened, task.caseId)],
      answer: () => ({ status: 200, body: null }),
    });
    if (outcome.kind !== 'done') throw new Error(`the gate could not be opened: ${outcome.kind}`);
  };
