import { createHash, createHmac, randomUUID } from 'node:crypto';
import * as http from 'node:http';
import * as https from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { defaultProvider, type EnvironmentCredentials } from './environment-credentials.ts';

/**
 * Stands in for `@aws-sdk/client-dynamodb` in function bundles (see constructs/function-bundle.ts): the requests the
 * product makes, with the SDK's names, retries and errors, in 5 kB instead of 190 and a quarter of its start
 * (docs/adr/0034-cold-start.md). DynamoDB's protocol is one signed POST of JSON. A request that is not here is missing at
 * build time. Tests and scripts use the SDK itself; test/infra/dynamodb-client.test.ts holds both side by side.
 */

type Fields = Readonly<Record<string, unknown>>;

class Command {
  declare readonly operation: string;
  readonly input: Fields;
  constructor(input: Fields) {
    this.input = input;
  }
}
const command = (operation: string): typeof Command =>
  class extends Command {
    override readonly operation = operation;
  };
export const GetItemCommand = /* @__PURE__ */ command('GetItem');
export const BatchGetItemCommand = /* @__PURE__ */ command('BatchGetItem');
export const QueryCommand = /* @__PURE__ */ command('Query');
export const PutItemCommand = /* @__PURE__ */ command('PutItem');
export const UpdateItemCommand = /* @__PURE__ */ command('UpdateItem');
export const DeleteItemCommand = /* @__PURE__ */ command('DeleteItem');
export const TransactWriteItemsCommand = /* @__PURE__ */ command('TransactWriteItems');

export interface ResponseMetadata {
  readonly httpStatusCode: number;
  readonly requestId?: string | undefined;
  readonly attempts?: number;
}

/** What DynamoDB refused, under its own name and with all it said (cancellation reasons, the item that stood there). */
export class DynamoDBServiceException extends Error {
  readonly $metadata: ResponseMetadata;
  readonly $fault: 'client' | 'server';
  constructor(name: string, metadata: ResponseMetadata, fields: Fields) {
    super(String(fields.message ?? fields.Message ?? name));
    const { message: _message, Message: _Message, __type: _type, ...told } = fields;
    Object.assign(this, told);
    this.name = name;
    this.$metadata = metadata;
    this.$fault = metadata.httpStatusCode < 500 ? 'client' : 'server';
  }
}
export class ConditionalCheckFailedException extends DynamoDBServiceException {}
export class TransactionCanceledException extends DynamoDBServiceException {}
export class TransactionConflictException extends DynamoDBServiceException {}

const exceptionOf = (status: number, requestId: string | undefined, body: string): Error => {
  const fields = fieldsOf(body);
  // `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException`
  const name = /[^#]*$/.exec(String(fields.__type ?? ''))?.[0] || `HTTP ${status}`;
  const metadata = { httpStatusCode: status, requestId };
  if (name === 'ConditionalCheckFailedException')
    return new ConditionalCheckFailedException(name, metadata, fields);
  if (name === 'TransactionCanceledException')
    return new TransactionCanceledException(name, metadata, fields);
  if (name === 'TransactionConflictException')
    return new TransactionConflictException(name, metadata, fields);
  return new DynamoDBServiceException(name, metadata, fields);
};

/** Whatever stands between may answer with a page instead of JSON. */
const fieldsOf = (body: string): Fields => {
  try {
    return { ...parsed(body) };
  } catch {
    return {};
  }
};

export interface Timeouts {
  readonly connectionTimeout?: number;
  readonly requestTimeout?: number;
  readonly throwOnRequestTimeout?: boolean;
}

/** As many connections as the SDK keeps to one service. */
const CONNECTIONS = 50;

/** Connections that stay open between requests; may be shared by several clients. */
class ConnectionPool {
  readonly #timeout: number;
  #agent: http.Agent | https.Agent | undefined;

  constructor({ requestTimeout = 0 }: Timeouts) {
    this.#timeout = requestTimeout;
  }

  post(url: URL, headers: Readonly<Record<string, string>>, body: string): Promise<Answer> {
    const { Agent, request } = url.protocol === 'https:' ? https : http;
    this.#agent ??= new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    const agent = this.#agent;
    return new Promise((resolve, reject) => {
      const sent = request(url, { method: 'POST', agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          clearTimeout(timer);
          const requestId = response.headers['x-amzn-requestid'];
          resolve({
            status: response.statusCode ?? 0,
            requestId: typeof requestId === 'string' ? requestId : undefined,
            body: Buffer.concat(chunks).toString('utf8'),
          });
        });
      });
      const timer =
        this.#timeout > 0 ? setTimeout(() => sent.destroy(late(this.#timeout)), this.#timeout) : undefined;
      sent.once('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      sent.end(body);
    });
  }

  destroy(): void {
    this.#agent?.destroy();
  }
}
interface Answer {
  readonly status: number;
  readonly requestId: string | undefined;
  readonly body: string;
}

