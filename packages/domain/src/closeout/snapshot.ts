import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../audit/index.ts';
import type { FindingAnalysis } from '../finding/analysis.ts';
import type { FindingAggregate, Measure, Responsibility } from '../finding/finding.ts';
import type { CloseoutCase } from './case.ts';

/** What the deciders of a case see, and what stays frozen once it is closed (rule 2 of closeout.md, G06). */
export interface CaseSnapshot {
  readonly finding: {
    readonly id: string;
    readonly no: string;
    readonly round: string;
    readonly category?: string;
    readonly text: string;
    readonly goal?: string;
    /** Root cause, acceptance standard and stages, where they were written (E02, E03). */
    readonly analysis?: FindingAnalysis;
    readonly termClass: string;
    readonly responsibility: Responsibility;
    readonly feedbackDate?: string;
    readonly dueDate?: string;
  };
  readonly application: CloseoutCase['application'];
  readonly measures: readonly MeasureSnapshot[];
  readonly evidence: readonly EvidenceSnapshot[];
}

export type MeasureSnapshot = Pick<
  Measure,
  'id' | 'seq' | 'text' | 'term' | 'status' | 'progress' | 'result' | 'doneAt' | 'departmentName'
>;

export interface EvidenceSnapshot {
  readonly id: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly size: number;
  readonly measureId?: string;
}

/** Builds the snapshot from the aggregate; order by id so that equal content gives equal hashes. */
export const snapshotOf = (
  aggregate: Pick<FindingAggregate, 'finding' | 'body' | 'measures' | 'evidence'>,
  application: CloseoutCase['application'],
): CaseSnapshot => {
  const { finding, body } = aggregate;
  return {
    finding: {
      id: finding.id,
      no: finding.no,
      round: finding.round,
      category: finding.category,
      text: body.text,
      goal: body.goal,
      ...(body.analysis ? { analysis: body.analysis } : {}),
      termClass: finding.termClass,
      responsibility: finding.responsibility,
      feedbackDate: finding.feedbackDate,
      dueDate: finding.dueDate,
    },
    application,
    measures: aggregate.measures
      .filter((measure) => measure.status !== 'withdrawn')
      .map(({ id, seq, text, term, status, progress, result, doneAt, departmentName }) => ({
        id,
        seq,
        text,
        term,
        status,
        progress,
        result,
        doneAt,
        departmentName,
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    evidence: aggregate.evidence
      .filter((item) => item.purpose === 'measure' && item.status === 'verified')
      .map(({ id, fileName, sha256: hash, size, measureId }) => ({
        id,
        fileName,
        sha256: hash,
        size,
        measureId,
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
};

/** SHA-256 (lower-case hex) over the canonical JSON of the snapshot. */
export const snapshotHash = (snapshot: CaseSnapshot): string =>
  bytesToHex(sha256(utf8ToBytes(canonicalJson(snapshot))));

/** The snapshot of what was applied for in a case, with its hash; nothing where the case isn't there. */
export const frozenSnapshot = (
  aggregate: Pick<FindingAggregate, 'finding' | 'body' | 'measures' | 'evidence' | 'cases'>,
  caseId: string,
): { readonly hash: string; readonly snapshot: CaseSnapshot } | undefined => {
  const application = aggregate.cases.find(({ id }) => id === caseId)?.application;
  if (!application) return undefined;
  const snapshot = snapshotOf(aggregate, application);
  return { hash: snapshotHash(snapshot), snapshot };
};
