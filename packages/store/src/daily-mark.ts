import type { TenantScope } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { keys } from './keys.ts';
import type { Table } from './table.ts';

/** How far the day's work of a tenant has come. */
export interface DailyMark {
  /** Business date of the run. */
  readonly date: string;
  /** The day of the last run before it that came to its end. */
  readonly lastRun: string;
  /** Steps that have come to their end. */
  readonly done: readonly string[];
  readonly finished: boolean;
  /** At HQ: which units' reminders HQ's people hear of this day. */
  readonly units?: UnitsTold;
}

/**
 * Up to which day HQ's people were told of a unit's reminders, where that isn't the day of HQ's last run: a unit whose
 * own run had failed by then is told of with the next digest.
 */
export interface UnitsTold {
  /** Before this day's digest. */
  readonly before: Readonly<Record<string, string>>;
  /** After it; these units are left out of it. */
  readonly after: Readonly<Record<string, string>>;
}

export const readDailyMark = async (table: Table, scope: TenantScope): Promise<DailyMark | undefined> => {
  const item = await table.get(keys.dailyMark(scope.tenantId));
  return item && contentOf<DailyMark>(item);
};

/** A lost mark repeats steps, which may be repeated; so the write needs no condition. */
export const saveDailyMark = (table: Table, scope: TenantScope, mark: DailyMark): Promise<unknown> =>
  table.put({ put: { ...keys.dailyMark(scope.tenantId), kind: 'daily_mark', ...mark } });
