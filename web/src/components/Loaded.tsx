import type { UseQueryResult } from '@tanstack/react-query';
import type { Answer, OperationId, OutputOf } from '@xuncha/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from './ProblemAlert.tsx';
import { Waiting } from './Waiting.tsx';

export { Waiting } from './Waiting.tsx';

interface Props<Id extends OperationId> {
  readonly query: UseQueryResult<Answer<Id>>;
  readonly children: (data: OutputOf<Id>, etag: string | undefined) => ReactNode;
  readonly rows?: number;
}

/** Loading, error and loaded state of one answer. */
export const Loaded = <Id extends OperationId>({ query, children, rows = 4 }: Props<Id>) => {
  const { t } = useTranslation();
  if (query.data) return <>{children(query.data.data, query.data.etag)}</>;
  if (query.error)
    return (
      <ProblemAlert error={query.error} title={t('problem.loadTitle')} onRetry={() => void query.refetch()} />
    );
  return <Waiting rows={rows} />;
};
