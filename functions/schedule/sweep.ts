import { escalateGate, resumeCase, SYSTEM_ACTOR, shanghaiDateOf, systemScope } from '@xuncha/domain';
import { errorFields, log } from '@xuncha/http';
import {
  executeOnFinding,
  type Item,
  listClosing,
  listRegistered,
  loadFinding,
  type RegisteredTenant,
  readTaskToken,
  renewRollup,
  type Table,
} from '@xuncha/store';
import { caseExecutionName, provisioningExecutionName, type Workflow } from '../workflow.ts';
import { pushJobs } from './push-jobs.ts';

export interface SweepDeps {
  readonly table: Table;
  readonly workflow: Workflow;
  readonly hqTenant: string;
  readonly machines: { readonly closeout: string; readonly provisioning: string; readonly archive: string };
  readonly now: () => Date;
}

/**
 * `gate-limits`: reminders and escalations of passed gates · `reconcile`: repairs what got lost on the way.
 */
export interface SweepTask {
  readonly task: 'gate-limits' | 'reconcile';
}

/** A stream record reaches the relay within seconds; two minutes later something has gone wrong. */
const PATIENCE_MS = 2 * 60_000;

/** Runs the clock-driven work of all tenants. Every part may run twice; one tenant's failure stops no other. */
export const createSweep =
  (deps: SweepDeps) =>
  async (event: SweepTask): Promise<{ tenants: number; failed: number }> => {
    let tenants = 0;
    let failed = 0;
    for await (const tenant of registeredTenants(deps)) {
      tenants += 1;
      try {
        await TASKS[event.task](tenant, deps);
      } catch (error) {
        failed += 1;
        log('error', 'sweep_failed', { tenant: tenant.tenantId, task: event.task, ...errorFields(error) });
      }
    }
    if (failed > 0) throw new Error(`${failed} of ${tenants} tenants could not be swept`);
    return { tenants, failed };
  };

async function* registeredTenants({ table, hqTenant }: SweepDeps): AsyncGenerator<RegisteredTenant> {
  let startKey: Item | undefined;
  do {
    const page = await listRegistered(table, hqTenant, { limit: 100, startKey });
    yield* page.tenants;
    startKey = page.lastKey;
  } while (startKey);
}

/** Findings in closing, page after page; the list may change under our feet, each is read again before acting. */
async function* closingFindings(
  tenantId: string,
  deps: SweepDeps,
  dueBefore?: string,
): AsyncGenerator<string> {
  const scope = systemScope('schedule', tenantId);
  let startKey: Item | undefined;
  do {
    const page = await listClosing(deps.table, scope, { dueBefore, startKey });
    yield* page.ids;
    startKey = page.lastKey;
  } while (startKey);
}

type Sweep = (tenant: RegisteredTenant, deps: SweepDeps) => Promise<void>;

const passLimits: Sweep = async ({ tenantId, status }, deps) => {
  if (status === 'provisioning') return;
  const at = deps.now();
  const today = shanghaiDateOf(at);
  const scope = systemScope('schedule', tenantId);
  for await (const findingId of closingFindings(tenantId, deps, today))
    await executeOnFinding(deps.table, scope, findingId, {
      actor: SYSTEM_ACTOR('schedule'),
      at: at.toISOString(),
      decide: (aggregate) => escalateGate(aggregate, aggregate.finding.closing?.caseId ?? '', today),
      answer: () => ({ status: 200, body: null }),
    });
  await renewRollup(deps.table, deps.hqTenant, tenantId, today);
};

/** A case whose execution is gone starts again; a decision that did not arrive is delivered again. */
const repairCase = async (tenantId: string, findingId: string, deps: SweepDeps): Promise<void> => {
  const scope = systemScope('schedule', tenantId);
  const aggregate = await loadFinding(deps.table, scope, findingId);
  const closing = aggregate?.finding.closing;
  if (!aggregate || !closing) return;
  const waited = deps.now().getTime() - Date.parse(aggregate.finding.updatedAt);
  if (closing.status === 'opening' && waited < PATIENCE_MS) return;
  const name = caseExecutionName(closing.caseId, closing.attempt);
  const status = await deps.workflow.statusOf(deps.machines.closeout, name);
  if (status === 'running' && closing.status === 'open') return;
  if (status === 'running') {
    const previous = await readTaskToken(deps.table, tenantId, findingId, closing.caseId, closing.visit - 1);
    if (previous && (await deps.workflow.complete(previous.token, { next: closing.gate })) === 'delivered')
      return;
    // The execution runs and no token moves it: its gate task is still being retried. Leave it to that.
    return;
  }
  if (status === 'missing' && closing.attempt === 1 && closing.visit === 1) {
    await deps.workflow.start(deps.machines.closeout, name, {
      tenantId,
      findingId,
      caseId: closing.caseId,
      attempt: 1,
      next: closing.gate,
    });
    return;
  }
  await executeOnFinding(deps.table, scope, findingId, {
    actor: SYSTEM_ACTOR('schedule'),
    at: deps.now().toISOString(),
    decide: (current) => resumeCase(current, closing.caseId),
    answer: () => ({ status: 200, body: null }),
  });
  log('warn', 'case_resumed', { tenant: tenantId, caseId: closing.caseId, was: status });
};

const reconcile: Sweep = async (tenant, deps) => {
  if (tenant.status === 'provisioning') return repairProvisioning(tenant, deps);
  for await (const findingId of closingFindings(tenant.tenantId, deps))
    await repairCase(tenant.tenantId, findingId, deps);
  await pushJobs(tenant.tenantId, deps);
};

/** Provisioning whose execution is missing or failed runs again; its steps may be repeated. */
const repairProvisioning = async (tenant: RegisteredTenant, deps: SweepDeps): Promise<void> => {
  if (deps.now().getTime() - Date.parse(tenant.createdAt) < PATIENCE_MS) return;
  // A failed execution keeps its name; ten attempts cover an outage, then an operator looks (runbook).
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    const name = provisioningExecutionName(tenant.tenantId, attempt);
    const status = await deps.workflow.statusOf(deps.machines.provisioning, name);
    if (status === 'running' || status === 'ended') return;
    if (status === 'missing') {
      await deps.workflow.start(deps.machines.provisioning, name, { tenantId: tenant.tenantId, attempt });
      log('warn', 'provisioning_resumed', { tenant: tenant.tenantId, attempt });
      return;
    }
  }
  log('error', 'provisioning_stuck', { tenant: tenant.tenantId });
};

const TASKS: Readonly<Record<SweepTask['task'], Sweep>> = {
  'gate-limits': passLimits,
  reconcile,
};
