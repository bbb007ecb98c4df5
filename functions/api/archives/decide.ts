import type { OutputOf } from '@xuncha/contracts';
import { checkExportDecision } from '@xuncha/domain';
import { type Handler, notFound, problemOf } from '@xuncha/http';
import { ARCHIVES, type ArchiveExport, changeWrite, decideOnTenants, readTenant } from '@xuncha/store';
import type { ArchiveDeps } from './archive-deps.ts';
import { archiveView, awaitedExport } from './archive-view.ts';
import { readCoveredArchive } from './covered-archive.ts';

/** Approval or refusal of a requested export, by somebody else than its requester (K06, G07). Approval starts it. */
export const decideOnArchive: Handler<'archives.decide', ArchiveDeps> = async (call, { table }) => {
  const { scope, actor, at, body } = call;
  const answer = await decideOnTenants(table, scope, call, async () => {
    const head = await readTenant(table, scope.tenantId);
    const before = await readCoveredArchive(table, scope, call.params.archiveId);
    if (!head || !before) throw notFound();
    const checked = checkExportDecision(awaitedExport(before), actor, body);
    if (!checked.ok) throw problemOf(checked.error);
    const { outcome, reason } = body;
    const approved = outcome === 'approve';
    const after: ArchiveExport = {
      ...before,
      status: approved ? 'queued' : 'refused',
      decision: { outcome, ...(reason ? { reason } : {}), actor, at },
      ...(approved ? {} : { finishedAt: at }),
    };
    const data = {
      archiveId: before.id,
      no: before.no,
      attempt: before.attempt,
      ...(reason ? { reason } : {}),
    };
    return {
      changes: [{ head, event: { type: approved ? 'archive.approved' : 'archive.refused', data } }],
      beside: [changeWrite(ARCHIVES, before, after)],
      answer: { status: 200, body: archiveView(after, call.today, actor) },
    };
  });
  if (!answer) throw new Error('a decision always has an answer');
  return { status: answer.status, body: answer.body as OutputOf<'archives.decide'> };
};
