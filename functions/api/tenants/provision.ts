import { checkOrgTree } from '@xuncha/domain';
import { type Handler, HttpProblem, problemOf } from '@xuncha/http';
import { derivedId, type RegisteredTenant, readRegistered, registerWrite } from '@xuncha/store';
import { flattenOrg } from '../../provisioning/flatten-org.ts';
import type { ApiDeps } from '../context.ts';
import { changeableHead, runDecision } from './tenant-decision.ts';
import { summaryOf } from './tenant-view.ts';

/**
 * A01: announces a subsidiary. The register entry holds all that was asked for; HQ's event makes the relay start the
 * provisioning workflow, and the tenant can be used when that has come to its end.
 */
export const provisionTenant: Handler<'tenants.provision', ApiDeps> = (call, deps) => {
  const { code, name, org, admin } = call.body;
  return runDecision(call, deps, async () => {
    const checked = checkOrgTree(org);
    if (!checked.ok) throw problemOf(checked.error);
    const hq = await changeableHead(deps.table, deps.hqTenant);
    if (code === deps.hqTenant || (await readRegistered(deps.table, deps.hqTenant, code)))
      throw new HttpProblem(409, 'tenant_code_taken', `单位代码“${code}”已被使用，请换一个代码。`, {
        field: 'code',
      });
    const { userId, name: by, membershipId, tenantId } = call.actor;
    const tenant: RegisteredTenant = {
      tenantId: code,
      name,
      status: 'provisioning',
      createdAt: call.at,
      version: 1,
      request: {
        departments: flattenOrg(code, org, call.at),
        admin: { ...admin, membershipId: derivedId(Date.parse(call.at), `member/${code}/${admin.login}`) },
        by: { userId, name: by, membershipId, tenantId },
      },
    };
    return {
      changes: [
        {
          head: hq,
          event: {
            type: 'tenant.provision_requested',
            data: { tenantId: code, attempt: 1, name, departments: checked.value, admin: admin.login },
          },
        },
      ],
      beside: [registerWrite(deps.hqTenant, tenant, { ifAbsent: true })],
      status: 202,
      body: summaryOf(tenant),
    };
  });
};
