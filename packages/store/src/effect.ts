import {
  applyEffect,
  type Effect,
  type EffectCell,
  type Finding,
  movesEffect,
  NO_EFFECT,
  OTHER_DOMAINS,
} from '@xuncha/domain';
import { effectPartOf, keys } from './keys.ts';
import type { Item, Table, Write } from './table.ts';

/** A unit in the group's chart: the columns of its heat map added up. */
export type GroupEffect = Omit<Effect, 'domains'> & {
  readonly domains: Readonly<Record<string, EffectCell>>;
};

interface Places {
  readonly tenantId: string;
  readonly hqTenantId: string;
}

/** HQ's heat map is domain × unit: departments are the unit's own affair. */
export const groupEffectOf = ({ steps, months, domains }: Effect): GroupEffect => ({
  steps,
  months,
  domains: largest(Object.entries(domains).map(([domain, row]) => [domain, sumOf(row)] as const)),
});

/** Domains come from ledgers as free text: rows of HQ's heat map beyond these are added up, so that its line stays small. */
const GROUP_DOMAINS = 30;

const largest = (rows: readonly (readonly [string, EffectCell])[]): Record<string, EffectCell> => {
  if (rows.length <= GROUP_DOMAINS) return Object.fromEntries(rows);
  const sorted = rows.toSorted(
    ([a, one], [b, two]) => two.open + two.closed - one.open - one.closed || (a < b ? -1 : 1),
  );
  const rest = sorted.slice(GROUP_DOMAINS - 1);
  return Object.fromEntries([
    ...sorted.slice(0, GROUP_DOMAINS - 1),
    [OTHER_DOMAINS, sumOf(Object.fromEntries(rest))],
  ]);
};

const sumOf = (row: Readonly<Record<string, EffectCell>>): EffectCell =>
  Object.values(row).reduce(
    (sum, { open, closed }) => ({ open: sum.open + open, closed: sum.closed + closed }),
    {
      open: 0,
      closed: 0,
    },
  );

const effectOfItems = (items: readonly Item[]): Effect => {
  const head = items.find((item) => item.sk === 'HEAD');
  if (!head) return NO_EFFECT;
  const parts = items.filter((item) => item.kind === 'effect_domains');
  return {
    steps: head.steps as Effect['steps'],
    months: head.months as Effect['months'],
    domains: Object.assign(
      {},
      ...parts.map(({ domains }) => domains as Effect['domains']),
    ) as Effect['domains'],
  };
};

/** One Query answers the whole chart of a unit. */
export const readEffect = async (table: Table, tenantId: string, consistent = false): Promise<Effect> =>
  effectOfItems(await table.queryAll({ partition: keys.effectPk(tenantId), consistent }));

const groupEffectOfItem = (item: Item): GroupEffect => ({
  steps: item.steps as Effect['steps'],
  months: item.months as Effect['months'],
  domains: item.domains as GroupEffect['domains'],
});

export const readGroupEffect = async (
  table: Table,
  hqTenantId: string,
  tenantId: string,
): Promise<GroupEffect | undefined> => {
  const item = await table.get(keys.groupEffect(hqTenantId, tenantId));
  return item && groupEffectOfItem(item);
};

/** The charts of all units of the group: one Query. */
export const listGroupEffects = async (
  table: Table,
  hqTenantId: string,
): Promise<(GroupEffect & { readonly tenantId: string })[]> =>
  (await table.queryAll({ partition: keys.groupEffectPk(hqTenantId) })).map((item) => ({
    tenantId: String(item.tenantId),
    ...groupEffectOfItem(item),
  }));

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Rows of the heat map by the part they are kept in: however many domains there are, a batch writes sixteen items. */
const inParts = (domains: Effect['domains']): Record<string, Effect['domains']> => {
  const parts = Map.groupBy(Object.keys(domains).toSorted(), effectPartOf);
  return Object.fromEntries(
    [...parts].map(([part, names]) => [
      part,
      Object.fromEntries(names.map((name) => [name, domains[name] ?? {}])),
    ]),
  );
};

/** What has to be written so that the stored chart says what it should: head, HQ's line, and the parts that moved. */
export const effectWrites = ({ tenantId, hqTenantId }: Places, stored: Effect, wanted: Effect): Write[] => {
  const { steps, months } = wanted;
  const [before, after] = [inParts(stored.domains), inParts(wanted.domains)];
  const hqLine = { kind: 'group_effect', tenantId, ...groupEffectOf(wanted) };
  return [
    { put: { ...keys.effect(tenantId), kind: 'effect', steps, months } },
    { put: { ...keys.groupEffect(hqTenantId, tenantId), ...hqLine } },
    ...[...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((part): Write[] => {
      const domains = after[part];
      const key = keys.effectPart(tenantId, part);
      if (same(domains, before[part])) return [];
      return [domains ? { put: { ...key, kind: 'effect_domains', domains } } : { remove: key }];
    }),
  ];
};

/** The writes of a batch of changes: none, and nothing read, while no finding moves in the chart. */
export const effectChangeWrites = async (
  table: Table,
  places: Places,
  changes: readonly { readonly before?: Finding; readonly after?: Finding }[],
): Promise<Write[]> => {
  const moving = changes.filter(movesEffect);
  if (moving.length === 0) return [];
  const stored = await readEffect(table, places.tenantId, true);
  return effectWrites(places, stored, applyEffect(stored, moving));
};
