import {
  coversMatter,
  type Matter,
  type TenantScope,
  type YearCategory,
  type YearEntry,
} from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { keys } from './keys.ts';
import { type MatterPage, readMatters } from './matters.ts';
import type { Item, Table, Write } from './table.ts';

/** Meetings and instructions of a year by category and day: entries, so that no two records contend for a number. */
export const yearEntryWrite = (entry: YearEntry): Write => ({
  put: { ...keys.yearEntry(entry), kind: 'year_entry', ...entry },
});
export const yearEntryRemoval = (entry: YearEntry): Write => ({ remove: keys.yearEntry(entry) });

/** All entries of a year this person may know of: one Query over some dozen small items. */
export const listYearEntries = async (table: Table, scope: TenantScope, year: string): Promise<YearEntry[]> =>
  (await table.queryAll({ partition: keys.yearPk(scope.tenantId, year) }))
    .map((item) => contentOf<YearEntry>(item))
    .filter((entry) => coversMatter(scope, entry));

/** One page of a category in a year, the latest first. */
export const listYearMatters = async <Content>(
  table: Table,
  scope: TenantScope,
  {
    year,
    category,
    ...page
  }: {
    readonly year: string;
    readonly category: YearCategory;
    readonly limit: number;
    readonly startKey?: Item;
  },
): Promise<MatterPage<Content>> => {
  const answer = await table.query({
    partition: keys.yearPk(scope.tenantId, year),
    prefix: `${category}#`,
    descending: true,
    ...page,
  });
  const ids = answer.items.map((item) => contentOf<YearEntry>(item).id);
  const matters: Matter<Content>[] = await readMatters<Content>(table, scope, ids);
  return { matters, lastKey: answer.lastKey };
};
