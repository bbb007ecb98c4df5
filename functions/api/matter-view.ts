import type { OutputOf } from '@xuncha/contracts';
import type { AuditEvent, Matter, MatterAnswer, MatterFile } from '@xuncha/domain';

type Summary = Omit<OutputOf<'matters.ofFinding'>['items'][number], 'reply'>;

/** What all kinds show in a list. */
export const matterSummary = (matter: Matter, today: string): Summary => {
  const { tenantId, id, kind, title, status, open, batchId, round, due, level } = matter;
  const { createdByName, createdAt, updatedAt, version } = matter;
  return {
    tenantId,
    id,
    kind,
    title,
    status,
    open,
    batchId,
    round,
    findingIds: [...matter.findingIds],
    due,
    overdue: open && due !== undefined && due.date < today,
    level,
    createdByName,
    createdAt,
    updatedAt,
    version,
  };
};

/** A paper as people see it: where its bytes lie is nobody's business. */
export const matterFileView = (file: MatterFile): OutputOf<'matterFiles.get'> => {
  const { id, purpose, fileName, size, sha256, status, refusal, withdrawnReason } = file;
  const { uploadedByName, registeredAt, uploadedAt } = file;
  return {
    id,
    purpose,
    fileName,
    size,
    sha256,
    status,
    refusal,
    withdrawnReason,
    uploadedByName,
    registeredAt,
    uploadedAt,
  };
};

/** A step of the trail for a timeline. */
export const matterEventView = ({ seq, at, type, actor, data }: AuditEvent) => ({
  seq,
  at,
  type,
  byName: actor.name,
  ...(actor.onBehalfOf ? { onBehalfOfName: actor.onBehalfOf.name } : {}),
  data: data as Record<string, unknown>,
});

/** Answers as people see them; who exactly gave them is kept for separation of duties and not shown. */
export const answersView = (answers: readonly MatterAnswer[]) =>
  answers.map(({ by: _by, fileIds, ...answer }) => ({ ...answer, fileIds: [...fileIds] }));
