import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { BeforeWrite } from './blob-files.ts';
import { type BucketOptions, findBucket, putBucket } from './buckets.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import type { OnEvent } from './events.ts';
import { RequestBody } from './request-body.ts';
import { actionOf, findRoute } from './routes.ts';
import { S3Error } from './s3-error.ts';
import { type Authorize, type S3Reply, S3Request } from './s3-request.ts';
import { authenticate, type CredentialLookup, decodeUri } from './sigv4.ts';
import { commit, openStore, type Store } from './store.ts';
import { renderXml } from './xml.ts';

export interface S3ServerOptions {
  /** Created when missing; one server at a time may use it. */
  readonly dataDir: string;
  /** 0 chooses a free port. */
  readonly port: number;
  readonly host?: string;
  /** Secret of an access key; undefined refuses it. */
  readonly credentials: CredentialLookup;
  readonly region: string;
  /** Policy decision after the signature was verified; without it every known key may do everything. */
  readonly authorize?: Authorize;
  /** Clock for object times, retention and signatures, in milliseconds since the epoch. */
  readonly now?: () => number;
  /** Gets `s3:ObjectCreated:*` events of all buckets, at least once each; resolving acknowledges. */
  readonly onEvent?: OnEvent;
  /** Awaited before each durable write. */
  readonly beforeWrite?: BeforeWrite;
  /** False trades durability across a power failure for speed, in tests. */
  readonly fsync?: boolean;
}

export interface S3Server {
  readonly url: string;
  /** Creates the bucket, or gives an existing one these options. */
  createBucket(name: string, options?: BucketOptions): Promise<void>;
  /** Waits for running requests and event deliveries. */
  close(): Promise<void>;
}

/** A stalled connection is given up after 2 minutes; copying 5 GiB, the longest silence, takes seconds. */
const IDLE_TIMEOUT_MS = 2 * 60 * 1000;
/** Clients keep sockets for reuse; closing early, as Node does after 5 s, meets requests on their way. */
const KEEP_ALIVE_MS = 75 * 1000;
/** Room for 5 GiB at 12 Mbit/s. */
const REQUEST_TIMEOUT_MS = 3600 * 1000;

/** Starts a strict S3-compatible server over a directory. */
export async function startS3Server(options: S3ServerOptions): Promise<S3Server> {
  const host = options.host ?? '127.0.0.1';
  const store = await openStore({
    dataDir: options.dataDir,
    region: options.region,
    now: options.now ?? Date.now,
    onEvent: options.onEvent,
    beforeWrite: options.beforeWrite ?? (() => undefined),
    fsync: options.fsync ?? true,
  });
  const running = new Set<Promise<void>>();
  let closing: Promise<void> | undefined;
  const track = (message: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void => {
    const exchange = new Exchange(store, options, message, response, expectsContinue)
      .run()
      .finally(() => running.delete(exchange));
    running.add(exchange);
  };
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (message, response) =>
    track(message, response, false),
  );
  // The client waits for a sign before it sends the body, so it learns of a refusal without sending it.
  server.on('checkContinue', (message, response) => track(message, response, true));
  server.timeout = IDLE_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const port = await listen(server, options.port, host);
  store.outbox.wake();
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    createBucket: (name, bucketOptions = {}) =>
      commit(store, `CreateBucket ${name}`, () => putBucket(store.catalog, name, bucketOptions, store.now())),
    close() {
      closing ??= shutDown();
      return closing;
    },
  };

  async function shutDown(): Promise<void> {
    const closed = once(server, 'close');
    server.close();
    server.closeIdleConnections();
    await Promise.all(running);
    server.closeAllConnections();
    await closed;
    await store.outbox.close();
    store.catalog.close();
  }
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP address');
  return address.port;
}

/** One request and its answer. */
class Exchange {
  readonly #store: Store;
  readonly #options: S3ServerOptions;
  readonly #message: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #expectsContinue: boolean;
  readonly #headers: ReadonlyMap<string, string>;
  readonly #method: string;
  readonly #rawPath: string;
  readonly #rawQuery: string;

  constructor(
    store: Store,
    options: S3ServerOptions,
    message: IncomingMessage,
    response: ServerResponse,
    expectsContinue: boolean,
  ) {
    this.#store = store;
    this.#options = options;
    this.#message = message;
    this.#response = response;
    this.#expectsContinue = expectsContinue;
    this.#headers = joinHeaders(message.rawHeaders);
    this.#method = message.method ?? 'GET';
    const url = message.url ?? '/';
    const mark = url.indexOf('?');
    this.#rawPath = mark < 0 ? url : url.slice(0, mark);
    this.#rawQuery = mark < 0 ? '' : url.slice(mark + 1);
  }

