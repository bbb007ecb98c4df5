export type { AssemblyModel } from './assembly/model.ts';
export { readAccess, readAssembly } from './assembly/read-assembly.ts';
export type { Clock } from './clock.ts';
export {
  type LocalCloud,
  type LocalCloudOptions,
  PortInUse,
  requireFreePort,
  startLocalCloud,
} from './cloud.ts';
export { DataDirectoryInUse, holderOf } from './data-directory.ts';
export { type DataObjects, openDataObjects } from './data-objects.ts';
export { type DataTable, openDataTable } from './data-table.ts';
export type { DeadLetter } from './dead-letters.ts';
export type { CapacitySnapshot } from './dynamodb/capacity-meter.ts';
export type { CloudHooks, Fault, FaultPoint } from './hooks.ts';
export type { InvocationResult } from './lambda/functions.ts';
export { type DemoAccount, groupByTenant } from './oidc/accounts.ts';
export { startOidc } from './oidc/provider.ts';
