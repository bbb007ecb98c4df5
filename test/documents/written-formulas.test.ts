import { type CellInput, readWorkbook, writeWorkbook } from '@xuncha/documents';
import { cellText, unguardFormula } from '@xuncha/domain';
import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { approvalCsv } from '../../packages/archive/src/layout/approval-trail.ts';
import { csvText } from '../../packages/archive/src/layout/csv.ts';

const STARTS = [
  '=',
  '+',
  '-',
  '@',
  '\t',
  '\r',
  '\n',
  '＝',
  '＋',
  '－',
  '＠',
  ' =',
  '\u200b=',
  "'=",
  '"=',
  ';=',
  ',=',
];
const hostile = fc
  .tuple(
    fc.constantFrom(...STARTS),
    fc.constantFrom('1+1', "cmd|'/c calc'!A0", 'HYPERLINK("http://x")', '字', '",=1'),
  )
  .map((parts) => parts.join(''));
const cells = fc.array(fc.oneof(hostile, fc.string({ unit: 'grapheme', maxLength: 8 })), {
  minLength: 3,
  maxLength: 3,
});

/** A reader of its own: what stands between the quotes, by row. */
const readCsv = (text: string): string[][] => {
  const rows: string[][] = [[]];
  const content = text.slice(1);
  for (const [whole, quoted = ''] of content.matchAll(/"((?:[^"]|"")*)"(?:,|\r\n)/g)) {
    rows.at(-1)?.push(quoted.replaceAll('""', '"'));
    if (whole.endsWith('\r\n')) rows.push([]);
  }
  return rows.slice(0, -1);
};
const runs = (cell: string): boolean => /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(cell);

describe('no written cell is run as a formula', () => {
  it('in text files: it stands behind an apostrophe, and reads the same without it', () => {
    fc.assert(
      fc.property(fc.array(cells, { minLength: 1, maxLength: 5 }), (rows) => {
        const read = readCsv(csvText(rows));
        expect(read.flat().filter(runs)).toEqual([]);
        expect(read.map((row) => row.map(unguardFormula))).toEqual(rows);
      }),
    );
  });

  it('in the trail of approvals', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const person = { userId: 'u', name: text };
        const csv = approvalCsv([
          {
            at: '2025-03-03T02:00:00.000Z',
            gate: 'party_committee',
            gateTitle: text,
            outcome: 'approve',
            outcomeTitle: text,
            by: { ...person, unit: text },
            onBehalfOf: person,
            opinion: text,
            meeting: { date: '2025-03-03', agendaItem: text, attendees: [text, text], resolution: text },
          },
        ]);
        expect(readCsv(csv).flat().filter(runs)).toEqual([]);
      }),
    );
  });

  it('in workbooks: every text is text, in titles and foot lines too, and is read again as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(cells, { minLength: 1, maxLength: 4 }), hostile, async (rows, title) => {
        const columns = ['a', 'b', 'c'].map((key) => ({ key, header: key, width: 10 }));
        const bytes = await writeWorkbook({
          title,
          pageFooter: title,
          sheets: [
            {
              name: title,
              title,
              subtitles: [title],
              footers: [title],
              columns,
              rows: [
                { section: title },
                ...rows.map(([a, b, c = '']) => {
                  const linked: CellInput = { text: c, link: 'https://example.com' };
                  return { cells: { a, b, c: linked } };
                }),
              ],
            },
          ],
        });
        const parts = Object.entries(unzipSync(bytes)).filter(([name]) => name.startsWith('xl/worksheets/'));
        for (const [name, part] of parts) expect(strFromU8(part), name).not.toMatch(/<f[ >/]/);
        const sheets = await readWorkbook(bytes);
        const texts = sheets.flatMap((sheet) => sheet.rows.flatMap((row) => row.map(cellText)));
        const seen = (text: string): string => text.toWellFormed().replace(/\r\n?/g, '\n').trim();
        const read = new Set(texts.map(seen));
        for (const text of rows.flat()) expect(read.has(seen(text)) || seen(text) === '', text).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
