import type { OutputOf } from '@xuncha/contracts';
import { DEFAULT_EXPORT_APPROVAL } from '@xuncha/domain';
import { type Handler, notFound } from '@xuncha/http';
import { decideOnTenants, readTenant } from '@xuncha/store';
import type { ArchiveDeps } from './archive-deps.ts';

/** Who approves exports of this unit from now on; requests that wait already keep their approver. */
export const setExportApproval: Handler<'archives.setApproval', ArchiveDeps> = async (call, { table }) => {
  const { approval } = call.body;
  const answer = await decideOnTenants(table, call.scope, call, async () => {
    const head = await readTenant(table, call.scope.tenantId);
    if (!head) throw notFound();
    const before = head.exportApproval ?? DEFAULT_EXPORT_APPROVAL;
    const event = { type: 'tenant.export_approval_set', data: { before, approval } };
    return {
      changes: [{ head, next: { exportApproval: approval }, event }],
      answer: { status: 200, body: { approval } },
    };
  });
  if (!answer) throw new Error('a setting always has an answer');
  return { status: answer.status, body: answer.body as OutputOf<'archives.setApproval'> };
};
