import { ProblemError } from '@xuncha/contracts';
import { partsOf } from '@xuncha/domain';
import type { PartAddress } from '../api/types.ts';
import { type Network, patiently } from './patience.ts';
import type { PutOptions } from './put-file.ts';

export interface PartSteps {
  /** Begins, or says which parts the server holds already. */
  readonly start: () => Promise<{ readonly finished: readonly { number: number; sha256: string }[] }>;
  readonly sign: (part: { readonly number: number; readonly sha256: string }) => Promise<PartAddress>;
  readonly put: (body: Blob, address: PartAddress, options: PutOptions) => Promise<void>;
  readonly complete: () => Promise<unknown>;
}

/** Parts on their way at once: three fill a line whose answers take long, and still leave room for other work. */
const PARALLEL = 3;

/**
 * Sends a file in parts. The server's list of finished parts decides what is still to be sent, so it does not matter
 * where, when or in which browser an earlier attempt ended.
 */
export const sendParts = async (
  file: Blob,
  hashes: readonly string[],
  steps: PartSteps,
  context: {
    readonly network: Network;
    readonly signal: AbortSignal;
    readonly onProgress: (done: number) => void;
    readonly onWaiting: (waiting: boolean) => void;
  },
): Promise<void> => {
  const { network, signal, onProgress, onWaiting } = context;
  const { count, sizeOf } = partsOf(file.size);
  const patient = <T>(action: () => Promise<T>) => patiently(action, network, signal, onWaiting);
  const { finished } = await patient(steps.start);
  const there = new Set(
    finished.filter(({ number, sha256 }) => hashes[number - 1] === sha256).map(({ number }) => number),
  );
  const sent = new Map<number, number>([...there].map((number) => [number, sizeOf(number)]));
  const report = () => onProgress([...sent.values()].reduce((sum, bytes) => sum + bytes, 0) / file.size);
  report();
  const waiting = Array.from({ length: count }, (_, index) => index + 1).filter(
    (number) => !there.has(number),
  );
  const start = (number: number): number => (number - 1) * sizeOf(1);
  // One broken part stops the others: the person is told, and the next attempt goes on from what has arrived.
  const stop = new AbortController();
  signal.addEventListener('abort', () => stop.abort(), { once: true });
  const send = async (number: number): Promise<void> => {
    const body = file.slice(start(number), start(number) + sizeOf(number));
    await patiently(
      async () => {
        const address = await steps.sign({ number, sha256: hashes[number - 1] ?? '' });
        await steps.put(body, address, {
          signal: stop.signal,
          onProgress: (bytes) => {
            sent.set(number, bytes);
            report();
          },
        });
      },
      network,
      stop.signal,
      onWaiting,
    );
    sent.set(number, sizeOf(number));
    report();
  };
  const work = async (): Promise<void> => {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) await send(number);
  };
  try {
    await Promise.all(Array.from({ length: Math.min(PARALLEL, waiting.length) }, work));
  } finally {
    stop.abort();
  }
  await patient(steps.complete).catch(unlessSettled);
};

/** The end arrived although its answer was lost: the file has its result already, which the next look tells. */
const unlessSettled = (error: unknown): void => {
  if (!(error instanceof ProblemError) || error.code !== 'evidence_settled') throw error;
};
