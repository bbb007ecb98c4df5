import type { UseQueryResult } from '@tanstack/react-query';
import { type Answer, type OperationId, type OutputOf, ProblemError } from '@xuncha/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFault } from '../api/use-fault.ts';
import { told } from '../i18n/server-words.ts';
import { MessagePage } from './MessagePage.tsx';
import { ProblemAlert } from './ProblemAlert.tsx';
import { Waiting } from './Waiting.tsx';

export { Waiting } from './Waiting.tsx';

interface Props<Id extends OperationId> {
  readonly query: UseQueryResult<Answer<Id>>;
  readonly children: (data: OutputOf<Id>, etag: string | undefined) => ReactNode;
  readonly rows?: number;
}

/** Loading, error and loaded state of one answer; what is not there says so, with the way back. */
export const Loaded = <Id extends OperationId>({ query, children, rows = 4 }: Props<Id>) => {
  const { t } = useTranslation();
  const { error, retrying } = useFault(query);
  if (query.data) return <>{children(query.data.data, query.data.etag)}</>;
  // Asking again brings nothing that is not there.
  if (error instanceof ProblemError && error.status === 404)
    return <MessagePage title={t('problem.goneTitle')} hint={told(error)} />;
  if (error)
    return (
      <ProblemAlert
        error={error}
        title={t('problem.loadTitle')}
        retrying={retrying}
        onRetry={() => void query.refetch()}
      />
    );
  return <Waiting rows={rows} />;
};
