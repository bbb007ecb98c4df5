import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Batch } from '../../../api/types.ts';
import { useOperation } from '../../../api/use-operation.ts';
import { ProgressBar } from '../../../components/ProgressBar.tsx';

const POLL_MS = 1_000;

/** Watches one batch while it is published, then has the list read again. */
export const PublishingProgress = ({ batch }: { readonly batch: Batch }) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { data } = useOperation(
    'batches.get',
    { params: { tenantId: batch.tenantId, batchId: batch.id } },
    { pollWhile: ({ status }) => (status === 'publishing' ? POLL_MS : false) },
  );
  const now = data?.data ?? batch;
  const finished = now.status === 'published';
  useEffect(() => {
    if (finished) void queries.invalidateQueries({ queryKey: ['batches.list'] });
  }, [finished, queries]);
  const text = t('batches.publishing', { done: now.delivered, total: now.findings });
  return (
    <div role="status">
      <p>{text}</p>
      <ProgressBar
        value={now.findings === 0 ? 0 : (now.delivered / now.findings) * 100}
        status="active"
        label={text}
      />
    </div>
  );
};
