import { zipSync } from 'fflate';
import { escapeXml, paragraphs } from './word-markup.ts';

export interface WordInput {
  readonly title: string;
  /** Instant the document carries as its own: the same content gives the same bytes. ISO 8601. */
  readonly at: string;
  /** Classification, who and when: at the head of every page. */
  readonly mark: string;
  /** Left of the page number, at the foot of every page. */
  readonly footer: string;
  /** Paragraphs and tables made with `word-markup`. */
  readonly body: string;
  /** Across every page, pale: who took the paper and when. */
  readonly watermark?: string;
  /** Broad pages, for wide tables. */
  readonly landscape?: boolean;
}

const MAIN = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/**
 * A Word document (ECMA-376) without anything that differs from one time to the next: no clock, no random ids, fixed
 * order and dates in its ZIP. Fonts are those of Chinese office PCs; elsewhere Word takes its own.
 */
export function writeWord(input: WordInput): Uint8Array {
  const parts: Readonly<Record<string, string>> = {
    '[Content_Types].xml': CONTENT_TYPES,
    '_rels/.rels': relations([
      ['officeDocument', 'word/document.xml'],
      [`${PACKAGE}/relationships/metadata/core-properties`, 'docProps/core.xml'],
    ]),
    'docProps/core.xml': coreProperties(input),
    'word/_rels/document.xml.rels': relations([
      ['styles', 'styles.xml'],
      ['header', 'header.xml'],
      ['footer', 'footer.xml'],
    ]),
    'word/document.xml': `${DECLARATION}<w:document xmlns:w="${MAIN}" xmlns:r="${RELATIONS}"><w:body>${input.body}${section(input)}</w:body></w:document>`,
    'word/styles.xml': STYLES,
    'word/header.xml': `${DECLARATION}<w:hdr xmlns:w="${MAIN}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">${paragraphs(input.mark, { style: 'Mark' })}${watermark(input)}</w:hdr>`,
    'word/footer.xml': `${DECLARATION}<w:ftr xmlns:w="${MAIN}">${footer(input.footer)}</w:ftr>`,
  };
  const entries = Object.entries(parts).map(
    ([name, text]) => [name, new TextEncoder().encode(text)] as const,
  );
  // 1980-01-01, the first day a ZIP can state; local time, as fflate writes it.
  return zipSync(Object.fromEntries(entries), { mtime: new Date(1980, 0, 1), level: 6 });
}

const CONTENT_TYPES = `${DECLARATION}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${WORD}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="${WORD}.styles+xml"/><Override PartName="/word/header.xml" ContentType="${WORD}.header+xml"/><Override PartName="/word/footer.xml" ContentType="${WORD}.footer+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`;

function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  const lines = targets.map(([type, target], index) => {
    const uri = type.startsWith('http') ? type : `${RELATIONS}/${type}`;
    return `<Relationship Id="rId${index + 1}" Type="${uri}" Target="${target}"/>`;
  });
  return `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${lines.join('')}</Relationships>`;
}

function coreProperties({ title, at }: WordInput): string {
  const instant = (name: string) =>
    `<dcterms:${name} xsi:type="dcterms:W3CDTF">${escapeXml(at)}</dcterms:${name}>`;
  return `${DECLARATION}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escapeXml(title)}</dc:title><dc:language>zh-CN</dc:language>${instant('created')}${instant('modified')}</cp:coreProperties>`;
}

/** A4 in twentieths of a point, margins 2 cm. */
const section = ({ landscape }: Pick<WordInput, 'landscape'>): string => {
  const size = landscape ? 'w:w="16838" w:h="11906" w:orient="landscape"' : 'w:w="11906" w:h="16838"';
  return `<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:footerReference w:type="default" r:id="rId3"/><w:pgSz ${size}/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`;
};

/** Word's own kind of watermark: a text along a path behind the page, in the header (ISO/IEC 29500-4, VML). */
const watermark = ({ watermark: text }: Pick<WordInput, 'watermark'>): string =>
  text
    ? `<w:p><w:pPr><w:pStyle w:val="Mark"/></w:pPr><w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas><v:path textpathok="t" o:connecttype="custom"/><v:textpath on="t" fitshape="t"/></v:shapetype><v:shape id="Watermark" type="#_x0000_t136" style="position:absolute;width:440pt;height:44pt;rotation:330;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#d9d9d9" stroked="f"><v:fill opacity=".5"/><v:textpath style="font-family:宋体;font-size:1pt" string="${escapeXml(text)}"/></v:shape></w:pict></w:r></w:p>`
    : '';

function footer(text: string): string {
  const field = (name: string) => `<w:fldSimple w:instr=" ${name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>`;
  const run = (words: string) => `<w:r><w:t xml:space="preserve">${escapeXml(words)}</w:t></w:r>`;
  return `<w:p><w:pPr><w:pStyle w:val="Mark"/></w:pPr>${run(`${text}　第 `)}${field('PAGE')}${run(' 页，共 ')}${field('NUMPAGES')}${run(' 页')}</w:p>`;
}

const fonts = (name: string) =>
  `<w:rFonts w:ascii="${name}" w:hAnsi="${name}" w:eastAsia="${name}" w:cs="${name}"/>`;
/** Sizes are in half points. */
const size = (half: number) => `<w:sz w:val="${half}"/><w:szCs w:val="${half}"/>`;
const style = (id: string, name: string, paragraph: string, run: string) =>
  `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/><w:pPr>${paragraph}</w:pPr><w:rPr>${run}</w:rPr></w:style>`;
const border = (side: string) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>`;
const BORDERS = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(border).join('');

const STYLES = `${DECLARATION}<w:styles xmlns:w="${MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>${fonts('宋体')}${size(21)}<w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>${[
  style(
    'Title',
    'Title',
    '<w:spacing w:before="120" w:after="240"/><w:jc w:val="center"/>',
    `${fonts('方正小标宋简体')}<w:b/>${size(36)}`,
  ),
  style(
    'Heading',
    'heading 1',
    '<w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="0"/>',
    `${fonts('黑体')}${size(24)}`,
  ),
  style('Lead', 'Lead', '<w:spacing w:after="240"/><w:jc w:val="center"/>', size(24)),
  // Two characters of indent and one and a half lines, as official letters have it.
  style(
    'Body',
    'Body Text',
    '<w:spacing w:line="360" w:lineRule="auto"/><w:ind w:firstLineChars="200" w:firstLine="560"/><w:jc w:val="both"/>',
    `${fonts('仿宋')}${size(28)}`,
  ),
  style('Mark', 'Mark', '<w:jc w:val="center"/>', `<w:color w:val="808080"/>${size(16)}`),
  style('Small', 'Small', '<w:spacing w:before="20" w:after="20"/>', size(19)),
].join(
  '',
)}<w:style w:type="table" w:styleId="Form"><w:name w:val="Form"/><w:tblPr><w:tblBorders>${BORDERS}</w:tblBorders><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`;
