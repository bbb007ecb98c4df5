import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '../../../api/me.ts';
import type { ImportSummary } from '../../../api/types.ts';
import { useList } from '../../../api/use-operation.ts';
import { Chip, type Tone } from '../../../components/Chip.tsx';
import { showInstant } from '../../../components/dates.ts';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { ProgressBar } from '../../../components/ProgressBar.tsx';
import { told } from '../../../i18n/server-words.ts';
import { RequireAction } from '../../RequireAction.tsx';
import { useTenantId } from '../use-tenant-id.ts';
import { isWorking, jobShare, WORKING_POLL_MS } from './import-work.ts';
import { UploadLedger } from './UploadLedger.tsx';

const TONES: Readonly<Record<ImportSummary['status'], Tone>> = {
  awaiting_upload: 'amber',
  uploaded: 'blue',
  reading: 'blue',
  previewed: 'amber',
  failed: 'red',
  committing: 'blue',
  committed: 'green',
  undoing: 'blue',
  undone: 'neutral',
};

const ImportRow = ({ item }: { readonly item: ImportSummary }) => {
  const { t } = useTranslation();
  return (
    <tr data-testid="import-row">
      <th scope="row" className="cell-main">
        <Link to={`/t/${item.tenantId}/imports/${item.id}`}>{item.fileName}</Link>
        {item.round ? <span className="muted">{item.round}</span> : null}
      </th>
      <td data-label={t('field.status')}>
        <Chip tone={TONES[item.status]}>{t(`imports.status.${item.status}`)}</Chip>
        {item.problem ? <div className="muted">{told(item.problem)}</div> : null}
        {isWorking(item.status) ? (
          <ProgressBar value={jobShare(item)} status="active" label={t(`imports.status.${item.status}`)} />
        ) : null}
      </td>
      <td data-label={t('field.createdBy')}>{item.createdByName}</td>
      <td data-label={t('field.createdAt')} className="nowrap">
        {showInstant(item.createdAt)}
      </td>
    </tr>
  );
};

const Imports = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const list = useList(
    'imports.list',
    { params: { tenantId } },
    { pollWhile: (items) => (items.some(({ status }) => isWorking(status)) ? WORKING_POLL_MS : false) },
  );
  return (
    <>
      <PageHeader title={t('imports.title')} intro={t('imports.intro')} />
      {may('import.edit') ? <UploadLedger tenantId={tenantId} /> : null}
      <section className="card card-flush" aria-labelledby="records-title">
        <h2 id="records-title">{t('imports.records')}</h2>
        <LoadedList list={list} empty={t('imports.empty')} emptyHint={t('imports.emptyHint')}>
          {(items) => (
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('field.file')}</th>
                  <th scope="col">{t('field.status')}</th>
                  <th scope="col">{t('field.createdBy')}</th>
                  <th scope="col">{t('field.createdAt')}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((item) => (
                  <ImportRow key={item.id} item={item} />
                ))}
              </tbody>
            </table>
          )}
        </LoadedList>
      </section>
    </>
  );
};

/** Route /t/:tenantId/imports. */
export default function ImportsPage() {
  const tenantId = useTenantId();
  return (
    <RequireAction action="import.read" tenantId={tenantId}>
      <Imports key={tenantId} tenantId={tenantId} />
    </RequireAction>
  );
}
