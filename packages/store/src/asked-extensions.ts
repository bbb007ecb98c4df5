import type { Finding, TenantScope } from '@xuncha/domain';
import { readAs } from './finding-items.ts';
import { keys } from './keys.ts';
import type { PutWrite, Table } from './table.ts';

/** A request for another date, where the clock finds it by the day on which it is to be decided (F04). */
export interface AskedExtension {
  readonly findingId: string;
  readonly extensionId: string;
  readonly due: string;
}

/** Stands beside the head that has just been asked; whoever decides leaves it, the clock takes it off. */
export const askedExtensionWrites = (
  before: Finding | undefined,
  { tenantId, id, extension }: Finding,
): PutWrite[] => {
  if (!extension || extension.id === before?.extension?.id) return [];
  const asked: AskedExtension = { findingId: id, extensionId: extension.id, due: extension.due };
  return [{ put: { ...keys.askedExtension({ tenantId, ...asked }), kind: 'asked_extension', ...asked } }];
};

/** Those to be decided until a day, with those decided since that were not taken off yet. */
export const listAskedExtensions = async (
  table: Table,
  { tenantId }: TenantScope,
  until: string,
): Promise<AskedExtension[]> => {
  // `~` sorts after every request of that day.
  const range = { from: '0', to: `${until}#~` };
  const items = await table.queryAll({ partition: keys.askedExtensionsPk(tenantId), ...range });
  return items.map((item) => readAs<AskedExtension>(item));
};

/** Takes one off that is decided or withdrawn. */
export const forgetAskedExtension = (
  table: Table,
  { tenantId }: TenantScope,
  asked: AskedExtension,
): Promise<void> => table.transact([{ remove: keys.askedExtension({ tenantId, ...asked }) }]);
