import { type ChainPolicy, checkPolicy } from '@xuncha/domain';
import { etagOf, type Handler, problemOf } from '@xuncha/http';
import type { ApiDeps } from '../context.ts';
import { changeableHead, runDecision } from './tenant-decision.ts';
import { policyView } from './tenant-view.ts';

/** Gates and limits of close-out from now on; a running case keeps the version it started with. */
export const setCloseoutPolicy: Handler<'tenants.setPolicy', ApiDeps> = (call, deps) =>
  runDecision(call, deps, async () => {
    const checked = checkPolicy(call.body);
    if (!checked.ok) throw problemOf(checked.error);
    const head = await changeableHead(deps.table, call.scope.tenantId);
    const policy: ChainPolicy = { ...call.body, version: head.policy.version + 1 };
    return {
      changes: [
        {
          head,
          next: { policy },
          event: { type: 'tenant.policy_set', data: { before: head.policy, policy } },
        },
      ],
      body: policyView({ policy }),
      etag: etagOf(head.version + 1),
    };
  });
