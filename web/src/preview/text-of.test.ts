import { expect, it } from 'vitest';
import { textOf } from './text-of.ts';

/** 整改 in GBK, as Chinese Windows saves it. */
const GBK = [0xd5, 0xfb, 0xb8, 0xc4];

it.each([
  ['UTF-8', [...new TextEncoder().encode('整改')]],
  ['UTF-8 with a mark', [0xef, 0xbb, 0xbf, ...new TextEncoder().encode('整改')]],
  ['UTF-16, low byte first', [0xff, 0xfe, 0x74, 0x65, 0x39, 0x65]],
  ['UTF-16, high byte first', [0xfe, 0xff, 0x65, 0x74, 0x65, 0x39]],
  ['GBK', GBK],
])('reads %s', (_encoding, bytes) => {
  expect(textOf(Uint8Array.from(bytes))).toBe('整改');
});

it('reads an empty file, and one of signs that every encoding has', () => {
  expect(textOf(new Uint8Array())).toBe('');
  expect(textOf(new TextEncoder().encode('a,b\r\n1,2'))).toBe('a,b\r\n1,2');
});