  async run(): Promise<void> {
    const requestId = randomBytes(8).toString('hex').toUpperCase();
    this.#response.setHeader('x-amz-request-id', requestId);
    this.#response.setHeader('x-amz-id-2', randomBytes(24).toString('base64'));
    this.#response.setHeader('date', new Date(this.#store.now()).toUTCString());
    try {
      await this.#send(await this.#answer());
    } catch (error) {
      await this.#sendError(error, requestId);
    } finally {
      // What is left of the body is read away, so that the client gets to read the answer.
      if (!this.#message.complete) this.#message.resume();
    }
  }

  async #answer(): Promise<S3Reply> {
    const [bucket = '', ...rest] = this.#rawPath.slice(1).split('/');
    const bucketName = decodeUri(bucket);
    const key = decodeUri(rest.join('/'));
    if (this.#method === 'OPTIONS') {
      const rules = findBucket(this.#store.catalog, bucketName)?.cors ?? [];
      return { status: 200, headers: preflightHeaders(rules, (name) => this.#headers.get(name)) };
    }
    this.#allowOrigin(bucketName);
    const query = parseQuery(this.#rawQuery);
    const authentication = authenticate(
      { method: this.#method, rawPath: this.#rawPath, query, headers: this.#headers },
      {
        credentials: this.#options.credentials,
        region: this.#options.region,
        now: this.#store.now,
      },
    );
    const request = new S3Request({
      store: this.#store,
      method: this.#method,
      bucket: bucketName,
      key,
      query,
      headers: this.#headers,
      caller: authentication,
      presigned: authentication.presigned,
      openBody: (headers) =>
        new RequestBody(this.#message, authentication.payload, headers, () => this.#continue()),
      authorize: this.#options.authorize ?? (() => true),
    });
    const route = findRoute(request);
    const action = actionOf(route, request);
    if (action !== undefined) await request.requireAllowed(action);
    try {
      return await route.handle(request);
    } catch (error) {
      // Only who may list the bucket learns that an object is missing; to others it looks forbidden.
      const missing = error instanceof S3Error && error.code === 'NoSuchKey';
      if (missing) await request.requireAllowed('s3:ListBucket', bucketName, '');
      throw error;
    }
  }

  /** Browsers may read an answer, errors included, when a CORS rule of the bucket matches. */
  #allowOrigin(bucketName: string): void {
    const origin = this.#headers.get('origin');
    if (origin === undefined) return;
    const rules = findBucket(this.#store.catalog, bucketName)?.cors ?? [];
    const allowed = corsHeaders(rules, { origin, method: this.#method, headers: [] });
    for (const [name, value] of Object.entries(allowed ?? {})) this.#response.setHeader(name, value);
  }

  #continue(): void {
    if (this.#expectsContinue && !this.#response.headersSent) this.#response.writeContinue();
  }

  async #send(reply: S3Reply): Promise<void> {
    const response = this.#response;
    for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
    if (reply.body !== undefined) response.setHeader('content-type', 'application/xml');
    if (!response.hasHeader('content-length') && reply.status !== 204) {
      response.setHeader('content-length', Buffer.byteLength(reply.body ?? ''));
    }
    response.writeHead(reply.status);
    if (reply.object) await this.#sendObject(reply.object);
    response.end(reply.body);
  }

  /** Reads one buffer while the other is on its way, so memory does not grow with the object. */
  async #sendObject({ segments, range }: NonNullable<S3Reply['object']>): Promise<void> {
    const { buffers } = this.#store.blobs;
    const bytes = range.end - range.start;
    let filling: Buffer = buffers.take(bytes);
    let sending: Buffer | undefined;
    let sent: Promise<void> = Promise.resolve();
    const release = this.#store.blobs.pin(segments);
    try {
      await this.#store.blobs.read(
        segments,
        range,
        async () => filling,
        async (data) => {
          await sent;
          sent = write(this.#response, data);
          sent.catch(() => undefined);
          const next = sending ?? buffers.take(bytes);
          sending = filling;
          filling = next;
        },
      );
      await sent;
      // Not after a failure: a write that was given up may still be reading from one.
      buffers.give(filling);
      buffers.give(sending);
    } finally {
      await release();
    }
  }

  async #sendError(error: unknown, requestId: string): Promise<void> {
    const response = this.#response;
    if (response.headersSent || (this.#message.destroyed && !this.#message.complete)) {
      // The client is gone, or has half an object: only a broken connection tells it so.
      response.destroy();
      return;
    }
    const known =
      error instanceof S3Error
        ? error
        : new S3Error('InternalError', 'We encountered an internal error. Please try again.');
    if (known !== error) console.error('S3 request failed', this.#method, this.#rawPath, error);
    response.removeHeader('content-length');
    const hasBody = this.#method !== 'HEAD' && known.status !== 304;
    await this.#send({
      status: known.status,
      headers: known.headers,
      ...(hasBody && {
        body: renderXml('Error', {
          Code: known.code,
          Message: known.message,
          ...known.details,
          Resource: this.#rawPath,
          RequestId: requestId,
        }),
      }),
    });
  }
}

function write(response: ServerResponse, data: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(data, (error) => (error ? reject(error) : resolve()));
  });
}

/** Lower-case names; a repeated header becomes one, its values joined as a signature joins them. */
function joinHeaders(rawHeaders: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return headers;
}

function parseQuery(text: string): [string, string][] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      const name = at < 0 ? pair : pair.slice(0, at);
      const value = at < 0 ? '' : pair.slice(at + 1);
      return [decodeUri(name.replaceAll('+', ' ')), decodeUri(value.replaceAll('+', ' '))];
    });
}