const late = (timeout: number): Error =>
  Object.assign(new Error(`DynamoDB did not answer within ${timeout} ms`), { name: 'TimeoutError' });

export interface DynamoDBClientConfig {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: EnvironmentCredentials;
  readonly maxAttempts?: number;
  readonly requestHandler?: ConnectionPool | Timeouts;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const ALGORITHM = 'AWS4-HMAC-SHA256';
const TARGET = 'DynamoDB_20120810';

interface SigningKey {
  readonly day: string;
  readonly secret: string;
  readonly key: Buffer;
}

export class DynamoDBClient {
  readonly config: { readonly requestHandler: ConnectionPool };
  /** There is no chain of middlewares, so what would be taken out of it is not there. */
  readonly middlewareStack = { remove: (): boolean => false };
  readonly #url: URL;
  readonly #region: string;
  readonly #credentials: () => EnvironmentCredentials | Promise<EnvironmentCredentials>;
  readonly #attempts: number;
  #signingKey: SigningKey | undefined;

  constructor(config: DynamoDBClientConfig = {}) {
    const { AWS_REGION = '', AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL } = process.env;
    const { credentials, requestHandler = {}, region = AWS_REGION } = config;
    this.config = {
      requestHandler:
        requestHandler instanceof ConnectionPool ? requestHandler : new ConnectionPool(requestHandler),
    };
    this.#region = region;
    // China has an address space of its own.
    const own = `https://dynamodb.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
    this.#url = new URL(config.endpoint ?? AWS_ENDPOINT_URL_DYNAMODB ?? AWS_ENDPOINT_URL ?? own);
    this.#credentials = credentials ? () => credentials : defaultProvider();
    this.#attempts = config.maxAttempts ?? 3;
  }

  /** Sends a command, again where DynamoDB was throttled or the connection failed. */
  async send({ operation, input }: Command): Promise<Fields> {
    // A transaction that is sent again after a lost answer must be known as the same one.
    const once = operation === 'TransactWriteItems' ? { ClientRequestToken: randomUUID(), ...input } : input;
    const body = JSON.stringify(once, binaryAsText);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#sendOnce(operation, body, attempt);
      } catch (error) {
        const kind = retryKind(error);
        if (!kind || attempt >= this.#attempts || !retries.take()) throw error;
        await pause(Math.random() * Math.min(MAX_PAUSE_MS, PAUSE_MS[kind] * 2 ** (attempt - 1)));
      }
    }
  }

  async #sendOnce(operation: string, body: string, attempt: number): Promise<Fields> {
    const headers = this.#signed(operation, body, await this.#credentials());
    const {
      status,
      requestId,
      body: answer,
    } = await this.config.requestHandler.post(this.#url, headers, body);
    if (status !== 200) throw exceptionOf(status, requestId, answer);
    if (attempt === 1) retries.giveBack();
    const $metadata: ResponseMetadata = { httpStatusCode: status, requestId, attempts: attempt };
    return { ...parsed(answer), $metadata };
  }

  /** Signature version 4 over one POST without a query. */
  #signed(operation: string, body: string, credentials: EnvironmentCredentials): Record<string, string> {
    const instant = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
    const day = instant.slice(0, 8);
    const signed: Record<string, string> = {
      'content-type': 'application/x-amz-json-1.0',
      host: this.#url.host,
      'x-amz-date': instant,
      ...(credentials.sessionToken ? { 'x-amz-security-token': credentials.sessionToken } : {}),
      'x-amz-target': `${TARGET}.${operation}`,
    };
    const names = Object.keys(signed).join(';');
    const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`);
    const request = `POST\n/\n\n${lines.join('')}\n${names}\n${sha256(body)}`;
    const scope = `${day}/${this.#region}/dynamodb/aws4_request`;
    const text = `${ALGORITHM}\n${instant}\n${scope}\n${sha256(request)}`;
    const signature = hmac(this.#keyOf(day, credentials.secretAccessKey), text).toString('hex');
    return {
      ...signed,
      'content-length': String(Buffer.byteLength(body)),
      authorization: `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    };
  }

  /** The key is one of a day. */
  #keyOf(day: string, secret: string): Buffer {
    const known = this.#signingKey;
    if (known?.day === day && known.secret === secret) return known.key;
    const parts = [day, this.#region, 'dynamodb', 'aws4_request'];
    const key = parts.reduce<Buffer>((last, part) => hmac(last, part), Buffer.from(`AWS4${secret}`));
    this.#signingKey = { day, secret, key };
    return key;
  }

  destroy(): void {
    this.config.requestHandler.destroy();
  }
}

/** Bytes travel as Base64. A Buffer would have been written as an object by the time it comes as `value`. */
function binaryAsText(this: Fields, key: string, value: unknown): unknown {
  const bytes = this[key];
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : value;
}
const textAsBinary = (key: string, value: unknown): unknown => {
  // An attribute that is called B holds an object; only the type B holds text.
  if (key === 'B' && typeof value === 'string') return new Uint8Array(Buffer.from(value, 'base64'));
  if (key === 'BS' && Array.isArray(value))
    return value.map((one) => new Uint8Array(Buffer.from(String(one), 'base64')));
  return value;
};
/** Most answers have no bytes in them, and looking at every value would take five times as long. */
const parsed = (answer: string): Fields =>
  /"BS?"\s*:/.test(answer) ? JSON.parse(answer, textAsBinary) : JSON.parse(answer);

type RetryKind = 'transient' | 'throttled';

/** The SDK's standard mode: first pauses of up to 100 and 500 ms, doubled each time, at most 20 s. */
const PAUSE_MS: Readonly<Record<RetryKind, number>> = { transient: 100, throttled: 500 };
const MAX_PAUSE_MS = 20_000;
const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionInProgressException',
]);
const TRANSIENT_STATUS = new Set([500, 502, 503, 504]);
const TRANSIENT_CODES = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

const retryKind = (error: unknown): RetryKind | undefined => {
  if (error instanceof DynamoDBServiceException) {
    if (THROTTLED.has(error.name) || error.$metadata.httpStatusCode === 429) return 'throttled';
    return TRANSIENT_STATUS.has(error.$metadata.httpStatusCode) ? 'transient' : undefined;
  }
  if (!(error instanceof Error)) return undefined;
  const lost = error.name === 'TimeoutError' || ('code' in error && TRANSIENT_CODES.has(String(error.code)));
  return lost ? 'transient' : undefined;
};

/**
 * How many repetitions are left when most requests fail: each takes five tokens of 500 and each first success gives one
 * back, so that a service in trouble is not asked six times for everything.
 */
const TOKENS = 500;
const RETRY_TOKENS = 5;
const retries = {
  left: TOKENS,
  take(): boolean {
    if (this.left < RETRY_TOKENS) return false;
    this.left -= RETRY_TOKENS;
    return true;
  },
  giveBack(): void {
    this.left = Math.min(TOKENS, this.left + 1);
  },
};
