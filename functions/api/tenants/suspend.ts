import { moveTenant } from '@xuncha/domain';
import { type Call, type Handler, notFound, problemOf } from '@xuncha/http';
import { type RegisteredTenant, readRegistered, readTenant, registerWrite } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { changeableHead, runDecision } from './tenant-decision.ts';
import { summaryOf } from './tenant-view.ts';

/**
 * A01: moves a subsidiary between in use and suspended. Its own head (which the authorizer reads at every request),
 * HQ's register and both audit chains change in one transaction.
 */
const move = (
  call: Call<'tenants.suspend'> | Call<'tenants.resume'>,
  deps: ApiDeps,
  step: 'suspend' | 'resume',
) => {
  const { table, hqTenant } = deps;
  const { tenantId } = call.scope;
  const { reason } = call.body;
  return runDecision(call, deps, async () => {
    const hq = await changeableHead(table, hqTenant);
    const [head, registered] = await Promise.all([
      readTenant(table, tenantId),
      readRegistered(table, hqTenant, tenantId),
    ]);
    if (!registered) throw notFound();
    const moved = moveTenant(registered.status, step);
    if (!moved.ok) throw problemOf(moved.error);
    if (!head) throw notFound();
    const suspendedReason = step === 'suspend' ? reason : undefined;
    const next: RegisteredTenant = {
      ...registered,
      status: moved.value,
      suspendedReason,
      version: registered.version + 1,
    };
    const type = step === 'suspend' ? 'tenant.suspended' : 'tenant.resumed';
    return {
      changes: [
        { head, next: { status: moved.value, suspendedReason }, event: { type, data: { reason } } },
        { head: hq, event: { type, data: { tenantId, reason } } },
      ],
      beside: [registerWrite(hqTenant, next, { ifVersion: registered.version })],
      body: summaryOf(next),
    };
  });
};

/** Stops sign-in and writes at once; all data stays. */
export const suspendTenant: Handler<'tenants.suspend', ApiDeps> = (call, deps) => move(call, deps, 'suspend');

export const resumeTenant: Handler<'tenants.resume', ApiDeps> = (call, deps) => move(call, deps, 'resume');
