import type { MissingEvidence, WithheldEvidence } from '@xuncha/archive';
import type { Lessons } from './archive-step.ts';
import type { LostFile } from './evidence-sources.ts';
import type { StoredFile } from './gather-finding.ts';

/** A file the archive does without, and why. */
export interface Lost {
  readonly id: string;
  readonly reason: string;
}

/** A finding or a matter with its files. */
interface WithFiles {
  readonly evidence: readonly StoredFile[];
  readonly withheld?: readonly WithheldEvidence[];
}

export const reasonOf = ({ file, error }: LostFile): Lost => ({ id: file.id, reason: error.message });

/** Files a step found damaged while it composed: they are listed this time. */
export const lostBefore = ({ evidence }: WithFiles, { lost }: Lessons): Lost[] =>
  evidence.flatMap(({ id }) => {
    const reason = lost[id];
    return reason ? [{ id, reason }] : [];
  });

/** The record with its lost files explained: the verifier wants every file a snapshot names, or a reason. */
export const withoutFiles = <R extends WithFiles>(record: R, lost: readonly Lost[]): R => {
  if (lost.length === 0) return record;
  const reasons = new Map(lost.map(({ id, reason }) => [id, reason]));
  const gone = record.evidence.filter(({ id }) => reasons.has(id));
  return {
    ...record,
    evidence: record.evidence.filter(({ id }) => !reasons.has(id)),
    withheld: [
      ...(record.withheld ?? []),
      ...gone.map(({ id, sha256 }) => ({ id, sha256, reason: reasons.get(id) ?? '' })),
    ],
  };
};

/** @param owner the finding's number, or kind and title of the matter */
export const missingOf = (owner: string, { evidence }: WithFiles, { id, reason }: Lost): MissingEvidence => {
  const { fileName = '', sha256 = '' } = evidence.find((one) => one.id === id) ?? {};
  return { findingNo: owner, evidenceId: id, fileName, sha256, reason };
};
