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
/**
 * The heap of a function of 256 MB: 112 MB for what lives, 3 × 4 MB for what is young; the rest is Node itself and the
 * buffers. The product's functions have more memory because a whole core comes with it, and V8 would spend it on garbage.
 */
const HEAP = ['--max-old-space-size=112', '--max-semi-space-size=4'];
const HOST = fileURLToPath(new URL('./function-host.ts', import.meta.url));

/** The handler of the entry. Runs in the function's thread. */
export const inOwnProcess = (bundle: string): ((event: unknown, context: Context) => Promise<unknown>) => {
  const idle: ChildProcess[] = [];
  const start = (): ChildProcess => {
    return fork(HOST, [join(bundle, PRODUCT_ENTRY)], { execArgv: HEAP, env: { ...process.env } });
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
