import fc from 'fast-check';
import { expect, it } from 'vitest';
import { crc32, crc32ByTable } from './crc32.ts';

it('gives the check value of the CRC-32 catalogue', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  expect(crc32ByTable(Buffer.from('123456789'))).toBe(0xcbf43926);
});

it('gives the same natively and by table, whole and in pieces', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
      const whole = crc32(Buffer.concat([a, b]));
      expect(crc32(b, crc32(a))).toBe(whole);
      expect(crc32ByTable(b, crc32ByTable(a))).toBe(whole);
    }),
  );
});
