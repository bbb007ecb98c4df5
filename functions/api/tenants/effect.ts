import type { OutputOf } from '@xuncha/contracts';
import { authorize, covers, type Effect, effectOf, limitsContent, type TenantScope } from '@xuncha/domain';
import type { Handler } from '@xuncha/http';
import {
  groupEffectOf,
  listDepartments,
  listFindingRows,
  listGroupEffects,
  readEffect,
  readRecurrenceCounts,
  type Table,
} from '@xuncha/store';
import type { ApiDeps } from '../context.ts';

type Numbers = Pick<OutputOf<'effect.get'>, 'steps' | 'months'>;

const numbersOf = ({ steps, months }: Pick<Effect, 'steps' | 'months'>): Numbers => ({
  steps: { ...steps },
  months: Object.entries(months)
    .map(([month, numbers]) => ({ month, ...numbers }))
    .sort((a, b) => (a.month < b.month ? -1 : 1)),
});

/**
 * The effect chart of a unit (K03): kept by the stream for who sees all of it, counted from the rows of the ledger for
 * who sees a part, as the unit's other numbers are.
 */
export const getEffect: Handler<'effect.get', ApiDeps> = async ({ scope, principal }, { table }) => {
  const partial = scope.reach === 'department' || limitsContent(scope.principal.scope);
  const [effect, departments, recurred] = await Promise.all([
    partial ? countedEffect(table, scope) : readEffect(table, scope.tenantId),
    listDepartments(table, scope),
    // Recurrences are the whole unit's: who sees a part, or no matters at all, is told of none.
    !partial && authorize(principal, 'matter.read', scope.tenantId).ok
      ? readRecurrenceCounts(table, scope.tenantId)
      : undefined,
  ]);
  const names = new Map(departments.map(({ id, name }) => [id, name]));
  const cells = Object.entries(effect.domains).flatMap(([domain, row]) =>
    Object.entries(row).map(([departmentId, cell]) => ({
      domain,
      ...(departmentId ? { departmentId, departmentName: names.get(departmentId) } : {}),
      ...cell,
    })),
  );
  return {
    body: { ...numbersOf(effect), cells, ...(recurred ? { recurred: recurred.counts.confirmed } : {}) },
  };
};

const countedEffect = async (table: Table, scope: TenantScope): Promise<Effect> =>
  effectOf((await listFindingRows(table, scope)).filter((row) => covers(scope, row)));

/** The group's chart: one Query, however many findings. Who is limited to some units sees those; parts of units, none. */
export const getGroupEffect: Handler<'effect.group', ApiDeps> = async (
  { principal },
  { table, hqTenant },
) => {
  if (limitsContent(principal.scope)) return { body: { units: [] } };
  const units =
    principal.tenantKind === 'group'
      ? await listGroupEffects(table, hqTenant)
      : [{ tenantId: principal.tenantId, ...groupEffectOf(await readEffect(table, principal.tenantId)) }];
  const named = principal.scope?.tenants;
  return {
    body: {
      units: units
        .filter(({ tenantId }) => !named?.length || named.includes(tenantId))
        .map(({ tenantId, domains, ...numbers }) => ({
          tenantId,
          ...numbersOf(numbers),
          domains: Object.entries(domains).map(([domain, cell]) => ({ domain, ...cell })),
        })),
    },
  };
};
