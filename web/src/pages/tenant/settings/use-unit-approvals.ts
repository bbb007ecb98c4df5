import type { ExportApproval } from '@xuncha/domain';
import { useState } from 'react';
import { useApi } from '../../../api/client-context.ts';
import { tryAgain } from '../../../api/try-again.ts';
import { useRefresh } from '../../../api/use-operation.ts';

/** What became of one unit: set, or why not. */
export interface UnitOutcome {
  readonly approval?: ExportApproval;
  readonly problem?: string;
}

/**
 * Sets units one after the other, each with a request of its own: a unit that is refused (suspended, say) stops no
 * other, and says so in its row.
 */
export const useUnitApprovals = () => {
  const { client } = useApi();
  const { afterCommand } = useRefresh(['tenants.list', 'tenants.get']);
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, UnitOutcome>>(new Map());
  const [progress, setProgress] = useState<{ readonly done: number; readonly of: number }>();

  const setOne = async (tenantId: string, approval: ExportApproval): Promise<UnitOutcome> => {
    try {
      const idempotencyKey = crypto.randomUUID();
      await tryAgain(() =>
        client.call('archives.setApproval', { params: { tenantId }, body: { approval }, idempotencyKey }),
      );
      return { approval };
    } catch (cause) {
      return { problem: cause instanceof Error ? cause.message : String(cause) };
    }
  };

  const set = async (tenantIds: readonly string[], approval: ExportApproval): Promise<void> => {
    setOutcomes((before) => new Map([...before].filter(([id]) => !tenantIds.includes(id))));
    for (const [index, tenantId] of tenantIds.entries()) {
      setProgress({ done: index, of: tenantIds.length });
      const outcome = await setOne(tenantId, approval);
      setOutcomes((before) => new Map(before).set(tenantId, outcome));
    }
    setProgress(undefined);
    await afterCommand();
  };
  return { set, outcomes, progress };
};
