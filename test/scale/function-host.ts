import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** A process that runs one function, one invocation at a time, and says how much memory each took. */

export interface Asked {
  readonly event: unknown;
  /** Milliseconds of the function's time that are left. */
  readonly remaining: number;
}

interface Measured {
  readonly milliseconds: number;
  readonly peakMiB: number;
}
export type Answered = Measured &
  (
    | { readonly ok: true; readonly result: unknown }
    | { readonly ok: false; readonly name: string; readonly message: string }
  );

type Handler = (event: unknown, context: object) => Promise<unknown>;

const CLEAR = '/proc/self/clear_refs';

/** Linux: writing 5 makes the kernel count the peak anew. Elsewhere the peak of the process's whole life is told. */
const forgetPeak = (): void => {
  if (existsSync(CLEAR)) writeFileSync(CLEAR, '5');
};
const peakMiB = (): number => {
  if (!existsSync(CLEAR)) return process.resourceUsage().maxRSS / 1024;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
};

const [, , bundle = ''] = process.argv;
const loaded = import(pathToFileURL(bundle).href) as Promise<{ readonly handler: Handler }>;

const answer = async ({ event, remaining }: Asked): Promise<Answered> => {
  const { handler } = await loaded;
  forgetPeak();
  const began = performance.now();
  const measured = (): Measured => ({ milliseconds: performance.now() - began, peakMiB: peakMiB() });
  try {
    const getRemainingTimeInMillis = (): number => remaining - (performance.now() - began);
    const result = await handler(event, { getRemainingTimeInMillis });
    return { ok: true, result, ...measured() };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { ok: false, name, message, ...measured() };
  }
};

// The machine has died: whatever this invocation still did would be unheard of.
process.once('disconnect', () => process.exit(0));
process.on('message', (asked: Asked) => void answer(asked).then((answered) => process.send?.(answered)));
