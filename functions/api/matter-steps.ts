import type { OperationId } from '@xuncha/contracts';
import { actionOf } from '@xuncha/contracts/action-of';
import { type Actor, authorize, type Checker, type Matter, type Principal } from '@xuncha/domain';

/** When the state of a matter allows an operation to this person; their roles are asked by `possibleSteps`. */
export type MatterSteps<Content> = Readonly<
  Partial<Record<OperationId, (matter: Matter<Content>, who: Checker) => boolean>>
>;

/** What this person may do with the matter now: the page shows these and nothing else. */
export const possibleSteps = <Content>(
  steps: MatterSteps<Content>,
  matter: Matter<Content>,
  { principal, actor }: { readonly principal: Principal; readonly actor: Actor },
): OperationId[] => {
  const who: Checker = { actor, isGroup: principal.tenantKind === 'group' };
  const operations = Object.keys(steps) as OperationId[];
  return operations.filter(
    (operation) =>
      authorize(principal, actionOf(operation), matter.tenantId).ok && steps[operation]?.(matter, who),
  );
};
