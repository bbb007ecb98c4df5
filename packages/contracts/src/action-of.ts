import type { Action } from '@xuncha/domain';
import { type OperationId, operationOf } from './operations/index.ts';

/** Row of the permission matrix that must allow the operation. Replaced by a bare list in the bundles of functions. */
export const actionOf = (id: OperationId): Action => operationOf(id).action;
