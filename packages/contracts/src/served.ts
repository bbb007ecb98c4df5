import type { Capability, Operation } from './operation.ts';
import { OPERATION_IDS, type OPERATIONS, type OperationId, operationOf } from './operations/index.ts';

/** The operations of a capability. */
export type OperationsOf<C extends Capability> = {
  [Id in OperationId]: (typeof OPERATIONS)[Id]['capability'] extends C ? Id : never;
}[OperationId];

/** What a function has to know of an operation that it serves: of the schemas only those of the input. */
export type ServedOperation = Pick<
  Operation,
  'method' | 'path' | 'capability' | 'action' | 'status' | 'ifMatch'
> & { readonly query?: InputSchema; readonly body?: InputSchema };

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}
/** What validation asks of a schema; those of zod and of zod/mini both answer it. */
export interface InputSchema {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: unknown }
    | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
}

export interface Served<C extends Capability> {
  readonly capability: C;
  /** By id. */
  readonly operations: Readonly<Record<string, ServedOperation>>;
}

/**
 * The part of the operation table that one function serves. In a function's bundle the files of `served/` are replaced
 * by what infra/bundling/served-contract.ts writes for their capability, so that no function carries the whole table.
 */
export const servedBy = <C extends Capability>(capability: C): Served<C> => {
  const own = OPERATION_IDS.filter((id) => operationOf(id).capability === capability);
  return { capability, operations: Object.fromEntries(own.map((id) => [id, operationOf(id)])) };
};
