import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readable, readableText } from './readable.ts';

describe('readableText', () => {
  it.each([
    ['整改\u0000内容', '整改内容'],
    ['第一行\u000b第二行\u000c', '第一行\n第二行\n'],
    ['\ud800半个字', '\ufffd半个字'],
    ['𠮷𪚥👨‍👩‍👧 é\t\r\n\u3000', '𠮷𪚥👨‍👩‍👧 é\t\r\n\u3000'],
    ['\u0085\u009b[31m红', '[31m红'],
  ])('%j becomes %j', (text, clean) => {
    expect(readableText(text)).toBe(clean);
  });

  it('gives text that survives UTF-8 and changes nothing more', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const clean = readableText(text);
        expect(Buffer.from(clean, 'utf8').toString('utf8')).toBe(clean);
        expect(readableText(clean)).toBe(clean);
      }),
    );
  });
});

describe('readable', () => {
  it('reaches every text and every name of a field', () => {
    const value = { 'a\u0000': ['\u0000x', { b: '\ud800' }], n: 1, t: true, z: null };
    expect(readable(value)).toEqual({ value: { a: ['x', { b: '\ufffd' }], n: 1, t: true, z: null } });
  });

  it('keeps a field named __proto__ a field', () => {
    const answer = readable(JSON.parse('{"__proto__":{"isAdmin":true}}'))?.value;
    expect(Object.getPrototypeOf(answer)).toBe(Object.prototype);
    expect(Reflect.get(Object(answer), 'isAdmin')).toBeUndefined();
  });

  it('gives up on what is nested deeper than any input', () => {
    const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    expect(readable(nested(40))).toBeDefined();
    expect(readable(nested(41))).toBeUndefined();
    expect(readable(nested(100_000))).toBeUndefined();
  });
});
