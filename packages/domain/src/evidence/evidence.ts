import { fail, ok, type Result } from '../result.ts';

/**
 * registered ≠ verified: only verified evidence counts towards close-out (C04). `replaced`: a newer version of the
 * same material has been verified; the older one stays on record and readable, and no longer counts.
 */
export const EVIDENCE_STATUSES = ['registered', 'verified', 'refused', 'withdrawn', 'replaced'] as const;
export type EvidenceStatus = (typeof EVIDENCE_STATUSES)[number];

/** What the verification found in the vault. */
export interface KeptContent {
  readonly vaultKey: string;
  /** CRC-32 of the whole file, 8 lower-case hex digits: an archive's entry needs it before the bytes are copied. */
  readonly crc32?: string;
}

export interface Evidence {
  readonly id: string;
  /** Evidence of a measure, or the minutes file of a decision meeting. */
  readonly purpose: 'measure' | 'minutes';
  readonly measureId?: string;
  readonly caseId?: string;
  readonly fileName: string;
  /** What the paper is called, where the file name does not say it. */
  readonly title?: string;
  readonly size: number;
  /** Lower-case hex, computed in the browser, signed into the upload, recomputed in the vault. */
  readonly sha256: string;
  readonly contentType: string;
  /** Where the paper comes from, such as a department or a system. */
  readonly source?: string;
  /** Who took the evidence, where it was not the person who uploads it. */
  readonly takenBy?: string;
  /** The day the paper was made; `uploadedAt` is when it reached us. */
  readonly formedOn: string;
  readonly uploadedAt?: string;
  readonly uploadedBy: string;
  readonly uploadedByName: string;
  /** The absent person, where a substitute uploaded: both have submitted it (G07). */
  readonly uploadedOnBehalfOf?: string;
  readonly registeredAt: string;
  readonly status: EvidenceStatus;
  readonly refusal?: { readonly code: RefusalCode; readonly message: string };
  readonly withdrawnReason?: string;
  readonly vaultKey?: string;
  readonly crc32?: string;
  /** Checked and kept while a case was running, when nothing may be added; counts once the case has come back. */
  readonly kept?: KeptContent & { readonly at: string };
  /** The version before and after this one. */
  readonly replaces?: string;
  readonly replacedBy?: string;
  /** First version is 1; absent stands for 1. */
  readonly versionNo?: number;
  /** While it stands the file can't be removed, whatever its retention says. */
  readonly hold?: LegalHold;
}

/** A legal hold of HQ's inspection office on one item. */
export interface LegalHold {
  readonly reason: string;
  readonly by: string;
  readonly byName: string;
  readonly at: string;
}

/**
 * CopyObject takes at most 5 GiB, and only CopyObject makes S3 compute the SHA-256 of a whole file that came in parts
 * (UploadPartCopy yields one per range). A bigger video is split before it is uploaded.
 */
export const MAX_EVIDENCE_BYTES = 5 * 1024 ** 3;

/** From here on a file is sent in parts: a line that breaks after 60 MiB has cost at most one part, not the file. */
export const PARTED_FROM_BYTES = 64 * 1024 ** 2;
/** 5 GiB ÷ 16 MiB = 320 parts: below S3's 10,000, and below the 1,000 of one page of finished parts. */
export const PART_BYTES = 16 * 1024 ** 2;

/** Number and size of the parts a file is sent in; every part but the last is full. */
export const partsOf = (
  size: number,
): { readonly count: number; readonly sizeOf: (number: number) => number } => {
  const count = Math.max(1, Math.ceil(size / PART_BYTES));
  return { count, sizeOf: (number) => (number < count ? PART_BYTES : size - (count - 1) * PART_BYTES) };
};

/** What may be evidence: extension → real types its content may show. OFD and Office files are ZIP containers. */
export const EVIDENCE_TYPES: Readonly<Record<string, readonly string[]>> = {
  pdf: ['application/pdf'],
  doc: ['application/x-cfb'],
  xls: ['application/x-cfb'],
  ppt: ['application/x-cfb'],
  wps: ['application/x-cfb', 'application/zip'],
  et: ['application/x-cfb', 'application/zip'],
  docx: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/zip'],
  xlsx: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'application/zip'],
  pptx: ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'application/zip'],
  ofd: ['application/zip'],
  jpg: ['image/jpeg'],
  jpeg: ['image/jpeg'],
  png: ['image/png'],
  bmp: ['image/bmp'],
  tif: ['image/tiff'],
  tiff: ['image/tiff'],
  webp: ['image/webp'],
  heic: ['image/heic', 'image/heif'],
  mp4: ['video/mp4', 'video/x-m4v', 'video/quicktime'],
  mov: ['video/quicktime', 'video/mp4'],
  mp3: ['audio/mpeg'],
  m4a: ['audio/x-m4a', 'audio/mp4', 'video/mp4'],
  wav: ['audio/wav'],
  zip: ['application/zip'],
  /** Plain text shows no signature: any content that shows none of a binary's is accepted. */
  txt: ['text/plain'],
  csv: ['text/plain'],
};

