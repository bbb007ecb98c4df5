import { type Handler, notFound } from '@xuncha/http';
import { BATCHES, changeWrite, readDocument } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { changeableHead, runDecision } from './tenant-decision.ts';

/**
 * How long files are kept (K04), for the unit or for one round of it. It holds for new files at once, and the nightly
 * check lengthens the locks of those that are there; a lock never becomes shorter.
 */
export const setRetention: Handler<'tenants.setRetention', ApiDeps> = (call, deps) =>
  runDecision(call, deps, async () => {
    const { retention, batchId } = call.body;
    const { tenantId } = call.scope;
    const head = await changeableHead(deps.table, tenantId);
    const batch = batchId ? await readDocument(deps.table, BATCHES, tenantId, batchId) : undefined;
    if (batchId && !batch) throw notFound();
    return {
      changes: [
        {
          head,
          ...(batch ? {} : { next: { retention } }),
          event: {
            type: 'tenant.retention_set',
            data: { before: batch ? batch.retention : head.retention, retention, batchId },
          },
        },
      ],
      beside: batch ? [changeWrite(BATCHES, batch, { ...batch, retention })] : [],
      body: { retention, ...(batchId ? { batchId } : {}) },
    };
  });
