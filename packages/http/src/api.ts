import { createHash } from 'node:crypto';
import middy from '@middy/core';
import {
  type BodyOf,
  type Capability,
  type InputSchema,
  needsIdempotencyKey,
  type OperationId,
  type OperationsOf,
  type OutputOf,
  type ParamsOf,
  type QueryOf,
  type Served,
  type ServedOperation,
} from '@xuncha/contracts';
import {
  type Actor,
  actorOf,
  authorize,
  isRestrictedAction,
  type Principal,
  shanghaiDateOf,
  type TenantScope,
} from '@xuncha/domain';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { zhCN } from 'zod/locales';
import * as z from 'zod/mini';
import { type MembershipSummary, type RequestCredentials, unpackMemberships } from './handed-on.ts';
import { errorFields, log } from './log.ts';
import { HttpProblem, problemBody, problemOf, versionOf } from './problem.ts';
import { readable } from './readable.ts';

/** Idempotency as the command needs it: the key and what the first request looked like. */
export interface Claim {
  readonly key: string;
  readonly requestHash: string;
}

/** All a handler learns about its request. Tenant and roles come from the authorizer, never from the body. */
export interface Call<Id extends OperationId> {
  readonly operation: Id;
  readonly params: ParamsOf<Id>;
  readonly query: QueryOf<Id>;
  readonly body: BodyOf<Id>;
  readonly principal: Principal;
  readonly actor: Actor;
  readonly scope: TenantScope;
  /** Instant of the request (ISO) and its business date in Shanghai. */
  readonly at: string;
  readonly today: string;
  /** There for every command. */
  readonly claim: Claim | undefined;
  readonly ifVersion: number | undefined;
  /** All places the person may act from; handed over with `GET /v1/me` only. */
  readonly memberships?: readonly MembershipSummary[] | undefined;
}

export interface Reply<T> {
  readonly body: T;
  readonly status?: number;
  readonly etag?: string;
}

export type Handler<Id extends OperationId, Deps> = (
  call: Call<Id>,
  deps: Deps,
) => Promise<Reply<OutputOf<Id>>>;

/** The handlers of one capability: exactly its operations, so that a new one can't be forgotten. */
export type Handlers<C extends Capability, Deps> = {
  readonly [Id in OperationsOf<C>]: Handler<Id, Deps>;
};

/** A JSON body of 1 MB holds the largest command (100 decisions or 500 departments) ten times over. */
const MAX_BODY_BYTES = 1024 * 1024;

interface State {
  id?: OperationId;
  operation?: ServedOperation;
  principal?: Principal;
  credentials?: RequestCredentials;
  memberships?: readonly MembershipSummary[];
  body?: unknown;
  query?: unknown;
  params?: Record<string, string>;
  scope?: TenantScope;
  claim?: Claim;
  ifVersion?: number;
}
type Request = middy.Request<APIGatewayProxyEvent, APIGatewayProxyResult>;

/** What the steps learn about an event on its way to the handler; gone with the event. */
const states = new WeakMap<APIGatewayProxyEvent, State>();
const stateOf = ({ event }: { readonly event: APIGatewayProxyEvent }): State => {
  const state = states.get(event) ?? {};
  states.set(event, state);
  return state;
};
const required = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('a middleware that must run before has not run');
  return value;
};

const header = (event: APIGatewayProxyEvent, name: string): string | undefined => {
  const found = Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === name);
  return found?.[1] ?? undefined;
};

/** Which operation of the table is this? API Gateway matched the path; `resource` is its template without `/v1`. */
const route = (operations: readonly (readonly [OperationId, ServedOperation])[]) => ({
  before: (request: Request): void => {
    const { event } = request;
    const path = event.resource.startsWith('/v1/') ? event.resource : `/v1${event.resource}`;
    const found = operations.find(([, { method, path: own }]) => method === event.httpMethod && own === path);
    if (!found) throw new HttpProblem(404, 'not_found', '没有这个接口，请检查网址。');
    const [id, operation] = found;
    Object.assign(stateOf(request), { id, operation });
  },
});

/** The authorizer counts requests and can't answer 429 itself: it hands over when to come again, and nothing else. */
const withinRate = {
  before: ({ event }: Request): void => {
    const retryAfter: unknown = event.requestContext.authorizer?.retryAfter;
    if (retryAfter !== undefined)
      throw new HttpProblem(
        429,
        'too_many_requests',
        '本单位的请求过于频繁，请稍候几秒再试，已填写的内容不会丢失。',
        { headers: { 'retry-after': String(retryAfter) } },
      );
  },
};

const limitSize = {
  before: ({ event }: Request): void => {
    if (Buffer.byteLength(event.body ?? '') > MAX_BODY_BYTES)
      throw new HttpProblem(413, 'body_too_large', '提交的内容超过 1 MB，请分次提交。');
  },
};

