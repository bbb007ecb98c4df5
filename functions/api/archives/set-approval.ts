import type { OutputOf } from '@xuncha/contracts';
import { DEFAULT_EXPORT_APPROVAL } from '@xuncha/domain';
import { type Handler, notFound } from '@xuncha/http';
import { decideOnTenants, readRegistered, readTenant, registerWrite } from '@xuncha/store';
import type { ArchiveDeps } from './archive-deps.ts';

/**
 * Who approves exports of this unit from now on; requests that wait already keep their approver. HQ has no exports of
 * its own: its setting is what units opened from now on begin with. Each unit is set by a request of its own, also when
 * the page sets all of them, because a request reaches the data of one unit only (ADR 0013).
 */
export const setExportApproval: Handler<'archives.setApproval', ArchiveDeps> = async (call, deps) => {
  const { table, hqTenant } = deps;
  const { approval } = call.body;
  const { tenantId } = call.scope;
  const answer = await decideOnTenants(table, call.scope, call, async () => {
    const [head, registered] = await Promise.all([
      readTenant(table, tenantId),
      tenantId === hqTenant ? undefined : readRegistered(table, hqTenant, tenantId),
    ]);
    if (!head) throw notFound();
    const before = head.exportApproval ?? DEFAULT_EXPORT_APPROVAL;
    const type = tenantId === hqTenant ? 'tenant.export_default_set' : 'tenant.export_approval_set';
    return {
      changes: [{ head, next: { exportApproval: approval }, event: { type, data: { before, approval } } }],
      beside: registered
        ? [
            registerWrite(
              hqTenant,
              { ...registered, exportApproval: approval, version: registered.version + 1 },
              { ifVersion: registered.version },
            ),
          ]
        : [],
      answer: { status: 200, body: { approval } },
    };
  });
  if (!answer) throw new Error('a setting always has an answer');
  return { status: answer.status, body: answer.body as OutputOf<'archives.setApproval'> };
};
