import type { DamageCode, RetentionClass } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { indexKeys, type Key, keys } from './keys.ts';
import { ConditionFailed, type Item, type PutWrite, type Table } from './table.ts';

/** One content of the vault: what must lie there, for whom it came first, and when it was last looked at. */
export interface VaultContent {
  readonly tenantId: string;
  readonly sha256: string;
  readonly vaultKey: string;
  readonly size: number;
  /** Type by content. */
  readonly type: string;
  readonly crc32?: string;
  readonly versionId?: string;
  readonly retention: RetentionClass;
  readonly retainUntil: string;
  readonly batchId: string;
  readonly findingId: string;
  readonly evidenceId: string;
  readonly fileName: string;
  readonly storedAt: string;
  readonly checkedAt: string;
  /** When its bytes were last read back and hashed. */
  readonly rehashedAt?: string;
  readonly damage?: { readonly code: DamageCode; readonly message: string; readonly foundAt: string };
  readonly version: number;
}

const toItem = (content: VaultContent): Item & Key => ({
  ...keys.content(content.tenantId, content.sha256),
  kind: 'content',
  ...content,
  byDuePk: indexKeys.vault(content.tenantId),
  byDueSk: indexKeys.dated(content.checkedAt, content.sha256),
});

export const contentFromItem = (item: Item): VaultContent => {
  const { byDuePk: _pk, byDueSk: _sk, ...content } = contentOf<VaultContent & Item>(item);
  return content;
};

/** Enters a content that came into the vault; one that stands there already is answered as it stands. */
export const registerContent = async (
  table: Table,
  content: Omit<VaultContent, 'version' | 'checkedAt'>,
): Promise<VaultContent> => {
  const fresh: VaultContent = { ...content, checkedAt: content.storedAt, version: 1 };
  try {
    await table.put({ put: toItem(fresh), ifAbsent: true });
    return fresh;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    return (await readContent(table, content.tenantId, content.sha256)) ?? fresh;
  }
};

export const readContent = async (
  table: Table,
  tenantId: string,
  sha256: string,
): Promise<VaultContent | undefined> => {
  const item = await table.get(keys.content(tenantId, sha256));
  return item && contentFromItem(item);
};

/** Those of the named contents that the tenant's vault holds. */
export const readContents = async (
  table: Table,
  tenantId: string,
  sha256s: readonly string[],
): Promise<VaultContent[]> =>
  (await table.getMany([...new Set(sha256s)].map((sha256) => keys.content(tenantId, sha256)))).map(
    contentFromItem,
  );

/** Contents not looked at since the instant, the oldest check first. */
export const listContentsToCheck = async (
  table: Table,
  tenantId: string,
  page: { readonly before: string; readonly limit: number },
): Promise<VaultContent[]> => {
  const { items } = await table.query({
    index: 'byDue',
    partition: indexKeys.vault(tenantId),
    to: page.before,
    limit: page.limit,
  });
  const full = await table.getMany(items.map((item) => ({ pk: String(item.pk), sk: String(item.sk) })));
  return full.map(contentFromItem);
};

/** Replaces the version it was made from. */
export const contentWrite = (before: VaultContent, after: VaultContent): PutWrite => ({
  put: toItem({ ...after, version: before.version + 1 }),
  ifVersion: before.version,
});