const principal = {
  before: (request: Request): void => {
    const text: unknown = request.event.requestContext.authorizer?.principal;
    if (typeof text !== 'string') throw new HttpProblem(401, 'unauthenticated', '登录已过期，请重新登录。');
    stateOf(request).principal = JSON.parse(text);
  },
};

/** Without credentials nothing can be read: the authorizer of the stack hands them over with every request. */
const credentials = {
  before: (request: Request): void => {
    const { credentials: text, memberships } = request.event.requestContext.authorizer ?? {};
    if (typeof text !== 'string') throw new Error('the authorizer handed over no credentials');
    stateOf(request).credentials = JSON.parse(text);
    if (typeof memberships === 'string') stateOf(request).memberships = unpackMemberships(memberships);
  },
};

// What a schema says without words of its own.
z.config(zhCN());

const check = (schema: InputSchema, value: unknown, where: string): unknown => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({
    field: issue.path.join('.') || where,
    message: issue.message,
  }));
  const first = errors[0];
  throw new HttpProblem(
    422,
    'invalid_request',
    first
      ? `“${first.field}”填写有误：${first.message}。请改正后重新提交。`
      : '提交的内容有误，请检查后重新提交。',
    { field: first?.field, errors },
  );
};

const readBody = (event: APIGatewayProxyEvent): unknown => {
  if (!event.body) return undefined;
  const text = event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString('utf8') : event.body;
  const body = readable(parsedJson(text));
  if (!body) throw new HttpProblem(400, 'invalid_json', '提交的内容层次过深，请刷新页面后重试。');
  return body.value;
};

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpProblem(400, 'invalid_json', '提交的内容不是有效的 JSON，请刷新页面后重试。');
  }
};

/** Ids, codes, and numbers counted from 1. */
const PARAMETER = /^[0-9a-z]{1,26}$/;

const validate = {
  before: (request: Request): void => {
    const state = stateOf(request);
    const operation = required(state.operation);
    const params = { ...(request.event.pathParameters ?? {}) } as Record<string, string>;
    // Ids that could never exist are answered like ids that don't.
    if (Object.values(params).some((value) => !PARAMETER.test(value)))
      throw new HttpProblem(404, 'not_found', '没有找到这条记录，请检查网址，或从台账中重新打开。');
    state.params = params;
    state.query = operation.query
      ? check(operation.query, readable(request.event.queryStringParameters ?? {})?.value, 'query')
      : {};
    state.body = operation.body ? check(operation.body, readBody(request.event), 'body') : undefined;
  },
};

/** A path without tenant is about the person's own tenant. */
const authorise = {
  before: (request: Request): void => {
    const state = stateOf(request);
    const who = required(state.principal);
    const answer = authorize(who, required(state.operation).action, state.params?.tenantId ?? who.tenantId);
    if (!answer.ok) throw problemOf(answer.error);
    state.scope = answer.value;
  },
};

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{8,100}$/;

const preconditions = {
  before: (request: Request): void => {
    const state = stateOf(request);
    const operation = required(state.operation);
    if (needsIdempotencyKey(operation)) state.claim = claimOf(request.event, state);
    if (!operation.ifMatch) return;
    const ifMatch = header(request.event, 'if-match');
    if (!ifMatch) throw new HttpProblem(428, 'if_match_missing', '缺少版本信息，请刷新页面后重新提交。');
    const version = versionOf(ifMatch);
    if (version === undefined) throw new HttpProblem(412, 'stale', '版本信息无效，请刷新页面后重新提交。');
    state.ifVersion = version;
  },
};

const claimOf = (event: APIGatewayProxyEvent, state: State): Claim => {
  const key = header(event, 'idempotency-key');
  if (!key || !IDEMPOTENCY_KEY.test(key))
    throw new HttpProblem(400, 'idempotency_key_missing', '缺少防重复提交标识，请刷新页面后重新提交。', {
      field: 'Idempotency-Key',
    });
  const content = JSON.stringify([
    state.id,
    state.params,
    state.body ?? null,
    required(state.principal).membershipId,
  ]);
  return { key, requestHash: createHash('sha256').update(content).digest('hex') };
};

/** An answer is data of one person: kept nowhere, and text and nothing else when a browser opens its address. */
const ANSWER_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

const answer = (status: number, body: unknown, headers: Record<string, string>): APIGatewayProxyResult => ({
  statusCode: status,
  headers: { ...ANSWER_HEADERS, ...headers },
  body: JSON.stringify(body),
});

const whoseOf = (scope: TenantScope | undefined) => ({
  tenant: scope?.tenantId,
  home: scope?.principal.tenantId,
  membership: scope?.principal.membershipId,
});

/** What a restricted request failed with may repeat what it was about: only the kind of error is written down. */
const loggedError = (operation: ServedOperation | undefined, error: unknown): Record<string, unknown> => {
  if (!operation || !isRestrictedAction(operation.action)) return errorFields(error);
  return { error: error instanceof Error ? error.name : 'unknown' };
};

