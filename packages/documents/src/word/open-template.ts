import type { Entry, ZipFile } from 'yauzl';
import { openZip, readPart } from '../zip-parts.ts';

export type TemplateErrorCode = 'not_docx' | 'too_large' | 'forbidden' | 'syntax';

/** A template that can't be taken, with a Chinese sentence that says what to do. */
export class TemplateError extends Error {
  readonly code: TemplateErrorCode;

  constructor(code: TemplateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TemplateError';
    this.code = code;
  }
}

/** A form without pictures has 20 to 60 kB; it lies in one item of the table, which holds 400 KB. */
export const MAX_TEMPLATE_BYTES = 300 * 1024;
/** What 300 kB of a real form unpack to, four times over. */
const MAX_INFLATED_BYTES = 10 * 1024 * 1024;
const MAX_PARTS = 200;

const forbidden = (what: string): TemplateError =>
  new TemplateError('forbidden', `模板中含有${what}，不能使用。请在 Word 中删除后另存为 .docx 再上传。`);
const notDocx = (cause?: unknown): TemplateError =>
  new TemplateError('not_docx', '这不是 Word 文档。请在 Word 或 WPS 中另存为“Word 文档（.docx）”后上传。', {
    cause,
  });

const readParts = (zip: ZipFile): Promise<Map<string, Uint8Array>> => {
  const parts = new Map<string, Uint8Array>();
  let declared = 0;
  return new Promise((resolve, reject) => {
    const take = async (entry: Entry): Promise<void> => {
      declared += entry.uncompressedSize;
      if (declared > MAX_INFLATED_BYTES)
        throw new TemplateError('too_large', '模板解压后过大，不像正常的表单。请删去图片后重新上传。');
      if (entry.isEncrypted()) throw forbidden('密码保护');
      if (parts.has(entry.fileName)) throw forbidden('重复的部件');
      if (!entry.fileName.endsWith('/')) parts.set(entry.fileName, await readPart(zip, entry));
      zip.readEntry();
    };
    zip.on('entry', (entry: Entry) => take(entry).catch(reject));
    zip.on('error', reject);
    zip.on('end', () => resolve(parts));
    zip.readEntry();
  });
};

const decoder = new TextDecoder('utf-8', { fatal: true });
const textOf = (bytes: Uint8Array): string => {
  try {
    return decoder.decode(bytes);
  } catch {
    throw forbidden('无法识别的编码');
  }
};

/** Macros, controls, foreign documents: nothing a form needs, and all that runs when it is opened. */
const RUNNING_PARTS = /vbaProject|\/activeX\/|\/embeddings\/|oleObject|\.bin$/i;
/** Fields that fetch or run something when the document is opened. */
const FETCHING_FIELDS = /<w:instrText[^>]*>[^<]*\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK)\b/i;
const FETCHING_SIMPLE_FIELDS = /w:instr\s*=\s*["'][^"']*\b(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK)\b/i;

/** Links to pages may stay; templates, pictures and frames from elsewhere are fetched without a click. */
const inspectRelations = (xml: string): void => {
  for (const [relation] of xml.matchAll(/<(?:\w+:)?Relationship\b[^>]*>/g)) {
    if (/\/aFChunk["']/i.test(relation)) throw forbidden('嵌入的其他文档');
    if (/TargetMode\s*=\s*["']External["']/i.test(relation) && !/\/hyperlink["']/i.test(relation))
      throw forbidden('指向外部文件的链接');
  }
};

const inspect = (name: string, bytes: Uint8Array): void => {
  if (RUNNING_PARTS.test(name)) throw forbidden('宏、控件或嵌入对象');
  if (!/\.(?:xml|rels)$/i.test(name)) return;
  const xml = textOf(bytes);
  if (xml.includes('\u0000') || /<!(?:DOCTYPE|ENTITY)/i.test(xml)) throw forbidden('不允许的 XML 声明');
  if (/macroEnabled/i.test(xml) && name === '[Content_Types].xml') throw forbidden('宏');
  if (name.endsWith('.rels')) inspectRelations(xml);
  if (FETCHING_FIELDS.test(xml) || FETCHING_SIMPLE_FIELDS.test(xml)) throw forbidden('会读取外部内容的域');
};

/** The parts of a .docx by name, inflated within limits and free of anything that runs or fetches. */
export const openTemplate = async (bytes: Uint8Array): Promise<Map<string, Uint8Array>> => {
  if (bytes.byteLength > MAX_TEMPLATE_BYTES)
    throw new TemplateError('too_large', '模板超过 300 KB。请删去图片和多余内容后重新上传。');
  try {
    const zip = await openZip(bytes);
    if (zip.entryCount > MAX_PARTS) throw forbidden('过多的部件');
    const parts = await readParts(zip);
    if (!parts.has('word/document.xml') || !parts.has('[Content_Types].xml')) throw notDocx();
    for (const [name, content] of parts) inspect(name, content);
    return parts;
  } catch (error) {
    throw error instanceof TemplateError ? error : notDocx(error);
  }
};
