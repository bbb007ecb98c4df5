/** The few elements of WordprocessingML the product's own forms need. */

/** Characters XML 1.0 can't carry; marks that turn the direction of text are taken out with them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are taken out
const NOT_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\u202a-\u202e\u2066-\u2069]/g;

export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(NOT_TEXT, '')
    .replace(/\r\n?/g, '\n')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

export interface TextStyle {
  /** Name of a paragraph style in the form's style sheet. */
  readonly style?: 'Title' | 'Lead' | 'Heading' | 'Body' | 'Mark' | 'Small';
}

/** One paragraph per line. */
export function paragraphs(text: string, { style }: TextStyle = {}): string {
  const properties = style ? `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>` : '';
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => `<w:p>${properties}<w:r><w:t xml:space="preserve">${escapeXml(line)}</w:t></w:r></w:p>`)
    .join('');
}

/** Twentieths of a point: A4 with margins of 2 cm leaves 17 cm. */
export const TEXT_WIDTH = 9638;
/** The same page turned: 29.7 cm less the margins. */
export const WIDE_TEXT_WIDTH = 14570;

export interface TableInput {
  /** Twentieths of a point; an upright page's text where absent. */
  readonly width?: number;
  /** Shares of the text width. */
  readonly shares: readonly number[];
  /** Repeated on each page the table goes over. */
  readonly headings?: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The first column names what the others hold. */
  readonly named?: boolean;
}

export function table({ width = TEXT_WIDTH, shares, headings, rows, named = false }: TableInput): string {
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const widths = shares.map((share) => Math.round((width * share) / whole));
  const grid = widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('');
  const head = headings ? row(headings, widths, { heading: true }) : '';
  const body = rows.map((cells) => row(cells, widths, { named })).join('');
  return `<w:tbl><w:tblPr><w:tblStyle w:val="Form"/><w:tblW w:w="${width}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${head}${body}</w:tbl>`;
}

function row(
  cells: readonly string[],
  widths: readonly number[],
  { heading = false, named = false }: { readonly heading?: boolean; readonly named?: boolean },
): string {
  const properties = `<w:trPr><w:cantSplit/>${heading ? '<w:tblHeader/>' : ''}</w:trPr>`;
  const filled = widths.map((width, column) => {
    const shade = heading || (named && column === 0) ? '<w:shd w:val="clear" w:fill="E7E6E6"/>' : '';
    return `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/>${shade}</w:tcPr>${paragraphs(cells[column] ?? '', { style: 'Small' })}</w:tc>`;
  });
  return `<w:tr>${properties}${filled.join('')}</w:tr>`;
}
