import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type ApiContext, OPERATIONS, type StateMachineRecord } from './api.ts';
import { ApiError } from './api-error.ts';
import { CheckedDefinitions } from './checked-definitions.ts';
import type { Json, JsonObject } from './definition.ts';
import { Engine } from './engine.ts';
import { type BeforeWrite, Journal, JournalClosed } from './journal.ts';
import type { InvokeLambda } from './task-calls.ts';

/** Options of {@link startStepFunctionsServer}. */
export interface StepFunctionsOptions {
  /** Directory of the journal; one process at a time may use it. */
  dataDir: string;
  /** 0 takes a free port. */
  port: number;
  host?: string;
  region: string;
  accountId: string;
  invokeLambda: InvokeLambda;
  /** Milliseconds; a test that moves this clock calls {@link StepFunctionsServer.passDeadlines} then. */
  now?: () => number;
  /** Decides on a request; a refusal is thrown as an {@link ApiError}. */
  authorize?: AuthorizeStates;
  /** Awaited before each durable write; a crash test kills the process here. */
  beforeWrite?: BeforeWrite;
}

/** Verifies who calls an operation and whether he may. */
export type AuthorizeStates = (
  request: IncomingMessage,
  body: Buffer,
  operation: string,
  input: Json,
) => void;

/** A state machine of the assembly. */
export interface StateMachineRegistration {
  arn: string;
  name: string;
  definition: string | JsonObject;
}

/** A running endpoint. */
export interface StepFunctionsServer {
  url: string;
  /**
   * Makes a state machine known. Running executions keep the definition they started with.
   * @throws Error if the definition is invalid or asks for something this engine does not offer
   */
  registerStateMachine(registration: StateMachineRegistration): void;
  /** Begins to run: takes up what an earlier process left, then everything new. Until then calls are only recorded. */
  resume(): void;
  /** Handles the deadlines that have passed by the injected clock. */
  passDeadlines(): Promise<void>;
  close(): Promise<void>;
}

/** Most bytes of a request: 256 KiB of data can grow sixfold by JSON escapes, and there are names besides. */
const BODY_LIMIT = 2 * 1024 * 1024;

/** Starts a Step Functions endpoint (AWS JSON 1.0 protocol) over a durable local engine. */
export async function startStepFunctionsServer(options: StepFunctionsOptions): Promise<StepFunctionsServer> {
  const { dataDir, port, host = '127.0.0.1', region, accountId, invokeLambda, now = Date.now } = options;
  const journal = new Journal(dataDir, options.beforeWrite);
  const engine = await Engine.open({ journal, region, accountId, invokeLambda, now });
  const definitions = new CheckedDefinitions(journal.database);
  const machines = new Map<string, StateMachineRecord>();
  const server = createServer((request, response) => {
    response.setHeader('date', new Date(now()).toUTCString());
    void answer({ engine, machines }, options.authorize, request, response);
  });
  try {
    await listen(server, port, host);
  } catch (error) {
    await journal.close();
    throw error;
  }
  const address = server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://${host}:${bound}`,
    registerStateMachine({ arn, name, definition }) {
      const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
      definitions.check(text);
      machines.set(arn, { arn, name, definition: text, createdAt: now() });
    },
    resume: () => engine.resume(),
    passDeadlines: () => engine.passDeadlines(),
    async close() {
      engine.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await journal.close();
      // The answers of the last writes go out in this turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}

async function answer(
  context: ApiContext,
  authorize: AuthorizeStates | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  const send = (status: number, body: Json, headers: Record<string, string> = {}): void => {
    response.writeHead(status, {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-requestid': requestId,
      ...headers,
    });
    response.end(JSON.stringify(body));
  };
  try {
    send(200, await perform(context, authorize, request));
  } catch (error) {
    const known = error instanceof ApiError ? error : internalError(error, requestId);
    send(known.status, { __type: known.code, message: known.message }, { 'x-amzn-errortype': known.code });
  }
}

async function perform(
  context: ApiContext,
  authorize: AuthorizeStates | undefined,
  request: IncomingMessage,
): Promise<Json> {
  const target = String(request.headers['x-amz-target'] ?? '');
  const name = target.startsWith('AWSStepFunctions.') ? target.slice('AWSStepFunctions.'.length) : '';
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  const body = await readBody(request);
  if (!operation)
    throw new ApiError('UnknownOperationException', `Operation ${name || target} is not offered`);
  const input = parseBody(body.toString('utf8'));
  authorize?.(request, body, name, input);
  return operation(context, input);
}

function parseBody(text: string): Json {
  try {
    const value: Json = JSON.parse(text === '' ? '{}' : text);
    return value;
  } catch {
    throw new ApiError('SerializationException', 'The request is not JSON');
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > BODY_LIMIT) throw new ApiError('RequestEntityTooLarge', 'The request is too large', 413);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function internalError(error: unknown, requestId: string): ApiError {
  // The SDK tries again, by then perhaps at the next process.
  if (error instanceof JournalClosed) return new ApiError('ServiceUnavailable', 'Shutting down', 503);
  console.error(`Step Functions: request ${requestId} failed`, error);
  return new ApiError('InternalFailure', `Internal failure, request ${requestId}`, 500);
}
