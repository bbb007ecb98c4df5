/** Runs inside a worker thread: loads one function's bundle and answers invocations. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { installShiftedDate } from '../clock.ts';
import type {
  FunctionError,
  InvocationContext,
  InvokeMessage,
  WorkerMessage,
  WorkerSettings,
} from './protocol.ts';

type Handler = (event: unknown, context: object) => unknown;

function post(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

/** The error as Lambda's runtime reports it. */
function describe(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return {
    errorType: error.name,
    errorMessage: error.message,
    ...(error.stack ? { trace: error.stack.split('\n') } : {}),
  };
}

async function loadHandler({ bundle, handler }: WorkerSettings): Promise<Handler> {
  const separator = handler.lastIndexOf('.');
  const file = handler.slice(0, separator);
  const name = handler.slice(separator + 1);
  const path = ['.mjs', '.js', '.cjs'].map((ending) => join(bundle, `${file}${ending}`)).find(existsSync);
  if (!path) throw new Error(`There is no module ${file} in ${bundle}.`);
  const loaded: unknown = await import(pathToFileURL(path).href);
  const exported = readExport(loaded, name) ?? readExport(readExport(loaded, 'default'), name);
  if (typeof exported !== 'function') throw new Error(`${handler} is not exported by ${path}.`);
  return exported as Handler;
}

function readExport(module: unknown, name: string): unknown {
  return typeof module === 'object' && module !== null ? Reflect.get(module, name) : undefined;
}

function contextObject(context: InvocationContext): object {
  const { deadlineMs, ...rest } = context;
  return {
    ...rest,
    functionVersion: '$LATEST',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
}

async function answer(handler: Handler, { id, event, context }: InvokeMessage): Promise<void> {
  try {
    const result = await handler(JSON.parse(event), contextObject(context));
    post({ kind: 'result', id, payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    post({ kind: 'error', id, error: describe(error) });
  }
}

const settings = workerData as WorkerSettings;
if (settings.clockOffset) installShiftedDate(settings.clockOffset);
try {
  const handler = await loadHandler(settings);
  parentPort?.on('message', (message: InvokeMessage) => void answer(handler, message));
  post({ kind: 'ready' });
} catch (error) {
  post({ kind: 'init-error', error: describe(error) });
}
