import { addCalendarDays, shanghaiDateOf, systemScope } from '@xuncha/domain';
import { errorFields, log } from '@xuncha/http';
import {
  type Item,
  listRegistered,
  readDailyMark,
  readTenant,
  saveDailyMark,
  type Table,
} from '@xuncha/store';
import type { DailyContext, DailyStep } from './daily-step.ts';

export interface DailyRunDeps {
  /** The table in a session of this tenant. */
  readonly tableOf: (tenantId: string) => Promise<Table>;
  readonly hqTenant: string;
  readonly now: () => Date;
  readonly steps: readonly DailyStep[];
}

type Tenant = Pick<DailyContext, 'tenant' | 'kind'>;

/**
 * The day's work of all tenants, step by step. A run that was killed, failed for one tenant or came twice goes on where
 * the mark of the tenant says; what was done is not done again. One tenant's failure stops no other.
 */
export const createDailyRun =
  (deps: DailyRunDeps) => async (): Promise<{ readonly tenants: number; readonly failed: number }> => {
    let tenants = 0;
    let failed = 0;
    for await (const tenant of tenantsOf(deps)) {
      tenants += 1;
      try {
        await runTenant(tenant, deps);
      } catch (error) {
        failed += 1;
        log('error', 'daily_run_failed', { tenant: tenant.tenant.tenantId, ...errorFields(error) });
      }
    }
    // The schedule comes again within the hour, the alarm is raised now.
    if (failed > 0) throw new Error(`the day's work of ${failed} of ${tenants} tenants failed`);
    return { tenants, failed };
  };

async function* tenantsOf({ tableOf, hqTenant }: DailyRunDeps): AsyncGenerator<Tenant> {
  const table = await tableOf(hqTenant);
  let startKey: Item | undefined;
  do {
    const page = await listRegistered(table, hqTenant, { limit: 100, startKey });
    for (const tenant of page.tenants)
      if (tenant.status !== 'provisioning') yield { tenant, kind: 'subsidiary' };
    startKey = page.lastKey;
  } while (startKey);
  const hq = await readTenant(table, hqTenant);
  if (hq) yield { tenant: hq, kind: 'group' };
}

const runTenant = async ({ tenant, kind }: Tenant, deps: DailyRunDeps): Promise<void> => {
  const { tenantId } = tenant;
  const instant = deps.now();
  const today = shanghaiDateOf(instant);
  const table = await deps.tableOf(tenantId);
  const scope = systemScope('schedule', tenantId);
  let mark = await readDailyMark(table, scope);
  // A clock that was set back (a test machine) doesn't undo a day.
  if (mark?.finished && mark.date >= today) return;
  const done = mark?.date === today ? mark.done : [];
  const lastRun = mark?.finished ? mark.date : (mark?.lastRun ?? addCalendarDays(today, -1));
  const context: DailyContext = {
    tenant,
    kind,
    table,
    scope,
    at: instant.toISOString(),
    today,
    lastRun,
    hqTenant: deps.hqTenant,
    hqTable: () => deps.tableOf(deps.hqTenant),
  };
  const steps = deps.steps.filter(({ of }) => kind === 'subsidiary' || of === 'both');
  const finished: string[] = [...done];
  for (const step of steps.filter(({ name }) => !done.includes(name))) {
    await step.run(context);
    finished.push(step.name);
    mark = { date: today, lastRun, done: [...finished], finished: false };
    await saveDailyMark(table, scope, mark);
  }
  await saveDailyMark(table, scope, { date: today, lastRun, done: finished, finished: true });
};
