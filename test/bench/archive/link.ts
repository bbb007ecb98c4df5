import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';

/** Bytes per millisecond: 75 MB/s each way, what a Lambda function of one core gets from S3. */
const RATE = 75_000;
const latency = (): number => 20 + Math.random() * 20;

/**
 * Timers are late by a millisecond or more, of which each chunk of 64 KiB takes 0.9: what was lost that way, up to so many
 * milliseconds, the next chunks may make up, or the link would be slower the fewer streams share it.
 */
const LATENESS = 20;

/** One direction of the link: bytes queue up behind one another. */
class Lane {
  #free = 0;

  async pass(bytes: number): Promise<void> {
    const now = performance.now();
    this.#free = Math.max(this.#free, now - LATENESS) + bytes / RATE;
    if (this.#free > now) await delay(this.#free - now);
  }
}

export interface Traffic {
  bytes: number;
  requests: number;
}

/**
 * Counts what a client moves through its process, and, when asked, gives every request the latency of S3 and the link
 * the bandwidth of a function.
 */
export function observeLink(client: S3Client, modelled: boolean): Traffic {
  const traffic: Traffic = { bytes: 0, requests: 0 };
  const up = new Lane();
  const down = new Lane();
  client.middlewareStack.add(
    (next) => async (args) => {
      const sent = 'Body' in args.input && Buffer.isBuffer(args.input.Body) ? args.input.Body.length : 0;
      traffic.requests += 1;
      traffic.bytes += sent;
      if (modelled) {
        await delay(latency());
        if (sent > 0) await up.pass(sent);
      }
      const answer = await next(args);
      const output = answer.output;
      if (!modelled && 'ContentLength' in output) traffic.bytes += Number(output.ContentLength ?? 0);
      if (modelled && 'Body' in output && output.Body instanceof Readable)
        Object.assign(output, {
          Body: Readable.from(counted(output.Body, traffic, down)),
        });
      return answer;
    },
    { step: 'initialize' },
  );
  return traffic;
}

async function* counted(body: Readable, traffic: Traffic, lane: Lane): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    const bytes: Uint8Array = chunk;
    traffic.bytes += bytes.length;
    await lane.pass(bytes.length);
    yield bytes;
  }
}
