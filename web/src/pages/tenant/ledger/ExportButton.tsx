import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../../api/client-context.ts';
import { useMay } from '../../../api/me.ts';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { followLink } from '../../../components/follow-link.ts';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { ProgressBar } from '../../../components/ProgressBar.tsx';
import { useToast } from '../../../components/use-toast.ts';
import { openExport } from './open-export.ts';

/** A list of a thousand lines takes about a second. */
const POLL_MS = 600;

interface Props {
  readonly tenantId: string;
  readonly query: string;
  readonly findingIds?: readonly string[];
}

/** Follows one export until its workbook is there, and downloads it. */
const Following = ({
  tenantId,
  exportId,
  onDone,
}: {
  readonly tenantId: string;
  readonly exportId: string;
  readonly onDone: () => void;
}) => {
  const { t } = useTranslation();
  const toast = useToast();
  const state = useOperation(
    'ledgerExports.get',
    { params: { tenantId, exportId } },
    { forget: true, pollWhile: ({ status }) => (status === 'queued' ? POLL_MS : false) },
  );
  const download = useCommand('ledgerExports.download');
  const asked = useRef(false);
  const item = state.data?.data;
  const fetchFile = () =>
    download.mutate(
      { params: { tenantId, exportId } },
      {
        onSuccess: ({ data }) => {
          followLink(data);
          toast.success(t('ledger.export.done', { count: item?.rows ?? 0, name: data.fileName }));
          onDone();
        },
      },
    );
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the workbook is there
  useEffect(() => {
    if (item?.status !== 'ready' || asked.current) return;
    asked.current = true;
    fetchFile();
  }, [item?.status]);
  if (item?.status === 'expired')
    return (
      <span className="ledger-export">
        <span role="alert">{t('ledger.export.expired')}</span>
        <Button size="small" onClick={onDone}>
          {t('action.close')}
        </Button>
      </span>
    );
  return (
    <span className="ledger-export">
      <span role="status" className="muted">
        {t('ledger.export.working')}
      </span>
      <ProgressBar
        value={item ? (100 * item.looked) / Math.max(1, item.total) : 0}
        label={t('ledger.export.working')}
        status="active"
      />
      <Button size="small" onClick={onDone}>
        {t('ledger.export.stop')}
      </Button>
      <ProblemAlert
        error={state.error ?? download.error}
        onRetry={() => (download.error ? fetchFile() : void state.refetch())}
      />
    </span>
  );
};

/** A workbook of exactly what is shown: filters, columns and order (K02). */
export const ExportButton = ({ tenantId, query, findingIds }: Props) => {
  const { t } = useTranslation();
  const may = useMay(tenantId);
  const create = useCommand('ledgerExports.create');
  const { membership = '' } = useApi();
  // Of a selection the page forgets the lines when it is left, and their export with them.
  const lasts = findingIds === undefined;
  const [exportId, setExportId] = useState(lasts ? openExport.of(membership, tenantId) : undefined);
  const follow = (id: string): void => {
    if (lasts) openExport.keep(membership, tenantId, id);
    setExportId(id);
  };
  const end = (): void => {
    if (lasts) openExport.forget(membership, tenantId);
    setExportId(undefined);
  };
  if (!may('finding.export')) return null;
  return (
    <>
      <Button
        icon={<DownloadOutlined aria-hidden />}
        loading={create.isPending || exportId !== undefined}
        onClick={() =>
          create.mutate(
            { params: { tenantId }, body: { query, ...(findingIds ? { findingIds: [...findingIds] } : {}) } },
            { onSuccess: ({ data }) => follow(data.id) },
          )
        }
      >
        {findingIds ? t('ledger.export.selected', { count: findingIds.length }) : t('ledger.export.all')}
      </Button>
      <ProblemAlert error={create.error} />
      {exportId ? <Following key={exportId} tenantId={tenantId} exportId={exportId} onDone={end} /> : null}
    </>
  );
};
