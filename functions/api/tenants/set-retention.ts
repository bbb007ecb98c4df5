import type { Handler } from '@xuncha/http';
import type { ApiDeps } from '../context.ts';
import { changeableHead, runDecision } from './tenant-decision.ts';

/**
 * How long the unit's files are kept (K04); a round may differ, see `batches.setRetention`. It holds for new files at
 * once, and the nightly check lengthens the locks of those that are there; a lock never becomes shorter.
 */
export const setRetention: Handler<'tenants.setRetention', ApiDeps> = (call, deps) =>
  runDecision(call, deps, async () => {
    const { retention } = call.body;
    const head = await changeableHead(deps.table, call.scope.tenantId);
    return {
      changes: [
        {
          head,
          next: { retention },
          event: { type: 'tenant.retention_set', data: { before: head.retention, retention } },
        },
      ],
      body: { retention },
    };
  });
