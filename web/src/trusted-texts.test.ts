import { expect, it } from 'vitest';
import { ownScript, plainText } from './trusted-texts.ts';

it('lets style sheets pass and no markup', () => {
  const sheet = '.a>.b{content:"\\201c"}';
  expect(plainText(sheet)).toBe(sheet);
  for (const markup of ['<img src=x onerror=alert(1)>', 'a<b', '<!--']) expect(plainText(markup)).toBeNull();
});

it.each([
  ['/assets/hash.worker-1.js', true],
  ['https://xuncha.example/assets/pdf.js', true],
  ['https://elsewhere.example/assets/x.js', false],
  ['//elsewhere.example/assets/x.js', false],
  ['/assets/../v1/findings', false],
  ['javascript:alert(1)', false],
  ['data:text/javascript,alert(1)', false],
  ['blob:https://xuncha.example/1', false],
])('takes scripts from our own files only: %s', (address, taken) => {
  expect(ownScript(address, 'https://xuncha.example/findings/1')).toBe(taken ? address : null);
});
