import type { RetentionClass } from '@xuncha/domain';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import type { Batch } from '../../../api/types.ts';
import { useList, useOperation } from '../../../api/use-operation.ts';
import { Chip, type Tone } from '../../../components/Chip.tsx';
import { dayOf } from '../../../components/dates.ts';
import { LinkButton } from '../../../components/LinkButton.tsx';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { colon } from '../../../i18n/punctuation.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { useTenantId } from '../use-tenant-id.ts';
import { BatchRetention } from './BatchRetention.tsx';
import { PublishDialog } from './PublishDialog.tsx';
import { PublishingProgress } from './PublishingProgress.tsx';

const TONES: Readonly<Record<Batch['status'], Tone>> = {
  draft: 'amber',
  publishing: 'blue',
  published: 'green',
};

const BatchItem = ({
  batch,
  unitRetention,
  onPublish,
}: {
  readonly batch: Batch;
  readonly unitRetention?: RetentionClass;
  readonly onPublish: () => void;
}) => {
  const { t } = useTranslation();
  const may = useMay(batch.tenantId);
  return (
    <li className="card batch" data-testid="batch-row">
      <div className="kind-head">
        <div>
          <h2>{batch.title}</h2>
          <p className="muted">
            {[
              batch.round,
              t('batches.findings', { count: batch.findings }),
              batch.feedbackDate ? t('batches.feedbackOn', { date: batch.feedbackDate }) : undefined,
              `${batch.createdByName} ${dayOf(batch.createdAt)}`,
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <Chip tone={TONES[batch.status]}>{t(`batches.status.${batch.status}`)}</Chip>
      </div>
      <BatchRetention batch={batch} unitRetention={unitRetention} />
      {batch.status === 'publishing' ? <PublishingProgress batch={batch} /> : null}
      <div className="actions">
        {batch.status === 'draft' && may('batch.publish') ? (
          <Button
            type="primary"
            disabled={batch.findings === 0}
            aria-label={`${t('batches.publish')}${colon()}${batch.title}`}
            onClick={onPublish}
          >
            {t('batches.publish')}
          </Button>
        ) : null}
        <LinkButton
          to={`/t/${batch.tenantId}/ledger?batchId=${batch.id}${batch.status === 'draft' ? '&state=draft' : ''}`}
        >
          {t('batches.viewFindings')}
        </LinkButton>
      </div>
    </li>
  );
};

const Batches = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const list = useList('batches.list', { params: { tenantId } });
  const [publishing, setPublishing] = useState<Batch>();
  const tenant = useOperation('tenants.get', { params: { tenantId } }, { enabled: may('tenant.read') });
  return (
    <>
      <PageHeader title={t('batches.title')} intro={t('batches.intro')} />
      <LoadedList
        list={list}
        empty={t('batches.empty')}
        emptyHint={t('batches.emptyHint')}
        emptyAction={
          may('import.edit') ? (
            <LinkButton type="primary" to={`/t/${tenantId}/imports`}>
              {t('nav.imports')}
            </LinkButton>
          ) : undefined
        }
      >
        {(batches) => (
          <ul className="plain-list">
            {batches.map((batch) => (
              <BatchItem
                key={batch.id}
                batch={batch}
                unitRetention={tenant.data?.data.retention}
                onPublish={() => setPublishing(batch)}
              />
            ))}
          </ul>
        )}
      </LoadedList>
      {publishing ? <PublishDialog batch={publishing} onClose={() => setPublishing(undefined)} /> : null}
    </>
  );
};

/** Route /t/:tenantId/batches. */
export default function BatchesPage() {
  const tenantId = useTenantId();
  return (
    <RequireAction action="batch.read" tenantId={tenantId}>
      <Batches key={tenantId} tenantId={tenantId} />
    </RequireAction>
  );
}
