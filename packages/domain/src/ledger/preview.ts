import type { TermClass } from '../finding/finding.ts';
import type { ParsedTerm } from '../limits/index.ts';
import type { LedgerMapping } from './detect-header.ts';
import type { LedgerField } from './header-synonyms.ts';

/** What an import would do, as plain JSON: row numbers are those of Excel (1-based), columns are letters. */

export type PreviewIssueCode =
  | 'hidden_row'
  | 'missing_text'
  | 'text_too_long'
  | 'formula_like_text'
  | 'formula_cell'
  | 'error_value'
  | 'missing_measure'
  | 'too_many_measures'
  | 'missing_department'
  | 'unknown_department'
  | 'unknown_supporting_department'
  | 'several_departments'
  | 'inherited_value'
  | 'unknown_person'
  | 'missing_term'
  | 'impossible_date'
  | 'vague_term'
  | 'unreadable_term'
  | 'assumed_term'
  | 'term_before_feedback'
  | 'unknown_term_class'
  | 'duplicate_row'
  | 'duplicate_no'
  | 'already_imported'
  /** Like a finding of the same category closed not long ago (I07). */
  | 'possible_recurrence';

export interface PreviewIssue {
  readonly row: number;
  /** Letter of the column; empty when the field has no column in this sheet. */
  readonly column: string;
  readonly field: LedgerField;
  readonly severity: 'error' | 'warning';
  readonly code: PreviewIssueCode;
  /** What is wrong and what to do, in Chinese. */
  readonly message: string;
  /** What the cell holds. */
  readonly value: string;
}

/** The words of the ledger beside their reading; `none` where the cell is blank. */
export type PreviewTerm = ParsedTerm | { readonly kind: 'none'; readonly original: '' };

/** Who answers, and by when, as one row of the ledger says (A04). */
export interface PreviewResponsibility {
  readonly leader: string;
  readonly departmentId?: string;
  readonly departmentName: string;
  readonly supportingDepartmentNames: readonly string[];
  readonly handlerName: string;
  readonly handlerId?: string;
  /** All names in the cell; the first is the handler (A04: one handler). */
  readonly handlerNames: readonly string[];
  readonly term: PreviewTerm;
}

export interface PreviewMeasure extends PreviewResponsibility {
  readonly row: number;
  readonly text: string;
  /** What the unit says about completion; it never closes anything. */
  readonly doneFlag?: boolean;
}

/** `duplicate`: repeats an earlier row of this sheet. `exists`: imported before. Both are left out of a commit. */
export type PreviewStatus = 'ok' | 'warning' | 'error' | 'duplicate' | 'exists';

export interface PreviewFinding {
  readonly rowStart: number;
  readonly rowEnd: number;
  readonly no: string;
  readonly domain: string;
  readonly category: string;
  /** Short form of the wording for lists. */
  readonly title: string;
  /** The wording as in the ledger, line breaks kept (D07). */
  readonly text: string;
  readonly goal: string;
  readonly termClass: TermClass;
  readonly remark: string;
  readonly evidenceNames: readonly string[];
  /** That of the first row: the finding has it even where the ledger lists no measures. */
  readonly responsibility: PreviewResponsibility;
  readonly measures: readonly PreviewMeasure[];
  readonly fingerprint: string;
  readonly status: PreviewStatus;
}

export interface SkippedRow {
  readonly row: number;
  readonly reason: 'section' | 'footer' | 'blank' | 'title';
}

export interface PreviewTotals {
  readonly rows: number;
  readonly findings: number;
  readonly measures: number;
  readonly ok: number;
  readonly warning: number;
  readonly error: number;
  readonly duplicate: number;
  readonly exists: number;
  /** Findings and measures that a commit would create. */
  readonly committableFindings: number;
  readonly committableMeasures: number;
}

export interface Preview {
  readonly sheetName: string;
  readonly mapping: LedgerMapping;
  readonly findings: readonly PreviewFinding[];
  readonly issues: readonly PreviewIssue[];
  readonly skipped: readonly SkippedRow[];
  readonly totals: PreviewTotals;
}

export interface NamedRef {
  readonly id: string;
  readonly name: string;
}

export interface PreviewContext {
  readonly departments: readonly NamedRef[];
  /** Names the user has corrected: the name in the ledger → department id. */
  readonly departmentAliases?: Readonly<Record<string, string>>;
  readonly people: readonly NamedRef[];
  /** Fingerprints of the findings this round already has. */
  readonly existingFingerprints?: ReadonlySet<string>;
  readonly round: { readonly feedbackDate?: string };
  /** Called now and then with rows done and rows in all. */
  readonly onProgress?: (done: number, total: number) => void;
}

const COMMITTABLE: readonly PreviewStatus[] = ['ok', 'warning'];

export const isCommittable = (finding: Pick<PreviewFinding, 'status'>): boolean =>
  COMMITTABLE.includes(finding.status);

/** The findings a commit creates; an invalid one holds back only itself. */
export const committableFindings = (preview: Preview): PreviewFinding[] =>
  preview.findings.filter(isCommittable);

export function totalsOf(rows: number, findings: readonly PreviewFinding[]): PreviewTotals {
  const withStatus = (status: PreviewStatus): number =>
    findings.filter((finding) => finding.status === status).length;
  const measuresOf = (list: readonly PreviewFinding[]): number =>
    list.reduce((sum, finding) => sum + finding.measures.length, 0);
  const committable = findings.filter(isCommittable);
  return {
    rows,
    findings: findings.length,
    measures: measuresOf(findings),
    ok: withStatus('ok'),
    warning: withStatus('warning'),
    error: withStatus('error'),
    duplicate: withStatus('duplicate'),
    exists: withStatus('exists'),
    committableFindings: committable.length,
    committableMeasures: measuresOf(committable),
  };
}
