import type { Answer, CallInput, OperationId } from '@xuncha/contracts';
import { createContext, useContext } from 'react';
import type { PlanDetail, PlanFinding } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';

export interface PlanView {
  readonly tenantId: string;
  readonly plan: PlanDetail;
  readonly etag: string | undefined;
  readonly findings: readonly PlanFinding[];
  /** All pages have been read: counts and gaps are those of the whole plan. */
  readonly complete: boolean;
}

const PlanContext = createContext<PlanView | undefined>(undefined);
export const PlanProvider = PlanContext.Provider;

export const usePlan = (): PlanView => {
  const view = useContext(PlanContext);
  if (!view) throw new Error('usePlan outside of PlanProvider');
  return view;
};

/** The server's word on what this person may do with the plan now. */
export const usePlanCan = (): ((operation: OperationId) => boolean) => {
  const { plan } = usePlan();
  return (operation) => plan.possible.some((each) => each.operation === operation && each.allowed);
};

const AFTER_PLAN: readonly OperationId[] = [
  'plans.get',
  'plans.list',
  'plans.findings',
  'plans.version',
  'inbox.list',
];

/** A command on the plan shown: its path parameters, and `send`, which names the ETag of what is shown. */
export const usePlanCommand = <Id extends OperationId>(id: Id) => {
  const { tenantId, plan, etag } = usePlan();
  const command = useCommand(id, AFTER_PLAN);
  return {
    params: { tenantId, planId: plan.id },
    send: (input: CallInput<Id>, onSuccess?: (answer: Answer<Id>) => void) =>
      command.mutate(Object.assign({}, input, { ifMatch: etag }), { onSuccess }),
    pending: command.isPending,
    error: command.error,
  };
};
