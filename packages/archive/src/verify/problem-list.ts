export type ProblemCode =
  | 'not_zip'
  | 'not_original'
  | 'damaged'
  | 'duplicate_entry'
  | 'bag_structure'
  | 'oxum'
  | 'missing_file'
  | 'extra_file'
  | 'hash_mismatch'
  | 'index'
  | 'audit_chain'
  | 'snapshot'
  | 'evidence'
  | 'head_mismatch'
  | 'seal'
  | 'fingerprint';

export interface Problem {
  readonly code: ProblemCode;
  /** File in the bag, or number of the finding. */
  readonly subject: string;
  /** Chinese. */
  readonly message: string;
}

/** Problems in the order found: the first one is named in the report. */
export class ProblemList {
  readonly items: Problem[] = [];

  add(code: ProblemCode, subject: string, message: string): void {
    this.items.push({ code, subject, message });
  }
}
