import type { OutputOf } from '@xuncha/contracts';
import { DEFAULT_EXPORT_APPROVAL, mayRebuild } from '@xuncha/domain';
import { type Handler, HttpProblem, notFound } from '@xuncha/http';
import { ARCHIVES, type ArchiveExport, changeWrite, decideOnTenants, readTenant } from '@xuncha/store';
import type { ArchiveDeps } from './archive-deps.ts';
import { archiveView } from './archive-view.ts';
import { readCoveredArchive } from './covered-archive.ts';

const notExpired = (): HttpProblem =>
  new HttpProblem(409, 'archive_not_expired', '该档案不需要或不能重新生成，请刷新页面查看其状态。');

/**
 * K06: an expired archive is built again from its kept work. What is approved is that evidence leaves the system, and it
 * leaves it once more: so the unit's setting of today decides whether somebody has to agree, whatever held at the first
 * time. The bytes still name the approval of then, because they are the same bytes.
 */
export const rebuildArchive: Handler<'archives.rebuild', ArchiveDeps> = async (call, { table, files }) => {
  const { scope, actor, at, body, today } = call;
  const answer = await decideOnTenants(table, scope, call, async () => {
    const head = await readTenant(table, scope.tenantId);
    const before = await readCoveredArchive(table, scope, call.params.archiveId);
    if (!head || !before) throw notFound();
    if (!mayRebuild(before, today) && !(await isLost(before, files))) throw notExpired();
    const approver = head.exportApproval ?? DEFAULT_EXPORT_APPROVAL;
    const after = againFrom(before, { approver, actor, at, reason: body.reason });
    const { id: archiveId, no, attempt, scopeTitle } = after;
    const data = { archiveId, attempt, no, scope: after.scope, scopeTitle, reason: body.reason, approver };
    const type = approver === 'off' ? 'archive.rebuild_requested' : 'archive.rebuild_approval_requested';
    return {
      changes: [{ head, event: { type, data } }],
      beside: [changeWrite(ARCHIVES, before, after)],
      answer: { status: 202, body: archiveView(after, today) },
    };
  });
  if (!answer) throw new Error('a building again is always decided');
  return { status: answer.status, body: answer.body as OutputOf<'archives.rebuild'> };
};

/** Before its day a file may have been lost: then it can be built again as well. */
const isLost = async (archive: ArchiveExport, files: ArchiveDeps['files']): Promise<boolean> => {
  if (archive.status !== 'ready' || !archive.builtAt) return false;
  for (const { objectKey } of archive.bags ?? [])
    if (!objectKey || !(await files.exists(objectKey))) return true;
  return false;
};

/** The export at the beginning of its composition; seal, bags and their proofs stay what they were. */
const againFrom = (
  before: ArchiveExport,
  asked: Pick<NonNullable<ArchiveExport['rebuild']>, 'actor' | 'at' | 'reason'> & {
    readonly approver: 'off' | NonNullable<ArchiveExport['approver']>;
  },
): ArchiveExport => {
  const { approver, ...request } = asked;
  const attempt = before.attempt + 1;
  return {
    ...before,
    status: approver === 'off' ? 'queued' : 'requested',
    approver: approver === 'off' ? undefined : approver,
    decision: undefined,
    problem: undefined,
    finishedAt: undefined,
    position: { step: 'compose', bag: 1, round: 1 },
    bytesDone: 0,
    filesDone: 0,
    attempt,
    rebuild: { ...request, number: (before.rebuild?.number ?? 0) + 1, attempt },
  };
};
