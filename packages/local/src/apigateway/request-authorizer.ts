import type { AuthorizerModel } from '../assembly/model.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Functions } from '../lambda/functions.ts';
import { authorizerEvent, type EventPlace, type GatewayRequest, header } from './proxy-event.ts';

export type AuthorizerVerdict =
  | { readonly kind: 'allowed'; readonly context: JsonObject }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'denied'; readonly context: JsonObject }
  | { readonly kind: 'failed' };

interface CachedAnswer {
  readonly answer: JsonObject;
  readonly expiresAt: number;
}

/** Answers kept per authorizer; the oldest go first. */
const CACHE_LIMIT = 10_000;

function toList(value: Json | undefined): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** `*` stands for any characters, `?` for one, in an ARN of a policy. */
function arnMatches(pattern: string, arn: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(arn);
}

/** An explicit deny wins; without an allow the answer is no. */
function policyAllows(policy: Json | undefined, methodArn: string): boolean {
  const statements = isObject(policy) ? policy.Statement : undefined;
  const list = Array.isArray(statements) ? statements : statements === undefined ? [] : [statements];
  const effects = list.filter(isObject).flatMap((statement) => {
    const applies = toList(statement.Resource).some((pattern) => arnMatches(pattern, methodArn));
    return applies ? [String(statement.Effect)] : [];
  });
  return effects.includes('Allow') && !effects.includes('Deny');
}

/** Asks the authorizer function who calls, and remembers its answer for as long as the template says. */
export class RequestAuthorizer {
  readonly #functions: Functions;
  readonly #now: () => number;
  readonly #region: string;
  readonly #partition: string;
  readonly #cache = new Map<string, CachedAnswer>();

  constructor(options: {
    readonly functions: Functions;
    readonly now: () => number;
    readonly region: string;
    readonly partition: string;
  }) {
    this.#functions = options.functions;
    this.#now = options.now;
    this.#region = options.region;
    this.#partition = options.partition;
  }

  async decide(
    authorizer: AuthorizerModel,
    request: GatewayRequest,
    place: EventPlace,
  ): Promise<AuthorizerVerdict> {
    const identity = authorizer.identityHeaders.map((name) => header(request, name));
    // Without its identity headers a request is turned away before any function runs.
    if (identity.some((value) => value === undefined || value === '')) return { kind: 'unauthorized' };
    const methodArn = this.#methodArn(request, place);
    const key = JSON.stringify([authorizer.id, ...identity]);
    const cached = this.#recall(key);
    if (cached) return judge(cached, methodArn);
    const result = await this.#functions.invoke(
      authorizer.functionName,
      authorizerEvent(request, place, methodArn),
    );
    if (!result.ok) return { kind: result.error.errorMessage === 'Unauthorized' ? 'unauthorized' : 'failed' };
    if (!isObject(result.payload)) return { kind: 'failed' };
    if (authorizer.ttlSeconds > 0) this.#remember(key, result.payload, authorizer.ttlSeconds);
    return judge(result.payload, methodArn);
  }

  #methodArn(request: GatewayRequest, { api, accountId }: EventPlace): string {
    return `arn:${this.#partition}:execute-api:${this.#region}:${accountId}:${api.id}/${api.stageName}/${request.method}${request.path}`;
  }

  #recall(key: string): JsonObject | undefined {
    const cached = this.#cache.get(key);
    if (!cached) return undefined;
    if (cached.expiresAt > this.#now()) return cached.answer;
    this.#cache.delete(key);
    return undefined;
  }

  #remember(key: string, answer: JsonObject, ttlSeconds: number): void {
    const oldest = this.#cache.keys().next();
    if (this.#cache.size >= CACHE_LIMIT && !oldest.done) this.#cache.delete(oldest.value);
    this.#cache.set(key, { answer, expiresAt: this.#now() + ttlSeconds * 1000 });
  }
}

function judge(answer: JsonObject, methodArn: string): AuthorizerVerdict {
  const context = isObject(answer.context) ? answer.context : {};
  // API Gateway hands context values on as text.
  const texts = Object.fromEntries(Object.entries(context).map(([name, value]) => [name, String(value)]));
  if (!policyAllows(answer.policyDocument, methodArn)) return { kind: 'denied', context: texts };
  return { kind: 'allowed', context: { ...texts, principalId: String(answer.principalId ?? '') } };
}
