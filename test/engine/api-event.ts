import { randomUUID } from 'node:crypto';
import { GENERAL_PROBLEMS, needsIdempotencyKey, type OperationId, operationOf } from '@xuncha/contracts';
import type { MembershipScope, Principal, Role } from '@xuncha/domain';
import { type MembershipSummary, packMemberships, type RequestCredentials } from '@xuncha/http';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { TEST_CREDENTIALS } from './table.ts';

export interface ApiEventOptions {
  readonly principal: Principal;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Version for `If-Match`, or the whole header. */
  readonly ifMatch?: number | string;
  /** What the authorizer hands to `GET /v1/me`; the principal's own place by default. */
  readonly memberships?: readonly MembershipSummary[];
  /** The session that the authorizer would have made; by default one that may do anything. */
  readonly credentials?: RequestCredentials;
  /** A fresh one by default for commands; null leaves it out. */
  readonly idempotencyKey?: string | null;
}

const filled = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => params[name] ?? `{${name}}`);

const headersOf = (id: OperationId, options: ApiEventOptions): Record<string, string> => {
  const { ifMatch, idempotencyKey } = options;
  const key =
    idempotencyKey === undefined && needsIdempotencyKey(operationOf(id)) ? randomUUID() : idempotencyKey;
  return {
    'content-type': 'application/json',
    ...(key ? { 'Idempotency-Key': key } : {}),
    ...(ifMatch === undefined ? {} : { 'If-Match': typeof ifMatch === 'number' ? `"v${ifMatch}"` : ifMatch }),
  };
};

/** Credentials the engines of tests take from anybody. */
const SESSION: RequestCredentials = {
  ...TEST_CREDENTIALS,
  sessionToken: 'a session of the tests',
  expiration: '9999-12-31T00:00:00.000Z',
};

const placeOf = ({ membershipId, tenantId, tenantKind, roles }: Principal): MembershipSummary => ({
  membershipId,
  tenantId,
  tenantName: tenantId,
  tenantKind,
  roles: [...roles],
});

/** What the authorizer passes on with a request. */
const handedOn = (id: OperationId, { principal, credentials, memberships }: ApiEventOptions) => ({
  principal: JSON.stringify(principal),
  credentials: JSON.stringify(credentials ?? SESSION),
  ...(id === 'me.get'
    ? { memberships: packMemberships(memberships ?? [placeOf(principal)], principal.membershipId) }
    : {}),
});

/** The event API Gateway would hand to the capability's function, the authorizer's principal included. */
export const apiEvent = (id: OperationId, options: ApiEventOptions): APIGatewayProxyEvent => {
  const operation = operationOf(id);
  const { params = {}, query = null, body } = options;
  const path = filled(operation.path, params);
  return {
    resource: operation.path.replace(/^\/v1/, ''),
    path,
    httpMethod: operation.method,
    headers: headersOf(id, options),
    multiValueHeaders: {},
    queryStringParameters: query ? { ...query } : null,
    multiValueQueryStringParameters: null,
    pathParameters: Object.keys(params).length > 0 ? { ...params } : null,
    stageVariables: null,
    body: body === undefined ? null : JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'test',
      authorizer: handedOn(id, options),
      protocol: 'HTTP/1.1',
      httpMethod: operation.method,
      identity: {
        accessKey: null,
        accountId: null,
        apiKey: null,
        apiKeyId: null,
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: '127.0.0.1',
        user: null,
        userAgent: null,
        userArn: null,
      },
      path,
      stage: 'v1',
      requestId: randomUUID(),
      requestTimeEpoch: Date.now(),
      resourceId: 'test',
      resourcePath: operation.path,
    },
  };
};

const context = (requestId: string): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'test',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:cn-north-1:000000000000:function:test',
  memoryLimitInMB: '1024',
  awsRequestId: requestId,
  logGroupName: 'test',
  logStreamName: 'test',
  getRemainingTimeInMillis: () => 15_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
});

export type ApiHandler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

export interface ApiAnswer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Readonly<Record<string, string>>;
}

const generalCodes: readonly string[] = Object.values(GENERAL_PROBLEMS).flat();

/** Does the operation's contract name this code of a refusal? */
export const documented = (id: OperationId, code: string): boolean =>
  generalCodes.includes(code) || operationOf(id).problems.includes(code);

/** Whatever a test asks for: a refusal carries a code that the operation's contract names. */
const checkDocumented = (id: OperationId, status: number, body: { readonly code?: string }): void => {
  if (status < 400) return;
  const { code = '' } = body;
  if (!documented(id, code))
    throw new Error(`${id} answered ${status} “${code}”, which its contract does not name`);
};

/** Sends one request to a capability's handler and reads its answer. `Body` is what the test expects to find. */
export const send = async <Body = Record<string, unknown>>(
  handler: ApiHandler,
  id: OperationId,
  options: ApiEventOptions,
): Promise<ApiAnswer<Body>> => {
  const event = apiEvent(id, options);
  const result = await handler(event, context(event.requestContext.requestId));
  const headers = Object.entries(result.headers ?? {}).map(([name, value]) => [name, String(value)]);
  const body = JSON.parse(result.body);
  checkDocumented(id, result.statusCode, body);
  return { status: result.statusCode, body, headers: Object.fromEntries(headers) };
};

/** A signed-in person as the authorizer would describe them. */
export const personOf = (
  tenantId: string,
  roles: readonly Role[],
  extra: {
    readonly userId?: string;
    readonly name?: string;
    readonly membershipId?: string;
    readonly departmentId?: string;
    readonly scope?: MembershipScope;
    readonly tenantKind?: Principal['tenantKind'];
  } = {},
): Principal => ({
  userId: extra.userId ?? `${tenantId}-${roles.join('-')}`,
  name: extra.name ?? '测试人员',
  membershipId: extra.membershipId ?? '01jtest000000000000000mbr1',
  tenantId,
  tenantKind: extra.tenantKind ?? (tenantId === 'jituan' ? 'group' : 'subsidiary'),
  roles,
  departmentId: extra.departmentId,
  scope: extra.scope,
});
