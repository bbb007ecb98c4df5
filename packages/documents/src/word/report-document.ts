import { paragraphs, table } from './word-markup.ts';
import { writeWord } from './write-word.ts';

export type ReportBlock =
  /** Running text, one paragraph per line. */
  | { readonly kind: 'text'; readonly text: string }
  /** A remark in small print: a formula, a date of the data. */
  | { readonly kind: 'note'; readonly text: string }
  | {
      readonly kind: 'table';
      readonly shares: readonly number[];
      readonly headings: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

export interface ReportDocument {
  readonly title: string;
  /** ISO 8601: the instant the document carries as its own. */
  readonly at: string;
  /** Classification, who and when; nothing on a notice that goes out. */
  readonly mark: string;
  readonly footer: string;
  /** Below the title: unit, round, date. */
  readonly lead?: string;
  readonly sections: readonly { readonly title?: string; readonly blocks: readonly ReportBlock[] }[];
}

const DIGITS = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as const;
/** 1 → 一 … 19 → 十九: no report has more sections. */
const numeral = (n: number): string => (n < 10 ? (DIGITS[n] ?? '') : `十${DIGITS[n - 10] ?? ''}`);

const block = (one: ReportBlock): string => {
  switch (one.kind) {
    case 'text':
      return paragraphs(one.text, { style: 'Body' });
    case 'note':
      return paragraphs(one.text, { style: 'Small' });
    case 'table':
      // Word joins tables that touch.
      return `${table(one)}${paragraphs('', { style: 'Small' })}`;
  }
};

/** A report or notice of numbered sections as editable Word (H01–H03, F11). */
export function writeReportDocument(document: ReportDocument): Uint8Array {
  const numbered = document.sections.filter(({ title }) => title);
  const body = [
    paragraphs(document.title, { style: 'Title' }),
    ...(document.lead ? [paragraphs(document.lead, { style: 'Lead' })] : []),
    ...document.sections.map((section) => {
      const heading = section.title
        ? paragraphs(`${numeral(numbered.indexOf(section) + 1)}、${section.title}`, { style: 'Heading' })
        : '';
      return heading + section.blocks.map(block).join('');
    }),
    paragraphs(''),
  ].join('');
  const { title, at, mark, footer } = document;
  return writeWord({ title, at, mark, footer, body });
}
