import { checkRegistration, type ObservedFile, type RefusalCode, refusalOf } from '../evidence/evidence.ts';
import { fail, ok, type Result } from '../result.ts';
import type { MatterAggregate, MatterChange } from './matter.ts';

/** A paper that belongs to a matter: minutes, a signed report, a written statement. Never deleted (F07). */
export interface MatterFile {
  readonly id: string;
  /** What it is to the matter, in the words of its kind, such as `minutes` or `reply`. */
  readonly purpose: string;
  readonly fileName: string;
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly contentType: string;
  readonly uploadedBy: string;
  readonly uploadedByName: string;
  readonly registeredAt: string;
  readonly status: 'registered' | 'verified' | 'refused' | 'withdrawn';
  readonly refusal?: { readonly code: RefusalCode; readonly message: string };
  readonly withdrawnReason?: string;
  readonly vaultKey?: string;
  readonly crc32?: string;
  readonly uploadedAt?: string;
}

/** Minutes, lists of attendance and a few annexes; more belongs in one ZIP. */
const MAX_FILES = 50;

/** Announces a file; it counts once its bytes have been checked. */
export const registerMatterFile = (
  { matter, files }: MatterAggregate,
  file: MatterFile,
  today: string,
): Result<MatterChange> => {
  const checked = checkRegistration({ ...file, formedOn: today }, today);
  if (!checked.ok) return checked;
  if (files.length >= MAX_FILES)
    return fail('invalid', 'too_many_files', `一个事项最多 ${MAX_FILES} 份附件，请合并后上传。`);
  const { id: fileId, purpose, fileName, size, sha256 } = file;
  return ok({
    matter,
    files: [file],
    event: { type: 'matter.file_registered', data: { fileId, purpose, fileName, size, sha256 } },
  });
};

/** What the verification of the upload found: kept in the vault, or refused with the reason. */
export const settleMatterFile = (
  { matter, files }: MatterAggregate,
  fileId: string,
  observed: ObservedFile,
  kept: { readonly vaultKey: string; readonly crc32?: string },
  at: string,
): Result<MatterChange> => {
  const file = files.find(({ id }) => id === fileId);
  if (!file) return fail('missing', 'not_found', '没有找到这份附件，请刷新页面。');
  if (file.status !== 'registered')
    return fail('conflict', 'evidence_settled', '这份附件已经处理完毕，不必重复上传。');
  const refusal = refusalOf(file, observed);
  const settled: MatterFile = refusal
    ? { ...file, status: 'refused', refusal }
    : { ...file, status: 'verified', ...kept, uploadedAt: at };
  return ok({
    matter,
    files: [settled],
    event: refusal
      ? { type: 'matter.file_refused', data: { fileId, reason: refusal.code } }
      : { type: 'matter.file_verified', data: { fileId, sha256: file.sha256 } },
  });
};

export const withdrawMatterFile = (
  { matter, files }: MatterAggregate,
  fileId: string,
  reason: string,
): Result<MatterChange> => {
  const file = files.find(({ id }) => id === fileId);
  if (!file) return fail('missing', 'not_found', '没有找到这份附件，请刷新页面。');
  if (file.status === 'withdrawn')
    return fail('conflict', 'evidence_settled', '这份附件已经撤回，不必重复办理。');
  return ok({
    matter,
    files: [{ ...file, status: 'withdrawn', withdrawnReason: reason }],
    event: { type: 'matter.file_withdrawn', data: { fileId, reason } },
  });
};
