export type ArchiveErrorCode =
  /** The streamed bytes are not the ones recorded at ingest. */
  | 'sha256_mismatch'
  | 'crc32_mismatch'
  | 'size_mismatch'
  /** The source could not be opened or broke off. */
  | 'unreadable'
  /** The stored object is no longer the version the archive was planned with. */
  | 'source_changed'
  /** No safe archive name can be made from the path. */
  | 'bad_path'
  /** A bag-info label or value can't be written. */
  | 'bad_info'
  /** The audit chain or the frozen snapshot of a finding does not verify. */
  | 'audit_broken'
  | 'snapshot_mismatch';

/** Why an export stopped, naming the file or finding: an archive is complete and right, or there is none (K06). */
export class ArchiveError extends Error {
  readonly code: ArchiveErrorCode;
  /** Path in the bag, or number of the finding. */
  readonly subject: string;

  constructor(code: ArchiveErrorCode, subject: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ArchiveError';
    this.code = code;
    this.subject = subject;
  }
}
