import { ArchiveError } from '../archive-error.ts';

/** A refusal that concerns the source itself, in our words; everything else stays what it is and may pass. */
export function asArchiveError(error: unknown, name: string): unknown {
  if (!(error instanceof Error)) return error;
  switch (error.name) {
    case 'NoSuchKey':
    case 'NoSuchVersion':
    // A session that may not list the bucket is told this of a missing object.
    case 'AccessDenied':
      return new ArchiveError('unreadable', name, `材料库中缺失：${name}`);
    case 'PreconditionFailed':
      return new ArchiveError('source_changed', name, `材料在导出过程中被替换：${name}`);
    case 'InvalidRange':
      return new ArchiveError('size_mismatch', name, `文件大小与登记不符：${name}`);
    default:
      return error;
  }
}
