import { hashKey, type InfiniteData, type QueryClient, type QueryKey } from '@tanstack/react-query';
import type { Answer, CallInput, OperationId, OutputOf } from '@xuncha/contracts';

/**
 * What a page shows of a command before the server has answered: the read operation, and its answer as it will be. Is
 * applied again to every answer that arrives meanwhile, so it must come to the same when applied twice.
 */
export interface ShownAtOnce<Id extends OperationId, Shown extends OperationId> {
  readonly operation: Shown;
  readonly as: (answer: OutputOf<Shown>, input: CallInput<Id>) => OutputOf<Shown>;
}

/** How what is shown of one command ahead of its answer ends. */
export interface ShownAhead {
  /** The server has done it: what is read from now on says so itself. */
  readonly settle: () => void;
  /** It was not done: what the server said last is shown again. */
  readonly takeBack: () => void;
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

/** Puts one command's outcome into what is read of its operation. */
interface Ahead {
  readonly operation: OperationId;
  readonly put: (kept: unknown) => unknown;
}

/**
 * What is shown ahead of the server in one browser page, over what the server said last: one that is taken back leaves
 * the others as they are.
 */
class ShownBoard {
  readonly #queries: QueryClient;
  readonly #ahead = new Set<Ahead>();
  /** What the server said last, by key. */
  readonly #said = new Map<string, { readonly key: QueryKey; readonly kept: unknown }>();
  #stop: (() => void) | undefined;

  constructor(queries: QueryClient) {
    this.#queries = queries;
  }

  add(one: Ahead): void {
    this.#stop ??= this.#queries.getQueryCache().subscribe((event) => {
      const answered = event.type === 'updated' && event.action.type === 'success' && !event.action.manual;
      const { queryKey, queryHash, state } = event.query;
      if (!answered || !this.#isAhead(queryKey[0])) return;
      this.#said.set(queryHash, { key: queryKey, kept: state.data });
      this.#show(queryKey[0]);
    });
    this.#ahead.add(one);
    this.#show(one.operation);
  }

  settle(one: Ahead): void {
    for (const [hash, { key, kept }] of this.#said)
      if (key[0] === one.operation) this.#said.set(hash, { key, kept: one.put(kept) });
    this.#remove(one);
  }

  takeBack(one: Ahead): void {
    this.#ahead.delete(one);
    this.#show(one.operation);
    this.#remove(one);
  }

  #isAhead(operation: unknown): boolean {
    return [...this.#ahead].some((one) => one.operation === operation);
  }

  #remove(one: Ahead): void {
    this.#ahead.delete(one);
    if (!this.#isAhead(one.operation))
      for (const [hash, { key }] of this.#said) if (key[0] === one.operation) this.#said.delete(hash);
    if (this.#ahead.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
  }

  #show(operation: unknown): void {
    const ahead = [...this.#ahead].filter((one) => one.operation === operation);
    for (const [key, present] of this.#queries.getQueriesData({ queryKey: [operation] })) {
      if (present === undefined) continue;
      const hash = hashKey(key);
      const { kept } = this.#said.get(hash) ?? { kept: present };
      this.#said.set(hash, { key, kept });
      this.#queries.setQueryData(
        key,
        ahead.reduce((shown, { put }) => put(shown), kept),
        // As old as what the server said: showing it makes it no fresher.
        { updatedAt: this.#queries.getQueryState(key)?.dataUpdatedAt },
      );
    }
  }
}

const boards = new WeakMap<QueryClient, ShownBoard>();

const boardOf = (queries: QueryClient): ShownBoard => {
  const board = boards.get(queries) ?? new ShownBoard(queries);
  boards.set(queries, board);
  return board;
};

/** Shows the outcome everywhere the operation is on screen, also in answers that arrive before the command's own. */
export const showAtOnce = async <Id extends OperationId, Shown extends OperationId>(
  queries: QueryClient,
  { operation, as }: ShownAtOnce<Id, Shown>,
  input: CallInput<Id>,
): Promise<ShownAhead> => {
  // An answer that is on its way knows nothing of the command and would undo what is shown.
  await queries.cancelQueries({ queryKey: [operation] });
  const board = boardOf(queries);
  const one: Ahead = {
    operation,
    put: (kept) => changed(kept as Kept<Shown>, (answer) => as(answer, input)),
  };
  board.add(one);
  return { settle: () => board.settle(one), takeBack: () => board.takeBack(one) };
};
