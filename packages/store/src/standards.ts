import type { StandardLibrary, TenantScope } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { keys } from './keys.ts';
import type { Table, Write } from './table.ts';

/** A version of a unit's acceptance standards as it is kept (E02). */
export interface StoredStandards extends StandardLibrary {
  readonly tenantId: string;
  readonly changedAt: string;
  readonly changedByName: string;
  /** HQ's own library: a change of it is handed to all units. */
  readonly shared?: true;
}

export const STANDARDS_KIND = 'standards';

export const standardsWrite = (library: StoredStandards): Write => ({
  put: { ...keys.standards(library.tenantId, library.version), kind: STANDARDS_KIND, ...library },
  ifAbsent: true,
});

/** The newest version; none where nobody has written any. */
export const readStandards = async (
  table: Table,
  scope: Pick<TenantScope, 'tenantId'>,
): Promise<StoredStandards | undefined> => {
  const { items } = await table.query({
    partition: keys.standardsPk(scope.tenantId),
    prefix: 'V#',
    descending: true,
    limit: 1,
    consistent: true,
  });
  const [newest] = items;
  return newest && contentOf<StoredStandards>(newest);
};
