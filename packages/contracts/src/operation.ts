import type { Action } from '@xuncha/domain';
import type { z } from 'zod';

export type Capability =
  | 'identity'
  | 'tenants'
  | 'findings'
  | 'imports'
  | 'evidence'
  | 'closeouts'
  | 'archives'
  | 'matters'
  | 'reports'
  | 'plans'
  | 'documents'
  | 'restricted'
  | 'supervision';

/**
 * One operation of the API. Routes, validation, authorisation, OpenAPI, the typed client and the generated tests
 * all read this; nothing about an operation is written anywhere else.
 */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/v1/...` with `{parameter}`s. `{tenantId}` is the tenant whose data is touched. */
  readonly path: string;
  readonly capability: Capability;
  /** Row of the permission matrix that must allow it. */
  readonly action: Action;
  /** Chinese sentence for the API document. */
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly output: z.ZodType;
  /** Status of success. */
  readonly status: 200 | 201 | 202;
  /**
   * A command that changes one versioned thing: `If-Match` with its ETag is required (428 without, 412 when stale).
   */
  readonly ifMatch?: true;
  /** Stable codes this operation may answer beyond the general ones. */
  readonly problems: readonly string[];
}

/** Codes any operation may answer, by status; an operation lists only what it adds (`problems`). */
export const GENERAL_PROBLEMS = {
  400: ['invalid_json', 'invalid_cursor', 'idempotency_key_missing'],
  401: ['unauthenticated'],
  403: ['forbidden', 'no_membership', 'tenant_suspended'],
  404: ['not_found'],
  409: ['busy'],
  412: ['stale'],
  413: ['body_too_large', 'content_too_large'],
  422: ['invalid_request', 'idempotency_key_reused'],
  428: ['if_match_missing'],
  429: ['too_many_requests'],
  500: ['internal'],
  503: ['throttled', 'unavailable'],
} as const;

/** Commands need an `Idempotency-Key`; a repeated request gets the first answer. */
export const needsIdempotencyKey = (operation: Pick<Operation, 'method'>): boolean =>
  operation.method !== 'GET';
