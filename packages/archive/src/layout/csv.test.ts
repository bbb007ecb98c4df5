import { expect, it } from 'vitest';
import { csvText } from './csv.ts';

it('starts with a byte order mark, quotes every cell and ends lines with CRLF', () => {
  expect(
    csvText([
      ['甲', 'a"b,c\nd'],
      [1, -2],
    ]),
  ).toBe('\ufeff"甲","a""b,c\nd"\r\n"1","-2"\r\n');
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1', '＠x'])(
  'does not let %j run as a formula',
  (cell) => {
    expect(csvText([[cell]])).toBe(`\ufeff"'${cell}"\r\n`);
  },
);