/** The one place that turns whatever was thrown into a problem, and that logs it. */
const problems = (translate: (error: unknown) => HttpProblem | undefined) => ({
  onError: (request: Request): void => {
    const { error } = request;
    const traceId = request.event.requestContext?.requestId ?? '';
    const known = error instanceof HttpProblem ? error : translate(error);
    const problem =
      known ??
      new HttpProblem(500, 'internal', `系统出错，请稍后重试；如仍出错，请把编号 ${traceId} 告诉管理员。`);
    const { id, scope, operation } = stateOf(request);
    const cause = loggedError(operation, error);
    const fields = {
      operation: id,
      status: problem.status,
      problem: problem.code,
      traceId,
    };
    if (problem.extra.alarm) log('error', problem.extra.alarm, { ...fields, ...whoseOf(scope), ...cause });
    else if (problem.status >= 500) log('error', 'request_failed', { ...fields, ...cause });
    else log('info', 'request_refused', fields);
    request.response = answer(problem.status, problemBody(problem, traceId), {
      'content-type': 'application/problem+json; charset=utf-8',
      ...problem.extra.headers,
    });
  },
});

/** What a guard learns about the request. */
export interface GuardedRequest {
  readonly operation: OperationId;
  readonly capability: Capability;
  readonly scope: TenantScope;
  readonly command: boolean;
  readonly at: string;
  readonly today: string;
}

export interface ApiOptions<C extends Capability, Deps> {
  readonly served: Served<C>;
  readonly handlers: Handlers<C, Deps>;
  /** What the handlers work with, bound to the credentials of the request at hand. */
  readonly deps: (credentials: RequestCredentials) => Deps;
  readonly now?: () => Date;
  /** Errors of the adapters that have a meaning for the client (conflicts, throttling). */
  readonly translate?: (error: unknown) => HttpProblem | undefined;
  /**
   * The first answer to this very request, if it was carried out before. Asked when a handler refuses a command, so
   * that a repeated request gets its first answer also where the state has moved on (closeout.md, rule 4).
   */
  readonly firstAnswer?: (
    deps: Deps,
    scope: TenantScope,
    claim: Claim,
  ) => Promise<Reply<unknown> | undefined>;
  /** Asked before the handler runs; throws to refuse. What it answers is the scope the handler gets, if anything. */
  readonly guard?: (deps: Deps, request: GuardedRequest) => Promise<TenantScope | undefined>;
}

/**
 * The Lambda handler of one capability: route → rate → size → principal → credentials → validation → authorisation →
 * preconditions → handler, and one problem mapper around all.
 */
export const createApi = <C extends Capability, Deps>(options: ApiOptions<C, Deps>) => {
  const now = options.now ?? (() => new Date());
  const operations = Object.entries(options.served.operations) as [OperationId, ServedOperation][];
  const handlers: Readonly<Record<string, AnyHandler<Deps> | undefined>> = options.handlers;
  const handle = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const state = stateOf({ event });
    const id = required(state.id);
    const handler = handlers[id];
    if (!handler) throw new HttpProblem(404, 'not_found', '没有这个接口，请检查网址。');
    const deps = options.deps(required(state.credentials));
    const asked = callOf(state, now());
    const { scope, at, today } = asked;
    const { capability } = required(state.operation);
    const command = state.claim !== undefined;
    const narrower = await options.guard?.(deps, { operation: id, capability, scope, command, at, today });
    const call = narrower ? { ...asked, scope: narrower, principal: narrower.principal } : asked;
    const reply = await handler(call as never, deps).catch(async (error: unknown) => {
      const refused = error instanceof HttpProblem && error.status < 500;
      if (!refused || !state.claim || !options.firstAnswer) throw error;
      const first = await options.firstAnswer(deps, scope, state.claim);
      if (!first) throw error;
      return first;
    });
    log('info', 'request_done', {
      operation: id,
      tenant: state.scope?.tenantId,
      traceId: event.requestContext.requestId,
    });
    return answer(reply.status ?? required(state.operation).status, reply.body, {
      'content-type': 'application/json; charset=utf-8',
      ...(reply.etag ? { etag: reply.etag } : {}),
    });
  };
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use([
      route(operations),
      withinRate,
      limitSize,
      principal,
      credentials,
      validate,
      authorise,
      preconditions,
    ])
    .use(problems(options.translate ?? (() => undefined)))
    .handler(handle);
};

type AnyHandler<Deps> = (call: never, deps: Deps) => Promise<Reply<unknown>>;

const callOf = (state: State, instant: Date) => {
  const who = required(state.principal);
  return {
    operation: required(state.id),
    params: state.params ?? {},
    query: state.query ?? {},
    body: state.body,
    principal: who,
    actor: actorOf(who),
    scope: required(state.scope),
    at: instant.toISOString(),
    today: shanghaiDateOf(instant),
    claim: state.claim,
    ifVersion: state.ifVersion,
    memberships: state.memberships,
  };
};
