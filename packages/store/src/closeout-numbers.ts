import type { TenantScope } from '@xuncha/domain';
import { keys } from './keys.ts';
import type { Table, Write } from './table.ts';

/** A close-out number and the write that takes it, in the transaction of the decision that closes the finding. */
export interface ReservedNumber {
  readonly closeoutNo: string;
  readonly write: Write;
}

/**
 * The next number of tenant and year without gaps: read, then written under the condition that nobody took it
 * meanwhile. A decision that fails takes none.
 */
export const nextCloseoutNumber = async (
  table: Table,
  scope: TenantScope,
  today: string,
): Promise<ReservedNumber> => {
  const year = today.slice(0, 4);
  const key = keys.closeoutNumber(scope.tenantId, year);
  const last = await table.get(key);
  const taken = Number(last?.taken ?? 0);
  const version = Number(last?.version ?? 0);
  // Four digits hold 9,999 cases a year; more simply grow wider.
  const closeoutNo = `${scope.tenantId.toUpperCase()}-${year}-${String(taken + 1).padStart(4, '0')}`;
  const put = { ...key, kind: 'closeout_number', taken: taken + 1, version: version + 1 };
  return { closeoutNo, write: version > 0 ? { put, ifVersion: version } : { put, ifAbsent: true } };
};
