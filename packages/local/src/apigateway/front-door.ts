import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Reporter } from '../reporter.ts';
import type { HttpAnswer } from './gateway-response.ts';
import { REQUEST_LIMIT_BYTES, type RestApi } from './rest-api.ts';

export type RequestHandler = (message: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export interface FrontDoorOptions {
  readonly apis: readonly RestApi[];
  /** Handlers by path prefix, such as `/oidc`. */
  readonly mounts: ReadonlyMap<string, RequestHandler>;
  /** Everything else: the web app. */
  readonly fallback: RequestHandler;
  readonly now: () => number;
  readonly reporter: Reporter;
}

/** The one public address of the machine: API under its stage, sign-in, and the web app for the rest. */
export class FrontDoor {
  readonly #options: FrontDoorOptions;
  readonly #server: Server;
  #inFlight = 0;

  constructor(options: FrontDoorOptions) {
    this.#options = options;
    this.#server = createServer((message, response) => {
      this.#inFlight += 1;
      this.#route(message, response)
        .catch((error: unknown) => this.#fail(response, error))
        .finally(() => {
          this.#inFlight -= 1;
        });
    });
  }

  get isIdle(): boolean {
    return this.#inFlight === 0;
  }

  /** @returns the port, which differs from the wanted one only for 0 */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => resolve());
    });
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : port;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #route(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (message.url ?? '/').split('?')[0] ?? '/';
    const api = this.#options.apis.find(({ stagePath }) => isBelow(path, stagePath));
    if (api) {
      await this.#serveApi(api, path, message, response);
      return;
    }
    for (const [prefix, handler] of this.#options.mounts) {
      if (isBelow(path, prefix)) {
        await handler(message, response);
        return;
      }
    }
    await this.#options.fallback(message, response);
  }

  async #serveApi(
    api: RestApi,
    fullPath: string,
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const requestId = randomUUID();
    const body = await readLimited(message);
    if (body === 'too-large') {
      // The rest of the body may still be under way: the connection is not used again.
      send(response, api.refuse('REQUEST_TOO_LARGE', requestId), { connection: 'close' });
      return;
    }
    const answer = await api.handle({
      requestId,
      method: message.method ?? 'GET',
      fullPath,
      path: fullPath.slice(api.stagePath.length) || '/',
      search: (message.url ?? '').split('?')[1] ?? '',
      rawHeaders: message.rawHeaders,
      sourceIp: message.socket.remoteAddress ?? '',
      body,
      receivedAt: this.#options.now(),
    });
    send(response, answer, { date: new Date(this.#options.now()).toUTCString() });
  }

  #fail(response: ServerResponse, error: unknown): void {
    this.#options.reporter.warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
    if (response.headersSent) response.destroy();
    else {
      response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('Internal server error');
    }
  }
}

function isBelow(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** Reads the body up to API Gateway's limit; what comes after it is thrown away, so that the answer gets through. */
async function readLimited(message: IncomingMessage): Promise<Buffer | 'too-large'> {
  return await new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    message.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= REQUEST_LIMIT_BYTES) chunks.push(chunk);
      else resolve('too-large');
    });
    message.once('end', () => resolve(Buffer.concat(chunks)));
    message.once('error', reject);
  });
}

function send(response: ServerResponse, answer: HttpAnswer, extra: Record<string, string>): void {
  const headers: Record<string, string | string[]> = { ...extra };
  for (const [name, value] of Object.entries(answer.headers)) {
    headers[name] = typeof value === 'string' ? value : [...value];
  }
  // 204 and 304 have no body, and so no length.
  if (answer.status !== 204 && answer.status !== 304) headers['content-length'] = String(answer.body.length);
  response.writeHead(answer.status, headers);
  response.end(answer.status === 204 || answer.status === 304 ? undefined : answer.body);
}
