import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query';
import type { Answer, CallInput, OperationId, OutputOf } from '@xuncha/contracts';

/** What a page shows of a command before the server has answered: the read operation, and its answer as it will be. */
export interface ShownAtOnce<Id extends OperationId, Shown extends OperationId> {
  readonly operation: Shown;
  readonly as: (answer: OutputOf<Shown>, input: CallInput<Id>) => OutputOf<Shown>;
}

/** A list is kept page by page, everything else as one answer. */
type Kept<Shown extends OperationId> = Answer<Shown> | InfiniteData<Answer<Shown>>;

const changed = <Shown extends OperationId>(
  kept: Kept<Shown>,
  as: (answer: OutputOf<Shown>) => OutputOf<Shown>,
): Kept<Shown> =>
  'pages' in kept
    ? { ...kept, pages: kept.pages.map((page) => ({ ...page, data: as(page.data) })) }
    : { ...kept, data: as(kept.data) };

/** Shows the outcome everywhere the operation is on screen; answers how to take that back. */
export const showAtOnce = async <Id extends OperationId, Shown extends OperationId>(
  queries: QueryClient,
  { operation, as }: ShownAtOnce<Id, Shown>,
  input: CallInput<Id>,
): Promise<() => void> => {
  // An answer that is on its way knows nothing of the command and would undo what is shown.
  await queries.cancelQueries({ queryKey: [operation] });
  const before: [QueryKey, Kept<Shown> | undefined][] = queries.getQueriesData<Kept<Shown>>({
    queryKey: [operation],
  });
  for (const [key, kept] of before)
    if (kept)
      queries.setQueryData<Kept<Shown>>(
        key,
        changed(kept, (answer) => as(answer, input)),
      );
  return () => {
    for (const [key, kept] of before) queries.setQueryData(key, kept);
  };
};
