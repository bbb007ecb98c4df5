import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attachmentNamed } from './object-store.ts';

it('gives one header line and the name back, whatever the name holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 250 }), (name) => {
      const header = attachmentNamed(name);
      expect(header).toMatch(
        /^attachment; filename="[\x20\x21\x23-\x5b\x5d-\x7e]*"; filename\*=UTF-8''[\w.!~%-]*$/,
      );
      expect(decodeURIComponent(header.split("UTF-8''")[1] ?? '')).toBe(name.toWellFormed());
    }),
    { numRuns: 1000 },
  );
});

it.each([
  'a"; filename="b.exe',
  'a\r\nSet-Cookie: x=1',
  '发票\u202efdp.exe',
  '半\ud800个',
  'CON',
  '👨‍👩‍👧.pdf',
  'a'.repeat(5000),
])('survives %j', (name) => {
  expect(attachmentNamed(name)).toMatch(/^attachment; filename="[^"\r\n]*"; filename\*=UTF-8''[\w.!~%-]*$/);
});
