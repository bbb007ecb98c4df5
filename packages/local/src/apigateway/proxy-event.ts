import type { RestApiModel, RouteModel } from '../assembly/model.ts';
import type { Json, JsonObject } from '../json.ts';

/** One request on its way through the gateway. */
export interface GatewayRequest {
  readonly requestId: string;
  readonly method: string;
  /** Path with the stage, and the part after the stage. */
  readonly fullPath: string;
  readonly path: string;
  readonly search: string;
  /** Names and values alternating, as they came over the wire. */
  readonly rawHeaders: readonly string[];
  readonly sourceIp: string;
  readonly body: Buffer;
  readonly receivedAt: number;
}

export interface EventPlace {
  readonly api: RestApiModel;
  readonly route: RouteModel;
  readonly parameters: Readonly<Record<string, string>>;
  readonly accountId: string;
}

function headerPairs(rawHeaders: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    pairs.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '']);
  }
  return pairs;
}

/** Last value per name, and all values per name; null where there are none, as in API Gateway's event. */
function grouped(pairs: readonly (readonly [string, string])[]): { single: Json; multi: Json } {
  if (pairs.length === 0) return { single: null, multi: null };
  const single: Record<string, string> = {};
  const multi: Record<string, string[]> = {};
  for (const [name, value] of pairs) {
    single[name] = value;
    multi[name] = [...(multi[name] ?? []), value];
  }
  return { single, multi };
}

export function header(request: GatewayRequest, name: string): string | undefined {
  return headerPairs(request.rawHeaders).find(([candidate]) => candidate.toLowerCase() === name)?.[1];
}

function mediaTypeMatches(patterns: readonly string[], mediaType: string): boolean {
  const plain = mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  return patterns.some((pattern) => {
    if (pattern === '*/*') return true;
    if (pattern.endsWith('/*')) return plain.startsWith(pattern.slice(0, -1));
    return plain === pattern.toLowerCase();
  });
}

/** Whether a body of this media type travels as bytes (base64 in the event). */
export function isBinary(api: RestApiModel, mediaType: string | undefined): boolean {
  return mediaType !== undefined && mediaTypeMatches(api.binaryMediaTypes, mediaType);
}

function requestContext(
  request: GatewayRequest,
  place: EventPlace,
  authorizer: JsonObject | undefined,
): JsonObject {
  const { api, route, accountId } = place;
  return {
    accountId,
    apiId: api.id,
    stage: api.stageName,
    protocol: 'HTTP/1.1',
    requestId: request.requestId,
    extendedRequestId: request.requestId,
    requestTimeEpoch: request.receivedAt,
    requestTime: new Date(request.receivedAt).toUTCString(),
    httpMethod: request.method,
    path: request.fullPath,
    resourceId: route.resourceId,
    resourcePath: route.path,
    domainName: header(request, 'host') ?? '',
    identity: { sourceIp: request.sourceIp, userAgent: header(request, 'user-agent') ?? null },
    ...(authorizer ? { authorizer } : {}),
  };
}

function commonFields(request: GatewayRequest, place: EventPlace): JsonObject {
  const headers = grouped(headerPairs(request.rawHeaders));
  const query = grouped([...new URLSearchParams(request.search)]);
  return {
    resource: place.route.path,
    path: request.path,
    httpMethod: request.method,
    headers: headers.single,
    multiValueHeaders: headers.multi,
    queryStringParameters: query.single,
    multiValueQueryStringParameters: query.multi,
    pathParameters: Object.keys(place.parameters).length > 0 ? { ...place.parameters } : null,
    stageVariables: null,
  };
}

/** The event of a Lambda proxy integration (REST API, payload version 1.0). */
export function proxyEvent(
  request: GatewayRequest,
  place: EventPlace,
  authorizer: JsonObject | undefined,
): JsonObject {
  const binary = isBinary(place.api, header(request, 'content-type'));
  return {
    ...commonFields(request, place),
    requestContext: requestContext(request, place, authorizer),
    body: request.body.length === 0 ? null : request.body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: binary && request.body.length > 0,
  };
}

/** The event of a REQUEST authorizer. */
export function authorizerEvent(request: GatewayRequest, place: EventPlace, methodArn: string): JsonObject {
  return {
    type: 'REQUEST',
    methodArn,
    ...commonFields(request, place),
    requestContext: requestContext(request, place, undefined),
  };
}
