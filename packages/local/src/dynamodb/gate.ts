import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { CloudHooks, Fault } from '../hooks.ts';
import { isObject, type JsonObject } from '../json.ts';
import { pause } from '../processes.ts';
import { CapacityMeter, consumedUnits, isMetered, isWrite } from './capacity-meter.ts';

/** A request as the gate received it. */
export interface AccessRequest {
  readonly message: IncomingMessage;
  readonly body: Buffer;
  readonly operation: string;
  readonly input: JsonObject;
}

/** Why a request is turned away. */
export interface Denial {
  /** Error of DynamoDB, such as `AccessDeniedException`. */
  readonly code: string;
  readonly message: string;
}

export interface DynamoGateOptions {
  /** The engine or another DynamoDB-compatible server. */
  readonly target: string;
  readonly hooks: CloudHooks;
  /** Says why a request is denied; undefined lets it pass. The engine itself checks nothing. */
  readonly authorize?: (request: AccessRequest) => Denial | undefined;
  /** Time of the answers, by which the SDK sets its clock for signatures. */
  readonly now?: () => number;
  /** Called when a write has been carried out, so that stream readers look at once. */
  readonly onWritten: () => void;
}

interface EngineAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

const JSON_TYPE = 'application/x-amz-json-1.0';

/** Request headers the engine needs; the rest (signature, tracing, hop-by-hop) stays here. */
function forwardedHeaders(target: string, body: Buffer): Record<string, string> {
  return { 'content-type': JSON_TYPE, 'x-amz-target': target, 'content-length': String(body.length) };
}

/** Names the item a write touches, for hooks and their logs. */
function describeWrite(operation: string, body: JsonObject): string {
  const items = Array.isArray(body.TransactItems) ? ` ×${body.TransactItems.length}` : '';
  const key = body.Key ?? body.Item;
  const subject = isObject(key) ? ` ${describeKey(key)}` : items;
  return `dynamodb:${operation} ${typeof body.TableName === 'string' ? body.TableName : ''}${subject}`;
}

function describeKey(key: JsonObject): string {
  return ['pk', 'sk']
    .map((name) => (isObject(key[name]) ? String(key[name].S ?? '') : ''))
    .filter(Boolean)
    .join('|');
}

/**
 * The only way to the table on this machine. Everything passes through it: that is where writes are announced to
 * tests, faults are injected, capacity is counted and access is decided, none of which the engine does.
 */
export class DynamoGate {
  readonly meter = new CapacityMeter();
  readonly #options: DynamoGateOptions;
  readonly #target: URL;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #server: Server;
  #url = '';
  #inFlight = 0;

  constructor(options: DynamoGateOptions) {
    this.#options = options;
    this.#target = new URL(options.target);
    this.#server = createServer((message, response) => {
      this.#inFlight += 1;
      this.#serve(message, response)
        .catch((error: unknown) => failRequest(response, error))
        .finally(() => {
          this.#inFlight -= 1;
        });
    });
    // Clients keep connections open between requests; the SDK's own idle limit is shorter than this.
    this.#server.keepAliveTimeout = 60_000;
  }

  get url(): string {
    return this.#url;
  }

  get isIdle(): boolean {
    return this.#inFlight === 0;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => resolve());
    });
    const address = this.#server.address();
    this.#url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#agent.destroy();
  }

  /** A request of the machine itself (stream reading, table creation): not counted, not subject to faults. */
  async call(target: string, body: JsonObject): Promise<JsonObject> {
    const answer = await this.#forward(target, Buffer.from(JSON.stringify(body)));
    const parsed: unknown = JSON.parse(answer.body.toString('utf8') || '{}');
    const result = isObject(parsed) ? parsed : {};
    if (answer.status >= 400) {
      const type =
        String(result.__type ?? 'UnknownError')
          .split('#')
          .at(-1) ?? 'UnknownError';
      throw new EngineError(type, String(result.message ?? result.Message ?? ''));
    }
    return result;
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = await readBody(message);
    response.setHeader('date', new Date(this.#options.now?.() ?? Date.now()).toUTCString());
    const target = String(message.headers['x-amz-target'] ?? '');
    const operation = target.split('.').at(-1) ?? '';
    const fault = this.#options.hooks.fault?.({ service: 'dynamodb', operation });
    if (await refuse(response, fault)) return;
    const input = this.#options.authorize ? parseObject(received) : {};
    const denial = this.#options.authorize?.({ message, body: received, operation, input });
    if (denial) {
      sendError(response, 400, `com.amazon.coral.service#${denial.code}`, denial.message);
      return;
    }
    // The engine gets what was decided on: of a name that stands there twice it might read the other value.
    const body = this.#options.authorize ? Buffer.from(JSON.stringify(input)) : received;
    const answer = await this.#carryOut(target, operation, body);
    if (fault?.kind === 'timeout') {
      response.destroy();
      return;
    }
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
  }

  async #carryOut(target: string, operation: string, body: Buffer): Promise<EngineAnswer> {
    const { hooks, onWritten } = this.#options;
    const write = isWrite(operation);
    const description =
      write && (hooks.beforeWrite || hooks.afterWrite) ? describeWrite(operation, parseObject(body)) : '';
    if (write) await hooks.beforeWrite?.(description);
    const answer = await this.#forward(target, isMetered(operation) ? askForCapacity(body) : body);
    if (isMetered(operation)) this.#count(operation, answer);
    if (write && answer.status < 300) {
      onWritten();
      await hooks.afterWrite?.(description);
    }
    return answer;
  }

  #count(operation: string, answer: EngineAnswer): void {
    if (answer.status >= 300) return;
    this.meter.count(operation, consumedUnits(parseObject(answer.body)));
  }

  async #forward(target: string, body: Buffer): Promise<EngineAnswer> {
    return await new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: this.#target.hostname,
          port: this.#target.port,
          path: '/',
          method: 'POST',
          agent: this.#agent,
          headers: { ...forwardedHeaders(target, body), ...LOCAL_AUTHORIZATION },
        },
        (incoming) => {
          readBody(incoming).then((answer) => resolve(toAnswer(incoming, answer)), reject);
        },
      );
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  }
}

