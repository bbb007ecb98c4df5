import { fail, ok, type Result } from '../result.ts';

/** registered ≠ verified: only verified evidence counts towards close-out (C04). */
export type EvidenceStatus = 'registered' | 'verified' | 'refused' | 'withdrawn';

export interface Evidence {
  readonly id: string;
  /** Evidence of a measure, or the minutes file of a decision meeting. */
  readonly purpose: 'measure' | 'minutes';
  readonly measureId?: string;
  readonly caseId?: string;
  readonly fileName: string;
  readonly size: number;
  /** Lower-case hex, computed in the browser, signed into the upload, recomputed in the vault. */
  readonly sha256: string;
  readonly contentType: string;
  /** Where the paper comes from, such as a department or a system. */
  readonly source?: string;
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
}

/** One presigned PUT carries at most 5 GiB; a phone video of an inspection stays far below 2 GiB. */
export const MAX_EVIDENCE_BYTES = 2 * 1024 ** 3;

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
    return fail('invalid', 'file_too_large', '单个文件不能超过 2 GB，请拆分或压缩后再上传。', {
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
