import type { Entry, ZipFile } from 'yauzl';
import { WorkbookError } from './workbook-error.ts';
import type { WorkbookLimits } from './workbook-limits.ts';
import { openZip, readPart } from './zip-parts.ts';

/** Opens the ZIP container of an .xlsx without trusting it: type, number of parts, declared and real sizes. */

const startsWith = (bytes: Uint8Array, signature: readonly number[]): boolean =>
  signature.every((byte, index) => bytes[index] === byte);

/** Compound File Binary: .xls, and .xlsx encrypted with a password. */
const COMPOUND_FILE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const ZIP_FILE = [0x50, 0x4b, 0x03, 0x04];
const PDF_FILE = [0x25, 0x50, 0x44, 0x46, 0x2d];

/** The name of the stream that holds an encrypted workbook, in UTF-16 as compound files store names. */
const ENCRYPTED_STREAM = Buffer.from('EncryptedPackage', 'utf16le');

function refuseOtherTypes(bytes: Uint8Array): void {
  if (startsWith(bytes, ZIP_FILE)) return;
  if (startsWith(bytes, COMPOUND_FILE)) {
    if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(ENCRYPTED_STREAM)) {
      throw new WorkbookError('encrypted', '文件设有打开密码。请在 Excel 中取消密码保护后重新上传');
    }
    throw new WorkbookError(
      'legacy_xls',
      '这是旧版 Excel 97-2003 文件（.xls）。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后重新上传',
    );
  }
  if (startsWith(bytes, PDF_FILE))
    throw new WorkbookError(
      'not_xlsx',
      '这是 PDF 文件，不是 Excel 工作簿。请向填报单位索要 .xlsx 原件后上传；PDF 可以作为佐证材料上传',
    );
  // Text without control characters is most likely a CSV or an HTML table under a false name.
  const head = bytes.subarray(0, 512);
  if (head.length > 0 && head.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13)) {
    throw new WorkbookError(
      'csv',
      '这是文本文件（如 .csv 或网页表格），不是 Excel 工作簿。请用 Excel 打开，另存为“Excel 工作簿（.xlsx）”后重新上传',
    );
  }
  throw new WorkbookError('not_xlsx', '不是 Excel 工作簿。请上传 .xlsx 文件');
}

/** Parts the ledger import reads; media, macros, charts and links to other files are never inflated. */
const isWanted = (name: string): boolean =>
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/workbook\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/sharedStrings\.xml|xl\/styles\.xml|xl\/worksheets\/[^/]+\.xml)$/i.test(
    name,
  );

const tooLarge = (limits: WorkbookLimits): WorkbookError =>
  new WorkbookError(
    'inflated_too_large',
    `文件解压后超过 ${Math.floor(limits.maxInflatedBytes / (1024 * 1024))} MB，不像正常的台账。请只保留台账工作表，另存后重新上传`,
  );

function readParts(zip: ZipFile, limits: WorkbookLimits): Promise<Map<string, Uint8Array>> {
  const parts = new Map<string, Uint8Array>();
  let declared = 0;
  return new Promise((resolve, reject) => {
    const take = async (entry: Entry): Promise<void> => {
      if (entry.isEncrypted()) throw new WorkbookError('encrypted', '文件已加密。请取消加密后重新上传');
      if (isWanted(entry.fileName)) {
        declared += entry.uncompressedSize;
        if (declared > limits.maxInflatedBytes) throw tooLarge(limits);
        parts.set(entry.fileName, await readPart(zip, entry));
      }
      zip.readEntry();
    };
    zip.on('entry', (entry: Entry) => take(entry).catch(reject));
    zip.on('error', reject);
    zip.on('end', () => resolve(parts));
    zip.readEntry();
  });
}

const asWorkbookError = (error: unknown): WorkbookError =>
  error instanceof WorkbookError
    ? error
    : new WorkbookError('corrupt', '文件已损坏或不完整，无法打开。请用 Excel 打开并另存后重新上传', {
        cause: error,
      });

/** The wanted parts of the container by name, inflated within the limits. */
export async function openContainer(
  bytes: Uint8Array,
  limits: WorkbookLimits,
): Promise<Map<string, Uint8Array>> {
  if (bytes.byteLength > limits.maxFileBytes) {
    throw new WorkbookError(
      'file_too_large',
      `文件超过 ${Math.floor(limits.maxFileBytes / (1024 * 1024))} MB。请删去图片和无关工作表后重新上传`,
    );
  }
  refuseOtherTypes(bytes);
  try {
    const zip = await openZip(bytes);
    if (zip.entryCount > limits.maxParts) {
      throw new WorkbookError(
        'too_many_parts',
        '文件内部结构异常（部件过多）。请新建工作簿粘贴台账后重新上传',
      );
    }
    const parts = await readParts(zip, limits);
    if (!parts.has('xl/workbook.xml')) {
      throw new WorkbookError(
        'not_xlsx',
        '这是压缩包或其他 Office 文件，不是 Excel 工作簿。请上传 .xlsx 文件',
      );
    }
    return parts;
  } catch (error) {
    throw asWorkbookError(error);
  }
}
