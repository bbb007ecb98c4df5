import type { MeasureTerm, PreviewFinding, PreviewIssue, PreviewTerm } from '@xuncha/domain';

/** A finding of a preview as its chunk holds it: with its place in the ledger and its own issues. */
export type ChunkFinding = PreviewFinding & {
  readonly index: number;
  readonly issues: readonly PreviewIssue[];
};

/** What `only=problems` shows: everything a person should look at. */
export const hasProblem = (finding: Pick<ChunkFinding, 'status'>): boolean => finding.status !== 'ok';

/** A term of the ledger as a measure keeps it: what could not be read keeps its words only. */
export const ledgerTerm = (term: PreviewTerm): MeasureTerm => ({
  kind: term.kind === 'invalid' ? 'none' : term.kind,
  date: term.kind === 'date' ? term.date : undefined,
  original: term.original || undefined,
});

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const folder = (tenantId: string, importId: string): string => `t/${tenantId}/imports/${importId}`;

/** Where the files of an import lie: the upload in the intake bucket, all others in the vault. */
export const importKeys = {
  upload: folder,
  source: (tenantId: string, importId: string): string => `${folder(tenantId, importId)}/source.xlsx`,
  chunk: (tenantId: string, importId: string, previewId: string, chunk: number): string =>
    `${folder(tenantId, importId)}/preview/${previewId}/${chunk}.json`,
  correction: (tenantId: string, importId: string, previewId: string): string =>
    `${folder(tenantId, importId)}/preview/${previewId}/correction.xlsx`,
};
