import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { noise, startTestBucket } from '../../test/test-bucket.fixture.ts';
import { readRange } from './read-object.ts';

const MIB = 1024 * 1024;

it('reading leaves no chunks behind as garbage', async () => {
  const s3 = await startTestBucket();
  const content = noise('a', 24 * MIB);
  const object = await s3.put('a', content);
  const into = Buffer.alloc(content.length);
  // The first response opens the connection, and the server its buffers.
  await readRange(s3.client, object, 0, into.subarray(0, 2 * MIB));
  const before = process.memoryUsage().arrayBuffers;
  await readRange(s3.client, object, 0, into);
  await turn();
  expect(into.equals(content)).toBe(true);
  // What the socket read and what the parser made of it are 24 MiB each.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * MIB);
});