/**
 * The engine and DynamoDB Local refuse a request without these headers, though they don't check the signature; the
 * access key selects DynamoDB Local's database, so it is one and the same for everybody.
 */
const LOCAL_AUTHORIZATION = {
  'x-amz-date': '20250101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=xuncha/20250101/local/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0',
};

export class EngineError extends Error {
  constructor(type: string, message: string) {
    super(message);
    this.name = type;
  }
}

/** Events instead of an async iterator: this runs twice per request, and the iterator costs a tenth of it. */
async function readBody(message: IncomingMessage): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    message.once('error', reject);
  });
}

function parseObject(body: Buffer): JsonObject {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return isObject(parsed) ? parsed : {};
  } catch {
    // The engine itself answers a malformed body.
    return {};
  }
}

/** Asks for the consumed capacity where the caller did not, without parsing the request. */
function askForCapacity(body: Buffer): Buffer {
  const text = body.toString('utf8');
  if (text.includes('"ReturnConsumedCapacity"') || !text.startsWith('{"')) return body;
  return Buffer.from(`{"ReturnConsumedCapacity":"TOTAL",${text.slice(1)}`);
}

function toAnswer(incoming: IncomingMessage, body: Buffer): EngineAnswer {
  const headers: Record<string, string> = {
    'content-type': incoming.headers['content-type'] ?? JSON_TYPE,
    'content-length': String(body.length),
  };
  for (const name of ['x-amzn-requestid', 'x-amz-crc32']) {
    const value = incoming.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  return { status: incoming.statusCode ?? 500, headers, body };
}

/** Carries out a fault that has no effect on the table; true when the request is finished with. */
async function refuse(response: ServerResponse, fault: Fault | undefined): Promise<boolean> {
  switch (fault?.kind) {
    case 'throttle':
      sendError(
        response,
        400,
        'com.amazonaws.dynamodb.v20120810#ThrottlingException',
        'Rate exceeded (injected fault).',
      );
      return true;
    case 'server-error':
      sendError(response, 500, 'com.amazonaws.dynamodb.v20120810#InternalServerError', 'Injected fault.');
      return true;
    case 'delay':
      await pause(fault.milliseconds);
      return false;
    case 'timeout':
      if (!fault.afterEffect) response.destroy();
      return !fault.afterEffect;
    default:
      return false;
  }
}

function sendError(response: ServerResponse, status: number, type: string, message: string): void {
  response.writeHead(status, { 'content-type': JSON_TYPE });
  response.end(JSON.stringify({ __type: type, message }));
}

function failRequest(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return;
  sendError(
    response,
    500,
    'com.amazonaws.dynamodb.v20120810#InternalServerError',
    error instanceof Error ? error.message : String(error),
  );
}
