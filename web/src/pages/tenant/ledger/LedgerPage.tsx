import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import { useList } from '../../../api/use-operation.ts';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { PageHeader } from '../../../components/PageHeader.tsx';
import { RequireAction } from '../../RequireAction.tsx';
import { useTenantId } from '../use-tenant-id.ts';
import { BulkBar } from './BulkBar.tsx';
import { LedgerFilterBar } from './LedgerFilterBar.tsx';
import { LedgerTable } from './LedgerTable.tsx';
import { useLedgerFilters } from './use-ledger-filters.ts';

const Ledger = ({ tenantId }: { readonly tenantId: string }) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const ledger = useLedgerFilters();
  const list = useList('findings.list', { params: { tenantId }, query: { ...ledger.filters, limit: 50 } });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const selectable = may('finding.acknowledge') || may('finding.split');
  const { hasNextPage } = list.query;
  return (
    <>
      <PageHeader
        title={t('ledger.title')}
        intro={
          list.query.isSuccess
            ? t(hasNextPage ? 'ledger.shownMore' : 'ledger.shown', { count: list.items.length })
            : null
        }
      />
      <LedgerFilterBar tenantId={tenantId} ledger={ledger} />
      <BulkBar
        tenantId={tenantId}
        findings={list.items.filter(({ id }) => selected.has(id))}
        onDone={() => setSelected(new Set())}
      />
      <div className="card card-flush">
        <LoadedList list={list} empty={t('ledger.empty')} emptyHint={t('ledger.emptyHint')}>
          {(findings) => (
            <LedgerTable
              findings={findings}
              selected={selectable ? selected : undefined}
              onSelect={setSelected}
            />
          )}
        </LoadedList>
      </div>
    </>
  );
};

/** Route /t/:tenantId/ledger. */
export default function LedgerPage() {
  const tenantId = useTenantId();
  return (
    <RequireAction action="finding.read" tenantId={tenantId}>
      <Ledger key={tenantId} tenantId={tenantId} />
    </RequireAction>
  );
}
