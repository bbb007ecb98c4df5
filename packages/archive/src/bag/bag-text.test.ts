import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bagInfoText, decodeManifestPath, encodeManifestPath, manifestLine } from './bag-text.ts';

it('encodes line breaks and % in manifest paths and nothing else (RFC 8493 2.1.3)', () => {
  expect(encodeManifestPath('data/100%\r\n 报告.txt')).toBe('data/100%25%0D%0A 报告.txt');
  expect(decodeManifestPath('a%20b%0a%25')).toBe('a%20b\n%');
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('%', '0', 'A', 'D', '2', '5', '\r', '\n', '中') }),
      (path) => {
        const encoded = encodeManifestPath(path);
        expect(encoded).not.toMatch(/[\r\n]/);
        expect(decodeManifestPath(encoded)).toBe(path);
      },
    ),
  );
});

it('writes manifest lines as sha256sum reads them', () => {
  expect(manifestLine('ab', 'data/x y')).toBe('ab  data/x y\n');
});

it('keeps a bag-info value on one line and refuses labels that would break the file', () => {
  expect(bagInfoText({ 'External-Description': '甲\r\nFake: 乙' })).toBe(
    'External-Description: 甲 Fake: 乙\n',
  );
  for (const label of ['a:b', ' a', 'a ', 'a\nb', '']) {
    expect(() => bagInfoText({ [label]: 'x' })).toThrow('标签不合规');
  }
});
