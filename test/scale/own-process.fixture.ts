import { type ChildProcess, fork } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context } from 'aws-lambda';
import type { Answered, Asked } from './function-host.ts';

/** One invocation as its process saw it. */
export interface Invocation {
  readonly step: string;
  readonly archiveId?: string;
  readonly milliseconds: number;
  /** Largest resident memory of the process during the invocation. */
  readonly peakMiB: number;
}

/** The product's own entry of the bundle. */
export const PRODUCT_ENTRY = 'product.mjs';
export const INVOCATION_LOG = 'invocations.jsonl';
const HOST = fileURLToPath(new URL('./function-host.ts', import.meta.url));

/** The handler of the entry. Runs in the function's thread. */
export const inOwnProcess = (bundle: string): ((event: unknown, context: Context) => Promise<unknown>) => {
  const idle: ChildProcess[] = [];
  const start = (): ChildProcess => {
    // With the function's environment comes the heap it is deployed with (NODE_OPTIONS).
    return fork(HOST, [join(bundle, PRODUCT_ENTRY)], { execArgv: [], env: { ...process.env } });
  };
  return async (event, context) => {
    const child = idle.pop() ?? start();
    const remaining = context.getRemainingTimeInMillis();
    const answer = await new Promise<Answered>((resolve, reject) => {
      const died = (): void => reject(new Error('the process of the function ended'));
      child.once('exit', died);
      child.once('message', (message: Answered) => {
        child.off('exit', died);
        resolve(message);
      });
      child.send({ event, remaining } satisfies Asked);
    });
    appendFileSync(join(bundle, INVOCATION_LOG), `${JSON.stringify(invocationOf(event, answer))}\n`);
    idle.push(child);
    if (!answer.ok) throw Object.assign(new Error(answer.message), { name: answer.name });
    return answer.result;
  };
};

const invocationOf = (event: unknown, { milliseconds, peakMiB }: Answered): Invocation => {
  const { step, archiveId } = event as { readonly step?: string; readonly archiveId?: string };
  return { step: step ?? 'pack', ...(archiveId ? { archiveId } : {}), milliseconds, peakMiB };
};
