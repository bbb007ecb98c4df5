export * from './client.ts';
export * from './openapi.ts';
export * from './operation.ts';
export * from './operations/index.ts';
export * as schemas from './schemas/index.ts';
export type { InputSchema, OperationsOf, Served, ServedOperation } from './served.ts';
