import { addCalendarDays, shanghaiDateOf, systemScope } from '@xuncha/domain';
import { errorFields, log } from '@xuncha/http';
import {
  type DailyMark,
  type Item,
  listRegistered,
  type RegisteredTenant,
  readDailyMark,
  readTenant,
  saveDailyMark,
  type Table,
  type UnitsTold,
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

/** The last call of the morning, Shanghai time: HQ waits for its units until then and no longer. */
const LAST_CALL_HOUR = 9;

const isLastCall = (instant: Date): boolean =>
  Number(instant.toLocaleTimeString('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit' })) >=
  LAST_CALL_HOUR;

/**
 * The day's work of all tenants, step by step, HQ's last: its people are told of what waits in the units. A run that was
 * killed, failed for one tenant or came twice goes on where the mark of the tenant says; what was done is not done
 * again. One tenant's failure stops no other; it makes HQ wait for the next call, so that its one mail of the day is
 * complete.
 */
export const createDailyRun =
  (deps: DailyRunDeps) => async (): Promise<{ readonly tenants: number; readonly failed: number }> => {
    let tenants = 0;
    const failed: string[] = [];
    const attempt = async (tenant: Tenant): Promise<void> => {
      tenants += 1;
      try {
        await runTenant(tenant, deps, failed);
      } catch (error) {
        const { tenantId } = tenant.tenant;
        failed.push(tenantId);
        log('error', 'daily_run_failed', { tenant: tenantId, ...errorFields(error) });
      }
    };
    for await (const tenant of unitsOf(deps)) await attempt({ tenant, kind: 'subsidiary' });
    const hq = await readTenant(await deps.tableOf(deps.hqTenant), deps.hqTenant);
    if (hq && (failed.length === 0 || isLastCall(deps.now()))) await attempt({ tenant: hq, kind: 'group' });
    // The schedule comes again within the hour, the alarm is raised now.
    if (failed.length > 0) throw new Error(`the day's work of ${failed.length} of ${tenants} tenants failed`);
    return { tenants, failed: failed.length };
  };

async function* unitsOf({ tableOf, hqTenant }: DailyRunDeps): AsyncGenerator<RegisteredTenant> {
  const table = await tableOf(hqTenant);
  let startKey: Item | undefined;
  do {
    const page = await listRegistered(table, hqTenant, { limit: 100, startKey });
    yield* page.tenants.filter(({ status }) => status !== 'provisioning');
    startKey = page.lastKey;
  } while (startKey);
}

/** What HQ's digest of the day covers; settled once for the day, so that a repeated run tells everybody the same. */
const unitsTold = (
  mark: DailyMark | undefined,
  { today, lastRun }: Pick<DailyContext, 'today' | 'lastRun'>,
  failed: readonly string[],
): UnitsTold => {
  if (mark?.date === today && mark.units) return mark.units;
  const before = (mark?.finished ? mark.units?.after : mark?.units?.before) ?? {};
  return { before, after: Object.fromEntries(failed.map((unit) => [unit, before[unit] ?? lastRun])) };
};

const runTenant = async (
  { tenant, kind }: Tenant,
  deps: DailyRunDeps,
  failed: readonly string[],
): Promise<void> => {
  const { tenantId } = tenant;
  const instant = deps.now();
  const today = shanghaiDateOf(instant);
  const table = await deps.tableOf(tenantId);
  const scope = systemScope('schedule', tenantId);
  const mark = await readDailyMark(table, scope);
  // A clock that was set back (a test machine) doesn't undo a day.
  if (mark?.finished && mark.date >= today) return;
  const done = mark?.date === today ? mark.done : [];
  const lastRun = mark?.finished ? mark.date : (mark?.lastRun ?? addCalendarDays(today, -1));
  const units = unitsTold(mark, { today, lastRun }, kind === 'group' ? failed : []);
  const context: DailyContext = {
    tenant,
    kind,
    table,
    scope,
    at: instant.toISOString(),
    today,
    lastRun,
    units,
    hqTenant: deps.hqTenant,
    hqTable: () => deps.tableOf(deps.hqTenant),
  };
  const steps = deps.steps.filter(({ of }) => kind === 'subsidiary' || of === 'both');
  const finished: string[] = [...done];
  const save = (isFinished: boolean): Promise<unknown> => {
    const next: DailyMark = { date: today, lastRun, done: [...finished], finished: isFinished };
    return saveDailyMark(table, scope, kind === 'group' ? { ...next, units } : next);
  };
  if (kind === 'group' && mark?.date !== today) await save(false);
  const left = steps.filter(({ name }) => !done.includes(name));
  if (left.length === 0) await save(true);
  for (const step of left) {
    await step.run(context);
    finished.push(step.name);
    await save(step === left.at(-1));
  }
};
