import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { useApi } from '../api/client-context.ts';
import { type OpenExport, openExports } from '../api/open-exports.ts';
import { useCommand, useOperation } from '../api/use-operation.ts';
import { followLink } from '../components/follow-link.ts';
import { PlainButton } from '../components/PlainButton.tsx';
import { ProblemAlert } from '../components/ProblemAlert.tsx';
import { ProgressBar } from '../components/ProgressBar.tsx';
import { useToast } from '../components/use-toast.ts';
import { useTenantName } from './use-tenant-name.ts';

/** A thousand lines take a tenth of a second, ten thousand two. */
const POLL_MS = 600;

interface Props {
  readonly one: OpenExport;
  readonly membership: string;
}

/** What can be done with one export, and what has become of it. */
const useLedgerExport = ({ one, membership }: Props) => {
  const { tenantId, exportId, query, findingIds } = one;
  const { t } = useTranslation();
  const toast = useToast();
  const params = { tenantId, exportId };
  const state = useOperation(
    'ledgerExports.get',
    { params },
    { forget: true, pollWhile: ({ status }) => (status === 'queued' ? POLL_MS : false) },
  );
  const download = useCommand('ledgerExports.download', ['ledgerExports.get']);
  const cancel = useCommand('ledgerExports.cancel', ['ledgerExports.get']);
  const create = useCommand('ledgerExports.create');
  const close = () => openExports.remove(membership, exportId);
  return {
    state,
    item: state.data?.data,
    download,
    cancel,
    create,
    close,
    fetchFile: () =>
      download.mutate(
        { params },
        {
          onSuccess: ({ data }) => {
            followLink(data);
            toast.success(
              t('ledger.export.done', { count: state.data?.data.rows ?? 0, name: data.fileName }),
            );
            close();
          },
        },
      ),
    callOff: () =>
      cancel.mutate(
        { params },
        {
          onSuccess: () => {
            toast.success(t('ledger.export.cancelled'));
            close();
          },
        },
      ),
    repeat: () =>
      create.mutate(
        { params: { tenantId }, body: { query, ...(findingIds ? { findingIds: [...findingIds] } : {}) } },
        {
          onSuccess: ({ data }) => {
            close();
            openExports.add(membership, { ...one, exportId: data.id });
          },
        },
      ),
  };
};

const Line = (props: Props) => {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const { tenantId } = props.one;
  const { name } = useTenantName(tenantId);
  const { state, item, download, cancel, create, close, fetchFile, callOff, repeat } = useLedgerExport(props);
  const asked = useRef(false);
  // Who waits at the ledger gets the file; who is elsewhere is told, and takes it when it suits.
  const waiting = pathname === `/t/${tenantId}/ledger` && !cancel.isError;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the workbook is there
  useEffect(() => {
    if (item?.status !== 'ready' || !waiting || asked.current) return;
    asked.current = true;
    fetchFile();
  }, [item?.status, waiting]);
  const status = item?.status ?? 'queued';
  const working = status === 'queued';
  const text = working
    ? t('ledger.export.working', { unit: name })
    : status === 'ready'
      ? t('ledger.export.ready', { unit: name, count: item?.rows ?? 0, date: item?.expiresOn })
      : t(`ledger.export.${status}`);
  return (
    <li data-testid="ledger-export">
      <p role="status">{text}</p>
      {working ? (
        <ProgressBar
          value={item ? (100 * item.looked) / Math.max(1, item.total) : 0}
          label={text}
          status="active"
        />
      ) : null}
      <div className="actions">
        {working ? (
          <PlainButton size="small" loading={cancel.isPending} onClick={callOff}>
            {t('ledger.export.cancel')}
          </PlainButton>
        ) : null}
        {status === 'ready' ? (
          <PlainButton size="small" look="primary" loading={download.isPending} onClick={fetchFile}>
            {t('action.download')}
          </PlainButton>
        ) : null}
        {status === 'expired' || status === 'cancelled' ? (
          <PlainButton size="small" look="primary" loading={create.isPending} onClick={repeat}>
            {t('ledger.export.again')}
          </PlainButton>
        ) : null}
        {!working || state.error ? (
          <PlainButton size="small" onClick={close}>
            {t('action.close')}
          </PlainButton>
        ) : null}
      </div>
      <ProblemAlert error={download.error} onRetry={fetchFile} />
      <ProblemAlert error={cancel.error ?? create.error} />
      <ProblemAlert error={state.error} onRetry={() => void state.refetch()} />
    </li>
  );
};

/** Exports of ledgers that are being made or wait to be taken, wherever the person is by now (K02). */
export default function LedgerExports({ open }: { readonly open: readonly OpenExport[] }) {
  const { t } = useTranslation();
  const { membership = '' } = useApi();
  return (
    <section className="ledger-exports no-print" aria-label={t('ledger.export.title')}>
      <ul className="plain-list">
        {open.map((one) => (
          <Line key={one.exportId} one={one} membership={membership} />
        ))}
      </ul>
    </section>
  );
}
