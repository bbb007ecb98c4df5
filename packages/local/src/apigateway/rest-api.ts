import { z } from 'zod';
import type { LambdaIntegration, RestApiModel } from '../assembly/model.ts';
import type { JsonObject } from '../json.ts';
import type { Functions, InvocationResult } from '../lambda/functions.ts';
import { pause } from '../processes.ts';
import { compress, isCompressible, negotiate } from './compression.ts';
import { GatewayResponses, type GatewayResponseType, type HttpAnswer } from './gateway-response.ts';
import { type EventPlace, type GatewayRequest, header, isBinary, proxyEvent } from './proxy-event.ts';
import type { RequestAuthorizer } from './request-authorizer.ts';
import { RouteTable } from './routes.ts';

/** API Gateway takes no larger request than 10 MB. */
export const REQUEST_LIMIT_BYTES = 10 * 1024 * 1024;

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** What a function may answer to a proxy integration. */
const proxyResultSchema = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), scalar).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(scalar)).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});
type ProxyResult = z.infer<typeof proxyResultSchema>;

export interface RestApiOptions {
  readonly api: RestApiModel;
  readonly functions: Functions;
  readonly authorizer: RequestAuthorizer;
  readonly accountId: string;
}

/** One REST API of the assembly: route → authorizer → function → answer, with API Gateway's own rules. */
export class RestApi {
  readonly #options: RestApiOptions;
  readonly #routes: RouteTable;
  readonly #responses: GatewayResponses;

  constructor(options: RestApiOptions) {
    this.#options = options;
    this.#routes = new RouteTable(options.api.routes);
    this.#responses = new GatewayResponses(options.api.gatewayResponses);
  }

  get stagePath(): string {
    return `/${this.#options.api.stageName}`;
  }

  async handle(request: GatewayRequest): Promise<HttpAnswer> {
    return await this.#compressed(request, await this.#answer(request));
  }

  refuse(type: GatewayResponseType, requestId: string, authorizer: JsonObject = {}): HttpAnswer {
    return this.#responses.answer(type, requestId, authorizer);
  }

  async #answer(request: GatewayRequest): Promise<HttpAnswer> {
    const { api, authorizer, accountId } = this.#options;
    const match = this.#routes.find(request.method, request.path);
    if (!match) return this.refuse('MISSING_AUTHENTICATION_TOKEN', request.requestId);
    const { route, parameters } = match;
    if (route.integration.kind === 'mock') {
      const { status, headers } = route.integration;
      return { status, headers, body: Buffer.alloc(0) };
    }
    const place: EventPlace = { api, route, parameters, accountId };
    if (!route.authorizer) return await this.#integrate(route.integration, request, place, undefined);
    const verdict = await authorizer.decide(route.authorizer, request, place);
    switch (verdict.kind) {
      case 'allowed':
        return await this.#integrate(route.integration, request, place, verdict.context);
      case 'unauthorized':
        return this.refuse('UNAUTHORIZED', request.requestId);
      case 'denied':
        return this.refuse('ACCESS_DENIED', request.requestId, verdict.context);
      case 'failed':
        return this.refuse('AUTHORIZER_FAILURE', request.requestId);
    }
  }

  async #integrate(
    integration: LambdaIntegration,
    request: GatewayRequest,
    place: EventPlace,
    authorizer: JsonObject | undefined,
  ): Promise<HttpAnswer> {
    const event = proxyEvent(request, place, authorizer);
    const result = await this.#invokeInTime(integration, event);
    if (result === 'timeout') return this.refuse('INTEGRATION_TIMEOUT', request.requestId);
    if (!result.ok) {
      const tooLarge = result.error.errorType === 'RequestTooLarge';
      return this.refuse(tooLarge ? 'REQUEST_TOO_LARGE' : 'INTEGRATION_FAILURE', request.requestId);
    }
    const parsed = proxyResultSchema.safeParse(result.payload);
    if (!parsed.success) return this.refuse('API_CONFIGURATION_ERROR', request.requestId);
    return this.#toAnswer(parsed.data, request);
  }

  /** The function goes on after the gateway has given up, as in the cloud. */
  async #invokeInTime(
    { functionName, timeoutMilliseconds }: LambdaIntegration,
    event: JsonObject,
  ): Promise<InvocationResult | 'timeout'> {
    const limit = new AbortController();
    try {
      return await Promise.race([
        this.#options.functions.invoke(functionName, event),
        pause(timeoutMilliseconds, limit.signal).then(() => 'timeout' as const),
      ]);
    } finally {
      limit.abort();
    }
  }

  #toAnswer(result: ProxyResult, request: GatewayRequest): HttpAnswer {
    const headers: Record<string, string | string[]> = {
      'content-type': 'application/json',
      'x-amzn-requestid': request.requestId,
    };
    for (const [name, value] of Object.entries(result.headers ?? {}))
      headers[name.toLowerCase()] = String(value);
    for (const [name, values] of Object.entries(result.multiValueHeaders ?? {})) {
      headers[name.toLowerCase()] = values.map(String);
    }
    const decode = result.isBase64Encoded === true && this.#sendsBytes(request);
    return {
      status: result.statusCode,
      headers,
      body: Buffer.from(result.body ?? '', decode ? 'base64' : 'utf8'),
    };
  }

  /** API Gateway decodes base64 only for a caller that asks for a binary type, by the first type it accepts. */
  #sendsBytes(request: GatewayRequest): boolean {
    const first = header(request, 'accept')?.split(',')[0];
    return isBinary(this.#options.api, first);
  }

  async #compressed(request: GatewayRequest, answer: HttpAnswer): Promise<HttpAnswer> {
    const minimum = this.#options.api.minimumCompressionBytes;
    const encoding = negotiate(header(request, 'accept-encoding'), ['gzip']);
    const type = String(answer.headers['content-type'] ?? '');
    if (
      minimum === undefined ||
      encoding === undefined ||
      answer.body.length < minimum ||
      answer.headers['content-encoding'] !== undefined ||
      !isCompressible(type)
    ) {
      return answer;
    }
    const body = await compress(answer.body, encoding);
    return { ...answer, headers: { ...answer.headers, 'content-encoding': encoding }, body };
  }
}
