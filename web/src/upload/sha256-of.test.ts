import { createHash } from 'node:crypto';
import { PART_BYTES, PARTED_FROM_BYTES } from '@xuncha/domain';
import { describe, expect, it } from 'vitest';
import { objectionTo } from './check-file.ts';
import { sha256Of } from './sha256-of.ts';

describe('sha256Of', () => {
  it.each([0, 1, 64, 1_000_003])('equals the platform digest for %i bytes', async (size) => {
    const bytes = new Uint8Array(size).map((_, index) => (index * 31) % 251);
    const seen: number[] = [];
    const { sha256 } = await sha256Of(new Blob([bytes]), (done) => seen.push(done));
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    if (size > 0) expect(seen.at(-1)).toBe(1);
  });
});

it('hashes the parts of a large file on the way', async () => {
  const bytes = Buffer.alloc(PARTED_FROM_BYTES + 5, '巡察');
  const { sha256, parts } = await sha256Of(new Blob([bytes]), () => {});
  const hashOf = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
  expect(sha256).toBe(hashOf(bytes));
  const expected = [];
  for (let start = 0; start < bytes.length; start += PART_BYTES)
    expected.push(hashOf(bytes.subarray(start, start + PART_BYTES)));
  expect(parts).toEqual(expected);
});

describe('objectionTo', () => {
  it.each([
    ['会议纪要.pdf', 10, undefined],
    ['照片.JPG', 10, undefined],
    ['脚本.exe', 10, 'typeRefused'],
    ['无扩展名', 10, 'typeRefused'],
    ['空.pdf', 0, 'empty'],
    ['视频.mp4', 5 * 1024 ** 3 + 1, 'tooLarge'],
  ])('%s of %i bytes: %s', (name, size, objection) => {
    expect(objectionTo({ name, size })).toBe(objection);
  });
});
