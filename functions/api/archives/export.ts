import type { OutputOf } from '@xuncha/contracts';
import { DEFAULT_EXPORT_APPROVAL } from '@xuncha/domain';
import { type Handler, notFound } from '@xuncha/http';
import {
  ARCHIVES,
  type ArchiveExport,
  createWrite,
  decideOnTenants,
  newId,
  nextArchiveNumber,
  readTenant,
} from '@xuncha/store';
import type { ArchiveDeps } from './archive-deps.ts';
import { archiveView } from './archive-view.ts';
import { resolveScope } from './resolve-scope.ts';

/**
 * K06: requests an evidence archive of a unit, a round or a finding. The answer is given at once with the export's
 * number; the event in the unit's chain both records who exported what and why, and starts the workflow that builds it.
 */
export const exportArchive: Handler<'archives.export', ArchiveDeps> = async (call, { table }) => {
  const { scope, actor, at, body } = call;
  const id = newId(Date.parse(at));
  const answer = await decideOnTenants(table, scope, call, async () => {
    const head = await readTenant(table, scope.tenantId);
    if (!head) throw notFound();
    const resolved = await resolveScope(table, scope, head, body.scope);
    const approver = head.exportApproval ?? DEFAULT_EXPORT_APPROVAL;
    const number = await nextArchiveNumber(table, scope, call.today);
    const archive: ArchiveExport = {
      ...resolved,
      id,
      tenantId: scope.tenantId,
      no: number.no,
      purpose: body.purpose,
      onMissing: body.onMissing ?? 'fail',
      ...(approver === 'off' ? { status: 'queued' } : { status: 'requested', approver }),
      attempt: 1,
      createdAt: at,
      createdByName: actor.name,
      actor,
      version: 1,
    };
    const { no, attempt, purpose, scopeTitle } = archive;
    const data = { archiveId: id, attempt, no, scope: archive.scope, scopeTitle, purpose };
    const type = approver === 'off' ? 'archive.requested' : 'archive.approval_requested';
    return {
      changes: [{ head, event: { type, data: { ...data, approver } } }],
      beside: [number.write, createWrite(ARCHIVES, archive)],
      answer: { status: 202, body: archiveView(archive, call.today) },
    };
  });
  if (!answer) throw new Error('an export is always decided');
  return { status: answer.status, body: answer.body as OutputOf<'archives.export'> };
};