export const extensionOf = (fileName: string): string => {
  const dot = fileName.lastIndexOf('.');
  return dot < 0 ? '' : fileName.slice(dot + 1).toLowerCase();
};

/** Shown on the page without a script ever running: their content was verified to be what the extension says. */
const PREVIEW_TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  bmp: 'image/bmp',
  webp: 'image/webp',
  txt: 'text/plain',
  csv: 'text/plain',
};

/** Media type under which a verified file may be shown inline; undefined for all that can only be downloaded. */
export const previewTypeOf = (fileName: string): string | undefined => PREVIEW_TYPES[extensionOf(fileName)];

/** Checks what the browser declares before an upload address is given out. */
export const checkRegistration = (
  draft: Pick<Evidence, 'fileName' | 'size' | 'formedOn'>,
  today: string,
): Result<true> => {
  const extension = extensionOf(draft.fileName);
  if (!Object.hasOwn(EVIDENCE_TYPES, extension))
    return fail(
      'invalid',
      'file_type_refused',
      `不接受“.${extension || '无扩展名'}”文件，请转换为 PDF、Office、图片、音视频或 ZIP 后再上传。`,
      { field: 'fileName' },
    );
  if (draft.size <= 0)
    return fail('invalid', 'file_empty', '文件是空的，请检查后重新选择。', { field: 'size' });
  if (draft.size > MAX_EVIDENCE_BYTES)
    return fail('invalid', 'file_too_large', '单个文件不能超过 5 GB，请拆分或压缩后再上传。', {
      field: 'size',
    });
  if (draft.formedOn > today)
    return fail('invalid', 'formed_in_future', '材料形成日期不能晚于今天，请改正。', { field: 'formedOn' });
  return ok(true);
};

export type RefusalCode = 'checksum_mismatch' | 'size_mismatch' | 'executable' | 'type_mismatch';

const EXECUTABLE_TYPES: readonly string[] = [
  'application/x-msdownload',
  'application/x-elf',
  'application/x-executable',
  'application/x-mach-binary',
  'application/java-vm',
  'application/vnd.android.package-archive',
  'application/x-ms-shortcut',
  'application/x-shockwave-flash',
  'application/wasm',
];

/** What the uploaded bytes turned out to be. */
export interface ObservedFile {
  readonly size: number;
  readonly sha256: string;
  /** Type by content, `text/plain` when no signature is known and the bytes are text, `unknown` otherwise. */
  readonly type: string;
  /** Starts with `#!`, or is another script a machine would run. */
  readonly script: boolean;
}

const refuse = (code: RefusalCode, message: string): { code: RefusalCode; message: string } => ({
  code,
  message,
});

/** Does what arrived match what was announced (C04)? Answers the refusal, or nothing when it may be kept. */
export const refusalOf = (
  declared: Pick<Evidence, 'fileName' | 'size' | 'sha256'>,
  observed: ObservedFile,
): { code: RefusalCode; message: string } | undefined => {
  if (EXECUTABLE_TYPES.includes(observed.type) || observed.script)
    return refuse('executable', '文件内容是可执行程序，不能作为佐证材料，请上传原始文档。');
  if (observed.size !== declared.size)
    return refuse(
      'size_mismatch',
      `收到 ${observed.size} 字节，应为 ${declared.size} 字节，文件可能没有传完，请重新上传。`,
    );
  if (observed.sha256 !== declared.sha256)
    return refuse(
      'checksum_mismatch',
      '文件校验值与登记的不一致，传输中可能损坏或文件已被修改，请重新上传。',
    );
  const allowed = EVIDENCE_TYPES[extensionOf(declared.fileName)] ?? [];
  if (!allowed.includes(observed.type))
    return refuse(
      'type_mismatch',
      `文件内容与扩展名“.${extensionOf(declared.fileName)}”不符，请确认后上传正确的文件。`,
    );
  return undefined;
};
