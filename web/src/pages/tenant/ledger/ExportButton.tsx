import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { followLink } from '../../../components/follow-link.ts';
import { ProblemAlert } from '../../../components/ProblemAlert.tsx';
import { ProgressBar } from '../../../components/ProgressBar.tsx';
import { useToast } from '../../../components/use-toast.ts';

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
  return (
    <span className="ledger-export" role="status">
      <ProgressBar
        value={item ? (100 * item.looked) / Math.max(1, item.total) : 0}
        label={t('ledger.export.working')}
        status="active"
      />
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
  const [exportId, setExportId] = useState<string>();
  if (!may('finding.export')) return null;
  return (
    <>
      <Button
        icon={<DownloadOutlined aria-hidden />}
        loading={create.isPending || exportId !== undefined}
        onClick={() =>
          create.mutate(
            { params: { tenantId }, body: { query, ...(findingIds ? { findingIds: [...findingIds] } : {}) } },
            { onSuccess: ({ data }) => setExportId(data.id) },
          )
        }
      >
        {findingIds ? t('ledger.export.selected', { count: findingIds.length }) : t('ledger.export.all')}
      </Button>
      <ProblemAlert error={create.error} />
      {exportId ? (
        <Following
          key={exportId}
          tenantId={tenantId}
          exportId={exportId}
          onDone={() => setExportId(undefined)}
        />
      ) : null}
    </>
  );
};
