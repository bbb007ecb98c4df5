import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import {
  type Answer,
  type CallInput,
  type OperationId,
  type OutputOf,
  ProblemError,
} from '@xuncha/contracts';
import { useEffect, useRef } from 'react';
import { useApi } from './client-context.ts';
import { openRequests } from './open-requests.ts';
import { type ShownAhead, type ShownAtOnce, showAtOnce } from './shown-at-once.ts';
import { TRY_AGAIN } from './try-again.ts';
import { noteUnsaved } from './unsaved.ts';

interface ReadOptions<Id extends OperationId> {
  readonly enabled?: boolean;
  /** Forgets the answer as soon as it is no longer shown: for what nobody should find in an open browser. */
  readonly forget?: boolean;
  /** Milliseconds until the next look while something is under way; false stops. */
  readonly pollWhile?: (data: OutputOf<Id>) => number | false;
}

/** Reads an operation. The key is operation id, membership, parameters, query. */
export const useOperation = <Id extends OperationId>(
  id: Id,
  input: CallInput<Id>,
  options: ReadOptions<Id> = {},
): UseQueryResult<Answer<Id>> => {
  const { client, membership } = useApi();
  return useQuery<Answer<Id>>({
    queryKey: [id, membership, input.params, input.query],
    queryFn: () => client.call(id, input),
    ...(options.forget ? { gcTime: 0 } : {}),
    enabled: options.enabled ?? true,
    refetchInterval: ({ state }) =>
      state.data && options.pollWhile ? options.pollWhile(state.data.data) : false,
  });
};

/** Operations that answer a page with a cursor. */
export type ListOperationId = {
  [Id in OperationId]: OutputOf<Id> extends { items: unknown[]; next?: string | undefined } ? Id : never;
}[OperationId];
export type ItemOf<Id extends ListOperationId> = OutputOf<Id>['items'][number];

export interface ListResult<Id extends ListOperationId> {
  readonly items: ItemOf<Id>[];
  readonly query: UseInfiniteQueryResult<InfiniteData<Answer<Id>>>;
}

interface ListOptions<Id extends ListOperationId> {
  readonly enabled?: boolean;
  /** Forgets the answer when it leaves the page, because it will not be true the next time. */
  readonly forget?: boolean;
  readonly pollWhile?: (items: ItemOf<Id>[]) => number | false;
}

const atCursor = <Id extends ListOperationId>(
  input: CallInput<Id>,
  cursor: string | undefined,
): CallInput<Id> => (cursor ? Object.assign({}, input, { query: { ...input.query, cursor } }) : input);

const itemsOf = <Id extends ListOperationId>(data: InfiniteData<Answer<Id>>): ItemOf<Id>[] => {
  const items: ItemOf<Id>[] = [];
  for (const page of data.pages) items.push(...page.data.items);
  return items;
};

/** Reads a list page by page ("加载更多"). */
export const useList = <Id extends ListOperationId>(
  id: Id,
  input: CallInput<Id>,
  options: ListOptions<Id> = {},
): ListResult<Id> => {
  const { client, membership } = useApi();
  const query = useInfiniteQuery<
    Answer<Id>,
    Error,
    InfiniteData<Answer<Id>>,
    readonly unknown[],
    string | undefined
  >({
    queryKey: [id, membership, input.params, input.query],
    queryFn: ({ pageParam }) => client.call(id, atCursor(input, pageParam)),
    initialPageParam: undefined,
    getNextPageParam: (last) => last.data.next,
    ...(options.forget ? { gcTime: 0 } : {}),
    enabled: options.enabled ?? true,
    refetchInterval: ({ state }) =>
      state.data && options.pollWhile ? options.pollWhile(itemsOf<Id>(state.data)) : false,
  });
  return { items: query.data ? itemsOf<Id>(query.data) : [], query };
};

/** Lists and counters are projections: they follow a command within moments, so they are asked twice. */
const PROJECTION_LAG_MS = 1_500;

/** A request that may or may not have reached the server keeps its key, so that repeating it does it once. */
const unanswered = (error: unknown): boolean => !(error instanceof ProblemError) || error.status >= 500;

/** Reads the named operations again: at once, and after a command once more when the projections have followed. */
export const useRefresh = (refresh: readonly OperationId[]) => {
  const queries = useQueryClient();
  // What leaves one inbox for another is what its sender waits for.
  const all = refresh.includes('inbox.list') ? [...refresh, 'started.list' as const] : refresh;
  const again = async (operation: OperationId) => {
    // A reading that is on its way may have been answered before the command was done: nobody waits for it any more.
    await queries.cancelQueries({ queryKey: [operation] });
    await queries.invalidateQueries({ queryKey: [operation] });
  };
  const atOnce = () => Promise.all(all.map(again));
  const afterCommand = async () => {
    await atOnce();
    if (refresh.length > 0) window.setTimeout(() => void atOnce(), PROJECTION_LAG_MS);
  };
  return { atOnce, afterCommand };
};

/** What is shown ahead of the answer, and the page it was sent from. */
interface Ahead {
  readonly from: string | undefined;
  readonly shown: ShownAhead;
}

/** How a command is sent where one call may not be all. */
type Sender<Id extends OperationId> = (
  input: CallInput<Id>,
  call: (input: CallInput<Id>) => Promise<Answer<Id>>,
) => Promise<Answer<Id>>;

/**
 * Sends a command; afterwards the named operations are read again. While the connection is lost it is sent again by
 * itself, under the key of the first time, so that it is done once. A cheap one may show its outcome at once; when it
 * fails, that is taken back and the failure said.
 */
export const useCommand = <Id extends OperationId, Shown extends OperationId = never>(
  id: Id,
  refresh: readonly OperationId[] = [],
  atOnceShown?: ShownAtOnce<Id, Shown>,
  sender?: Sender<Id>,
) => {
  const { client, membership } = useApi();
  const queries = useQueryClient();
  const { atOnce, afterCommand } = useRefresh(refresh);
  const page = useRef<string>(undefined);
  useEffect(() => {
    page.current = window.location.pathname;
    return () => {
      page.current = undefined;
    };
  }, []);
  const call = async (input: CallInput<Id>): Promise<Answer<Id>> => {
    const request = [id, membership, input.params, input.body];
    try {
      const answer = await client.call(id, { ...input, idempotencyKey: openRequests.keyOf(request) });
      openRequests.answered(request);
      return answer;
    } catch (error) {
      if (!unanswered(error)) openRequests.answered(request);
      throw error;
    }
  };
  return useMutation<Answer<Id>, Error, CallInput<Id>, Ahead | undefined>({
    mutationKey: [id],
    async onMutate(input) {
      const { current: from } = page;
      return atOnceShown ? { from, shown: await showAtOnce(queries, atOnceShown, input) } : undefined;
    },
    mutationFn: (input) => (sender ? sender(input, call) : call(input)),
    ...TRY_AGAIN,
    onSuccess(_answer, _input, ahead) {
      ahead?.shown.settle();
      return afterCommand();
    },
    onError(error, _input, ahead) {
      ahead?.shown.takeBack();
      // Nobody is there any more to see it taken back.
      if (ahead?.from && page.current === undefined) noteUnsaved(ahead.from);
      // Somebody was faster, or the page is stale: fetch what is true now, the form keeps what was typed.
      const overtaken = error instanceof ProblemError && (error.status === 409 || error.status === 412);
      if (overtaken || ahead) void atOnce();
    },
  });
};
