import fc from 'fast-check';
import { expect, it } from 'vitest';
import { guardFormula, unguardFormula } from './formula-guard.ts';

/** Any sign of the basic plane. The library's own `binary` unit takes a second or more to be made. */
const anySign = fc.integer({ min: 0, max: 0xd7ff }).map((code) => String.fromCodePoint(code));

it.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  ' =1',
  '\u200b=1',
  '\ufeff=1',
  '＝1',
  '＋1',
  '－1',
  '＠x',
])('puts an apostrophe before %j', (text) => {
  expect(guardFormula(text)).toBe(`'${text}`);
});

it.each(['', '整改', '2025-01-31', "'引号'", 'a=1', '1+1', '（一）=', '—', '·'])(
  'leaves %j alone',
  (text) => {
    expect(guardFormula(text)).toBe(text);
  },
);

const START = fc.constantFrom(
  '',
  "'",
  "''",
  ' ',
  '\t',
  '\r\n',
  '\u200b',
  '\u202e',
  '=',
  '＝',
  '@',
  '-',
  '字',
);
it('gives every text back, also one that begins with an apostrophe itself', () => {
  fc.assert(
    fc.property(fc.array(START, { maxLength: 4 }), fc.string({ unit: anySign }), (starts, rest) => {
      const text = starts.join('') + rest;
      expect(unguardFormula(guardFormula(text))).toBe(text);
    }),
    { numRuns: 2000 },
  );
});
