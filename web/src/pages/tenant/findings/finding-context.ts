import type { Answer, CallInput, OperationId } from '@xuncha/contracts';
import { createContext, useContext } from 'react';
import { useApi } from '../../../api/client-context.ts';
import { AFTER_FINDING } from '../../../api/refresh.ts';
import type { ShownAtOnce } from '../../../api/shown-at-once.ts';
import type { FindingDetail } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { sendOver } from '../../../api/written-over.ts';
import { told } from '../../../i18n/server-words.ts';

export interface FindingView {
  readonly tenantId: string;
  readonly findingId: string;
  readonly detail: FindingDetail;
  /** ETag of what is shown; commands that rewrite the finding must name it. */
  readonly etag: string | undefined;
}

const FindingContext = createContext<FindingView | undefined>(undefined);
export const FindingProvider = FindingContext.Provider;

export const useFinding = (): FindingView => {
  const view = useContext(FindingContext);
  if (!view) throw new Error('useFinding outside of FindingProvider');
  return view;
};

/** The server's word on what this person may do with this finding now. */
export const useCan = (): ((operation: OperationId) => boolean) => {
  const { detail } = useFinding();
  return (operation) => detail.possible.some((each) => each.operation === operation && each.allowed);
};

/** Why the server refuses an operation here, where it says so. */
export const useRefusal = (operation: OperationId): string | undefined => {
  const { detail } = useFinding();
  const entry = detail.possible.find((each) => each.operation === operation);
  return entry?.reason && !entry.allowed ? told({ code: entry.code, message: entry.reason }) : undefined;
};

/** The part of the finding that a command writes over: only a change of that is somebody else's word against it. */
export type PartOf<Id extends OperationId> = (detail: FindingDetail, input: CallInput<Id>) => unknown;

/** What was on the page when a command was sent. */
const seenWith = new WeakMap<object, FindingDetail>();

/** A command on the finding shown: its path parameters, and `send`, which names the ETag of what is shown. */
export const useFindingCommand = <Id extends OperationId>(
  id: Id,
  atOnce?: ShownAtOnce<Id, 'findings.get'>,
  partOf?: PartOf<Id>,
) => {
  const { tenantId, findingId, detail, etag } = useFinding();
  const { client } = useApi();
  const command = useCommand(id, AFTER_FINDING, atOnce, (input, call) => {
    const seen = seenWith.get(input);
    if (!partOf || !seen) return call(input);
    return sendOver(input, call, {
      seen,
      readNow: () => client.call('findings.get', { params: { tenantId, findingId } }),
      part: (read) => partOf(read, input),
    });
  });
  return {
    params: { tenantId, findingId },
    send: (
      input: CallInput<Id>,
      onSuccess?: (answer: Answer<Id>) => void,
      onError?: (error: Error) => void,
    ) => {
      const naming = Object.assign({}, input, { ifMatch: etag });
      seenWith.set(naming, detail);
      command.mutate(naming, { onSuccess, onError });
    },
    pending: command.isPending,
    error: command.error,
    /** Forgets how the last one ended. */
    reset: command.reset,
  };
};
