import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFault } from '../api/use-fault.ts';
import type { ItemOf, ListOperationId, ListResult } from '../api/use-operation.ts';
import { EmptyState } from './EmptyState.tsx';
import { Waiting } from './Loaded.tsx';
import { PlainButton } from './PlainButton.tsx';
import { ProblemAlert } from './ProblemAlert.tsx';

interface Props<Id extends ListOperationId> {
  readonly list: ListResult<Id>;
  readonly empty: string;
  readonly emptyHint?: string;
  readonly emptyAction?: ReactNode;
  readonly children: (items: ItemOf<Id>[]) => ReactNode;
}

/** Loading, error, empty and filled state of a list, with "加载更多" while more may follow. */
export const LoadedList = <Id extends ListOperationId>({
  list,
  empty,
  emptyHint,
  emptyAction,
  children,
}: Props<Id>) => {
  const { t } = useTranslation();
  const { items, query } = list;
  const { error, retrying } = useFault(query);
  if (query.isPending && !error) return <Waiting />;
  const retry = () => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch());
  return (
    <>
      {error ? (
        <ProblemAlert error={error} title={t('problem.loadTitle')} retrying={retrying} onRetry={retry} />
      ) : null}
      {items.length > 0 ? children(items) : null}
      {items.length === 0 && !error && !query.hasNextPage ? (
        <EmptyState title={empty} hint={emptyHint} action={emptyAction} />
      ) : null}
      {query.hasNextPage ? (
        <div className="load-more">
          <PlainButton onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
            {t('action.loadMore')}
          </PlainButton>
        </div>
      ) : null}
    </>
  );
};
