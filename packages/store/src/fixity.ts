import type { DamageCode } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { type Key, keys } from './keys.ts';
import type { Table, Write } from './table.ts';
import { contentFromItem, type VaultContent } from './vault-register.ts';

/** One night's check of a tenant's vault; several runs of a night add up. */
export interface FixityRun {
  /** Business date of the night. */
  readonly date: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly checked: number;
  /** Files whose bytes were read back and hashed, and how many bytes that were. */
  readonly rehashed: number;
  readonly rehashedBytes: number;
  /** Damages found in this night, missing files among them. */
  readonly damaged: number;
  readonly missing: number;
  /** Locks made longer and holds set right. */
  readonly renewed: number;
  /** Files that were due and did not get their turn. */
  readonly left: boolean;
}

/** A damaged or missing file that nobody has mended yet. */
export interface OpenDamage {
  readonly sha256: string;
  readonly code: DamageCode;
  readonly message: string;
  readonly foundAt: string;
  readonly findingId: string;
  readonly evidenceId: string;
  readonly fileName: string;
}

/** What HQ sees of a tenant: one small item in HQ's own partition. */
export interface FixitySummary extends FixityRun {
  readonly tenantId: string;
  readonly openDamages: number;
}

const fixityKey = (tenantId: string, sk: string): Key => ({ pk: keys.fixityPk(tenantId), sk });

export const readFixityRun = async (
  table: Table,
  tenantId: string,
  date: string,
): Promise<FixityRun | undefined> => {
  const item = await table.get(fixityKey(tenantId, `RUN#${date}`));
  return item && contentOf<FixityRun>(item);
};

export const saveFixityRun = (table: Table, tenantId: string, run: FixityRun): Promise<void> =>
  table.put({ put: { ...fixityKey(tenantId, `RUN#${run.date}`), kind: 'fixity_run', ...run } });

/** Last nights first. */
export const listFixityRuns = async (table: Table, tenantId: string, limit: number): Promise<FixityRun[]> => {
  const { items } = await table.query({
    partition: keys.fixityPk(tenantId),
    prefix: 'RUN#',
    descending: true,
    limit,
  });
  return items.map((item) => contentOf<FixityRun>(item));
};

/** Everything that is damaged now, up to a page; more than that is one event for people to look at. */
export const listDamages = async (table: Table, tenantId: string, limit: number): Promise<OpenDamage[]> => {
  const { items } = await table.query({
    partition: keys.fixityPk(tenantId),
    prefix: 'DMG#',
    limit,
    consistent: true,
  });
  return items.map((item) => contentOf<OpenDamage>(item));
};

export const damageWrite = (tenantId: string, damage: OpenDamage): Write => ({
  put: { ...fixityKey(tenantId, `DMG#${damage.sha256}`), kind: 'damage', ...damage },
});
export const mendedWrite = (tenantId: string, sha256: string): Write => ({
  remove: fixityKey(tenantId, `DMG#${sha256}`),
});

export const saveFixitySummary = (table: Table, hqTenantId: string, summary: FixitySummary): Promise<void> =>
  table.put({
    put: { ...keys.fixitySummary(hqTenantId, summary.tenantId), kind: 'fixity_summary', ...summary },
  });

export const listFixitySummaries = async (table: Table, hqTenantId: string): Promise<FixitySummary[]> =>
  (await table.queryAll({ partition: keys.fixitySummariesPk(hqTenantId) })).map((item) =>
    contentOf<FixitySummary>(item),
  );

/** A legal hold of one item on a content that several items may share. */
export interface ContentHold {
  readonly tenantId: string;
  readonly sha256: string;
  readonly evidenceId: string;
  readonly active: boolean;
  readonly at: string;
}

/** Its change in the stream makes the job set or lift the hold in S3. */
export const holdWrite = (hold: ContentHold): Write => ({
  put: { ...keys.contentHold(hold.tenantId, hold.sha256, hold.evidenceId), kind: 'hold', ...hold },
});

/** A content with all holds on it: one Query. */
export const openContent = async (
  table: Table,
  tenantId: string,
  sha256: string,
): Promise<{ readonly content: VaultContent; readonly held: boolean } | undefined> => {
  const items = await table.queryAll({ partition: keys.content(tenantId, sha256).pk, consistent: true });
  const head = items.find((item) => item.kind === 'content');
  if (!head) return undefined;
  const held = items.some((item) => item.kind === 'hold' && contentOf<ContentHold>(item).active);
  return { content: contentFromItem(head), held };
};
