import { ProblemError } from '@xuncha/contracts';
import { PART_BYTES } from '@xuncha/domain';
import { describe, expect, it } from 'vitest';
import type { Network } from './patience.ts';
import { UploadPaused, UploadRefused } from './put-file.ts';
import { type PartSteps, sendParts } from './send-parts.ts';

const COUNT = 5;
const FILE = new Blob([new Uint8Array((COUNT - 1) * PART_BYTES + 10)]);
const HASHES = Array.from({ length: COUNT }, (_, index) => `hash${index + 1}`);

/** What a server remembers of the parts, and how often the line breaks before each arrives. */
const server = (breaks: (number: number, attempt: number) => Error | undefined = () => undefined) => {
  const finished = new Map<number, string>();
  const attempts = new Map<number, number>();
  let parallel = 0;
  let most = 0;
  let completed = 0;
  const steps: PartSteps = {
    start: async () => ({ finished: [...finished].map(([number, sha256]) => ({ number, sha256 })) }),
    sign: async ({ number, sha256 }) => ({ number, url: sha256, headers: {} }),
    async put(body, { number, url }, { onProgress, signal }) {
      if (signal?.aborted) throw new UploadPaused();
      parallel += 1;
      most = Math.max(most, parallel);
      const attempt = (attempts.get(number) ?? 0) + 1;
      attempts.set(number, attempt);
      onProgress(body.size / 2);
      await new Promise((resolve) => setTimeout(resolve, 2));
      parallel -= 1;
      const error = breaks(number, attempt);
      if (error) throw error;
      expect(body.size).toBe(number < COUNT ? PART_BYTES : 10);
      finished.set(number, url);
    },
    complete: async () => {
      expect([...finished.keys()].sort()).toEqual([1, 2, 3, 4, 5]);
      completed += 1;
    },
  };
  return { steps, finished, attempts, most: () => most, completed: () => completed };
};

const waits: number[] = [];
const network = (online: () => boolean = () => true): Network => ({
  online,
  wait: async (milliseconds) => void waits.push(milliseconds),
});
const context = (over: Partial<Parameters<typeof sendParts>[3]> = {}) => ({
  network: network(),
  signal: new AbortController().signal,
  onProgress: () => {},
  onWaiting: () => {},
  ...over,
});

describe('sending in parts', () => {
  it('keeps at most three on their way and joins them in the end', async () => {
    const there = server();
    const progress: number[] = [];
    await sendParts(FILE, HASHES, there.steps, context({ onProgress: (done) => progress.push(done) }));
    expect(there.most()).toBe(3);
    expect(there.completed()).toBe(1);
    expect(progress.at(-1)).toBe(1);
  });

  it('sends a part again when the line breaks, and only that one', async () => {
    const there = server((number, attempt) =>
      number === 3 && attempt < 4 ? new TypeError('network') : undefined,
    );
    const waiting: boolean[] = [];
    await sendParts(FILE, HASHES, there.steps, context({ onWaiting: (is) => waiting.push(is) }));
    expect(there.attempts).toEqual(
      new Map([
        [1, 1],
        [2, 1],
        [3, 4],
        [4, 1],
        [5, 1],
      ]),
    );
    expect(waiting).toContain(true);
    expect(waiting.at(-1)).toBe(false);
  });

  it('waits out an hour offline without counting tries', async () => {
    let looks = 0;
    const there = server((number, attempt) =>
      number === 1 && attempt < 60 ? new TypeError('network') : undefined,
    );
    const offline = network(() => {
      looks += 1;
      return looks > 200;
    });
    await sendParts(FILE, HASHES, there.steps, context({ network: offline }));
    expect(there.completed()).toBe(1);
    expect(Math.max(...waits)).toBeGreaterThanOrEqual(60_000);
  });

  it('goes on from what the server holds, after a refusal that ended the first attempt', async () => {
    let broken = true;
    const there = server((number) => (number === 4 && broken ? new UploadRefused(403) : undefined));
    await expect(sendParts(FILE, HASHES, there.steps, context())).rejects.toBeInstanceOf(UploadRefused);
    expect(there.completed()).toBe(0);
    const before = new Map(there.attempts);
    broken = false;
    // A part that was sent for other bytes does not count.
    there.finished.set(1, 'another hash');
    await sendParts(FILE, HASHES, there.steps, context());
    expect(there.completed()).toBe(1);
    expect(there.attempts.get(1)).toBe((before.get(1) ?? 0) + 1);
    expect(there.attempts.get(2)).toBe(before.get(2));
  });

  it('stops when paused', async () => {
    const control = new AbortController();
    const there = server((number) => {
      if (number === 2) control.abort();
      return undefined;
    });
    const sending = sendParts(FILE, HASHES, there.steps, context({ signal: control.signal }));
    await expect(sending).rejects.toBeInstanceOf(UploadPaused);
    expect(there.completed()).toBe(0);
  });

  it('is done when its end arrived the first time and only the answer was lost', async () => {
    const there = server();
    let asked = 0;
    const complete = async () => {
      asked += 1;
      throw asked === 1
        ? new TypeError('network')
        : new ProblemError({ status: 409, code: 'evidence_settled', detail: '已经校验通过' });
    };
    await sendParts(FILE, HASHES, { ...there.steps, complete }, context());
    expect(asked).toBe(2);
  });

  it('does not repeat what the server refuses', async () => {
    const there = server();
    const refused = new ProblemError({ status: 409, code: 'upload_expired', detail: '已过期' });
    const steps = { ...there.steps, sign: async () => Promise.reject(refused) };
    await expect(sendParts(FILE, HASHES, steps, context())).rejects.toBe(refused);
  });
});
