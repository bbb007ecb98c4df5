import { useMutationState } from '@tanstack/react-query';
import type { CallInput, OperationId } from '@xuncha/contracts';

/** How the last command of its kind is doing, also one that was sent before the page was left and opened again. */
export interface Sending<Id extends OperationId> {
  readonly input: CallInput<Id>;
  /** saving: under way · retrying: the line was lost, it is sent again by itself · done · failed. */
  readonly status: 'saving' | 'retrying' | 'done' | 'failed';
  readonly error: Error | null;
}

/** The last command of this operation about this subject, for what is not on the page's own command. */
export const useSending = <Id extends OperationId>(
  id: Id,
  isAbout: (input: CallInput<Id>) => boolean,
): Sending<Id> | undefined =>
  useMutationState({
    filters: { mutationKey: [id] },
    select: ({ state }) => ({
      // The key of a command is its operation, which says what its input is.
      input: state.variables as CallInput<Id>,
      at: state.submittedAt,
      status:
        state.status === 'pending'
          ? state.failureCount > 0
            ? ('retrying' as const)
            : ('saving' as const)
          : state.status === 'success'
            ? ('done' as const)
            : ('failed' as const),
      error: state.error,
    }),
  })
    .filter(({ input }) => input !== undefined && isAbout(input))
    .sort((a, b) => a.at - b.at)
    .at(-1);
