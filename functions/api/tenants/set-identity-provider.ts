import { checkIdentityProvider } from '@xuncha/domain';
import { etagOf, type Handler, HttpProblem, problemOf } from '@xuncha/http';
import { readIssuer, registerIssuerWrites } from '@xuncha/store';
import { changeableHead, runDecision } from './tenant-decision.ts';
import type { TenantsDeps } from './tenants-deps.ts';

/**
 * Registers, changes or takes away the identity provider of a subsidiary. The unit's head, HQ's register and both
 * chains change at once; the authorizer follows at the next request. One issuer belongs to one unit.
 */
export const setIdentityProvider: Handler<'tenants.setIdentityProvider', TenantsDeps> = (call, deps) =>
  runDecision(call, deps, async () => {
    const { table, hqTenant, issuerOrigins } = deps;
    const { provider } = call.body;
    const { tenantId } = call.scope;
    const hq = await changeableHead(table, hqTenant);
    const head = await changeableHead(table, tenantId);
    if (head.kind === 'group')
      throw new HttpProblem(409, 'group_provider', '集团的统一身份认证在部署时设定，不能在此修改。');
    const checked = provider ? checkIdentityProvider(provider, issuerOrigins) : undefined;
    if (checked && !checked.ok) throw problemOf(checked.error);
    const holder = provider && (await readIssuer(table, hqTenant, provider.issuer));
    if (holder && holder.tenantId !== tenantId)
      throw new HttpProblem(
        409,
        'issuer_taken',
        '该认证服务已登记给另一个单位，一个认证服务只能用于一个单位。',
        {
          field: 'provider.issuer',
        },
      );
    const data = { before: head.identityProvider ?? null, provider };
    const type = 'tenant.identity_provider_set';
    return {
      changes: [
        { head, next: { identityProvider: provider ?? undefined }, event: { type, data } },
        { head: hq, event: { type, data: { tenantId, ...data } } },
      ],
      beside: registerIssuerWrites(hqTenant, tenantId, head.identityProvider, provider ?? undefined),
      body: { provider },
      etag: etagOf(head.version + 1),
    };
  });
