import type { MatterKind, Started } from '@xuncha/domain';
import { contentOf, readAs } from './finding-items.ts';
import { type Key, keys } from './keys.ts';
import type { Item, Table } from './table.ts';

/** A line as it stands in a person's list: what the page shows, without another read. */
export interface StoredStart extends Omit<Started, 'userId' | 'tenantId'> {
  /** Of the unit it is about. */
  readonly tenantId: string;
  readonly tenantName: string;
  /** Of the finding, the matter or the export; the name tasks have for it, so that both are rebuilt alike. */
  readonly findingId: string;
  readonly matterKind?: MatterKind;
  readonly no: string;
  readonly title: string;
  readonly round: string;
  /** Version of the head that caused it: late events never overwrite newer ones. */
  readonly version: number;
}

/** The item of a line in the list of the person who handed it in. */
export const startedItem = (
  { userId, tenantId: home, kind, ...line }: Started,
  about: Omit<StoredStart, keyof Omit<Started, 'tenantId'>>,
): Item & Key & { version: number } => ({
  ...keys.started(home, userId, { since: line.since, subjectId: about.findingId, kind }),
  ...line,
  ...about,
  holders: [...line.holders],
  kind: 'started',
  startedKind: kind,
});

const fromItem = (item: Item): StoredStart => {
  const { startedKind, ...line } = contentOf<Record<string, unknown>>(item);
  return readAs<StoredStart>({ ...line, kind: startedKind });
};

/** What a person waits for, the longest waiting first: one Query. `after` is the sort key to go on from. */
export const listStarted = async (
  table: Table,
  homeTenantId: string,
  userId: string,
  page: { readonly limit: number; readonly after?: string },
): Promise<{
  readonly lines: { readonly sk: string; readonly line: StoredStart }[];
  readonly more: boolean;
}> => {
  const partition = keys.startedPk(homeTenantId, userId);
  const answer = await table.query({
    partition,
    limit: page.limit,
    startKey: page.after ? { pk: partition, sk: page.after } : undefined,
  });
  return {
    lines: answer.items.map((item) => ({ sk: String(item.sk), line: fromItem(item) })),
    more: answer.lastKey !== undefined,
  };
};
