import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import { useList } from '../../../api/use-operation.ts';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { RequireAction } from '../../RequireAction.tsx';
import { useTenantId } from '../use-tenant-id.ts';
import { ArchiveRow } from './ArchiveRow.tsx';
import { ExportForm } from './ExportForm.tsx';
import { SealsCard } from './SealsCard.tsx';

const POLL_MS = 1_000;

const Archives = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const list = useList(
    'archives.list',
    { params: { tenantId } },
    {
      pollWhile: (items) =>
        items.some(({ status }) => status === 'queued' || status === 'building') ? POLL_MS : false,
    },
  );
  return (
    <>
      <PageHeader title={t('archives.title')} intro={t('archives.intro')} />
      {may('archive.export') ? <ExportForm tenantId={tenantId} /> : null}
      <section className="card" aria-labelledby="records-title">
        <h2 id="records-title">{t('archives.records')}</h2>
        <LoadedList list={list} empty={t('archives.empty')} emptyHint={t('archives.emptyHint')}>
          {(archives) => (
            <ul className="plain-list">
              {archives.map((archive) => (
                <ArchiveRow key={archive.id} archive={archive} />
              ))}
            </ul>
          )}
        </LoadedList>
      </section>
      <SealsCard tenantId={tenantId} />
    </>
  );
};

/** Route /t/:tenantId/archives. */
export default function ArchivesPage() {
  const tenantId = useTenantId();
  return (
    <RequireAction action="archive.read" tenantId={tenantId}>
      <Archives key={tenantId} tenantId={tenantId} />
    </RequireAction>
  );
}
