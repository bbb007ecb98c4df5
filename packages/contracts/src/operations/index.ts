import type { z } from 'zod';
import type { Operation } from '../operation.ts';
import { ARCHIVES_OPERATIONS } from './archives.ts';
import { CLOSEOUTS_OPERATIONS } from './closeouts.ts';
import { EVIDENCE_OPERATIONS } from './evidence.ts';
import { FINDINGS_OPERATIONS } from './findings.ts';
import { HELP_OPERATIONS } from './help.ts';
import { IDENTITY_OPERATIONS } from './identity.ts';
import { IMPORTS_OPERATIONS } from './imports.ts';
import { LEDGER_OPERATIONS } from './ledger.ts';
import { LIMIT_OPERATIONS } from './limits.ts';
import { MATTERS_OPERATIONS } from './matters.ts';
import { MEETINGS_OPERATIONS } from './meetings.ts';
import { PLANS_OPERATIONS } from './plans.ts';
import { RECTIFICATION_OPERATIONS } from './rectification.ts';
import { REPORTS_OPERATIONS } from './reports.ts';
import { RESTRICTED_OPERATIONS } from './restricted.ts';
import { SUPERVISION_OPERATIONS } from './supervision.ts';
import { TENANTS_OPERATIONS } from './tenants.ts';

/** The operation table: one file per capability. */
export const OPERATIONS = {
  ...IDENTITY_OPERATIONS,
  ...TENANTS_OPERATIONS,
  ...LIMIT_OPERATIONS,
  ...FINDINGS_OPERATIONS,
  ...LEDGER_OPERATIONS,
  ...RECTIFICATION_OPERATIONS,
  ...IMPORTS_OPERATIONS,
  ...EVIDENCE_OPERATIONS,
  ...CLOSEOUTS_OPERATIONS,
  ...ARCHIVES_OPERATIONS,
  ...MATTERS_OPERATIONS,
  ...HELP_OPERATIONS,
  ...MEETINGS_OPERATIONS,
  ...REPORTS_OPERATIONS,
  ...PLANS_OPERATIONS,
  ...RESTRICTED_OPERATIONS,
  ...SUPERVISION_OPERATIONS,
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof OPERATIONS;
export const OPERATION_IDS = Object.keys(OPERATIONS) as readonly OperationId[];
export const operationOf = (id: OperationId): Operation => OPERATIONS[id];

type Table = typeof OPERATIONS;
/** Validated body of an operation, as a handler receives it. */
export type BodyOf<Id extends OperationId> = Table[Id] extends { body: infer B extends z.ZodType }
  ? z.output<B>
  : undefined;
/** Body as a client sends it. */
export type BodyInputOf<Id extends OperationId> = Table[Id] extends { body: infer B extends z.ZodType }
  ? z.input<B>
  : undefined;
export type QueryOf<Id extends OperationId> = Table[Id] extends { query: infer Q extends z.ZodType }
  ? z.output<Q>
  : Record<string, never>;
export type OutputOf<Id extends OperationId> = z.output<Table[Id]['output']>;

type ParamNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never;
/** Path parameters by name. */
export type ParamsOf<Id extends OperationId> = { readonly [K in ParamNames<Table[Id]['path']>]: string };
