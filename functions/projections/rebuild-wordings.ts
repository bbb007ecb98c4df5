import { type Finding, nodeOf, shanghaiDateOf } from '@xuncha/domain';
import { closedWordingWrite, findingFromItem, indexKeys, keys, ownerOfKey, type Table } from '@xuncha/store';

export interface WordingReport {
  /** Closed findings that later ones would not have been compared with. */
  readonly missing: number;
  readonly repaired: number;
}

/** The day it was closed on; heads of before that day was kept say when they were last written. */
const closedOnOf = ({ closedOn, lastActOn, updatedAt }: Finding): string =>
  closedOn ?? lastActOn ?? shanghaiDateOf(new Date(updatedAt));

const readClosed = async (table: Table, tenantId: string): Promise<Finding[]> => {
  const rows = await table.queryAll({ index: 'byState', partition: indexKeys.state(tenantId, 'closed') });
  const items = await table.getMany(rows.map((row) => keys.finding(tenantId, ownerOfKey(row).id)));
  return items.map(findingFromItem).filter(({ state }) => state === 'closed');
};

/**
 * I07: a pointer for every closed finding of a node, so that what was closed before there were pointers is compared as well.
 * One that stands there, under whatever day, is left alone; a repeated run changes nothing.
 */
export const rebuildWordings = async (
  table: Table,
  tenantId: string,
  compareOnly = false,
): Promise<WordingReport> => {
  const byNode = Map.groupBy(await readClosed(table, tenantId), nodeOf);
  let [missing, repaired] = [0, 0];
  for (const [node, findings] of byNode) {
    if (!node) continue;
    const partition = keys.closedWordingsPk(tenantId, node);
    const there = new Set((await table.queryAll({ partition })).map(({ findingId }) => String(findingId)));
    for (const finding of findings) {
      const write = there.has(finding.id) ? undefined : closedWordingWrite(finding, closedOnOf(finding));
      if (!write) continue;
      missing += 1;
      if (compareOnly) continue;
      await table.put(write);
      repaired += 1;
    }
  }
  return { missing, repaired };
};
