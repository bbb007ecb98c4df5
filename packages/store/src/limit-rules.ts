import { type Finding, isOpen, type LimitRuleSet, type TenantScope } from '@xuncha/domain';
import { contentOf, findingFromItem } from './finding-items.ts';
import { indexKeys, keys } from './keys.ts';
import type { Item, Table, Write } from './table.ts';

/** A version as it is kept: with who decided it and when. */
export interface StoredLimitRuleSet extends LimitRuleSet {
  readonly decidedAt: string;
  readonly decidedByName: string;
}

export const limitRuleSetWrite = (tenantId: string, ruleSet: StoredLimitRuleSet): Write => ({
  put: { ...keys.limitRuleSet(tenantId, ruleSet.version), kind: 'limit_rules', ...ruleSet },
  ifAbsent: true,
});

/** All versions of a tenant's limit rules, oldest first: a handful of small items, one Query. */
export const listLimitRuleSets = async (table: Table, scope: TenantScope): Promise<StoredLimitRuleSet[]> =>
  (await table.queryAll({ partition: keys.tenantPk(scope.tenantId), prefix: 'RUL#', consistent: true })).map(
    (item) => contentOf<StoredLimitRuleSet>(item),
  );

/** A page of open findings by due date, in full: the limit they were given is not in the list fields. */
export const pageOpenFindings = async (
  table: Table,
  scope: TenantScope,
  page: { readonly limit: number; readonly startKey?: Item },
): Promise<{ readonly findings: Finding[]; readonly lastKey?: Item }> => {
  const rows = await table.query({
    index: 'byDue',
    partition: indexKeys.open(scope.tenantId),
    limit: page.limit,
    startKey: page.startKey,
  });
  const heads = await table.getMany(rows.items.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) })));
  return {
    findings: heads.map(findingFromItem).filter(({ state }) => isOpen(state)),
    lastKey: rows.lastKey,
  };
};
