import { needsIdempotencyKey } from './operation.ts';
import {
  type BodyInputOf,
  type OperationId,
  type OutputOf,
  operationOf,
  type ParamsOf,
  type QueryOf,
} from './operations/index.ts';

/** A refusal by the server, as RFC 9457 problem. `code` is stable; `detail` is Chinese and says what to do. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly errors: readonly { field: string; message: string }[];
  readonly details: unknown;
  readonly traceId: string | undefined;
  /** Seconds after which the server wants to be asked again at the earliest. */
  readonly retryAfter: number | undefined;

  constructor(problem: {
    status: number;
    code: string;
    detail: string;
    field?: string;
    errors?: { field: string; message: string }[];
    details?: unknown;
    traceId?: string;
    retryAfter?: number;
  }) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.status = problem.status;
    this.code = problem.code;
    this.field = problem.field;
    this.errors = problem.errors ?? [];
    this.details = problem.details;
    this.traceId = problem.traceId;
    this.retryAfter = problem.retryAfter;
  }
}

export interface ClientOptions {
  /** Origin of the API, without `/v1`; empty for the same origin. */
  readonly baseUrl: string;
  readonly accessToken: () => Promise<string | undefined>;
  /** Membership chosen by the person, where several exist; a delegation is chosen the same way. */
  readonly membership?: () => string | undefined;
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Sees the headers of every answer: what time it is at the server, say. */
  readonly onAnswer?: (headers: Headers) => void;
}

type Has<T, K extends string> =
  T extends Record<string, never> ? { readonly [P in K]?: undefined } : { readonly [P in K]: T };

export type CallInput<Id extends OperationId> = Has<
  keyof ParamsOf<Id> extends never ? Record<string, never> : ParamsOf<Id>,
  'params'
> & {
  readonly query?: Partial<QueryOf<Id>>;
  readonly body?: BodyInputOf<Id>;
  /** ETag of what the person saw, where the operation asks for it. */
  readonly ifMatch?: string;
  /** Reuse the key to repeat a request safely; without it a fresh one is made. */
  readonly idempotencyKey?: string;
};

export interface Answer<Id extends OperationId> {
  readonly data: OutputOf<Id>;
  readonly etag: string | undefined;
}

export interface Client {
  /** Calls an operation; throws `ProblemError` for a refusal, `TypeError` when the network fails. */
  call<Id extends OperationId>(id: Id, input: CallInput<Id>): Promise<Answer<Id>>;
}

const urlOf = (
  baseUrl: string,
  path: string,
  params: Readonly<Record<string, string>>,
  query: Readonly<Record<string, unknown>>,
): string => {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return `${baseUrl}${filled}${text ? `?${text}` : ''}`;
};

const problemOf = async (response: Response): Promise<ProblemError> => {
  // Seconds; the other form, a date, is never sent to us.
  const retryAfter = Number(response.headers.get('retry-after')) || undefined;
  const body: unknown = await response.json().catch(() => undefined);
  if (typeof body === 'object' && body !== null && 'code' in body && 'detail' in body)
    return new ProblemError({
      status: response.status,
      ...(body as { code: string; detail: string }),
      retryAfter,
    });
  return new ProblemError({
    status: response.status,
    retryAfter,
    code: 'unexpected_answer',
    detail: '服务暂时没有正常应答，请稍后重试；已填写的内容不会丢失。',
  });
};

export interface OperationRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** How an operation is asked for over HTTP: the one place that knows, for the client and for what asks ahead of it. */
export const requestOf = async <Id extends OperationId>(
  options: Pick<ClientOptions, 'baseUrl' | 'accessToken' | 'membership'>,
  id: Id,
  input: CallInput<Id>,
): Promise<OperationRequest> => {
  const operation = operationOf(id);
  const token = await options.accessToken();
  const membership = options.membership?.();
  return {
    url: urlOf(options.baseUrl, operation.path, input.params ?? {}, input.query ?? {}),
    method: operation.method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(membership ? { 'x-membership': membership } : {}),
      ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(input.ifMatch ? { 'if-match': input.ifMatch } : {}),
      ...(needsIdempotencyKey(operation)
        ? { 'idempotency-key': input.idempotencyKey ?? crypto.randomUUID() }
        : {}),
    },
    body: input.body === undefined ? undefined : JSON.stringify(input.body),
  };
};

/** The typed client of the operation table; the web page and the tests speak through it. */
export const createClient = (options: ClientOptions): Client => ({
  async call(id, input) {
    const { url, ...init } = await requestOf(options, id, input);
    const response = await (options.fetch ?? fetch)(url, init);
    options.onAnswer?.(response.headers);
    if (!response.ok) throw await problemOf(response);
    return { data: await response.json(), etag: response.headers.get('etag') ?? undefined };
  },
});
