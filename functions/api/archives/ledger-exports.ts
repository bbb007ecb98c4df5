import type { OutputOf } from '@xuncha/contracts';
import { ledgerViewEntries, parseLedgerView } from '@xuncha/domain';
import { type Handler, HttpProblem, notFound, stale } from '@xuncha/http';
import {
  changeWrite,
  createWrite,
  LEDGER_EXPORTS,
  type LedgerExport,
  newId,
  readDashboard,
  readDocument,
  readExportProgress,
  type Table,
} from '@xuncha/store';
import { runOnTenant } from '../tenant-command.ts';
import type { ArchiveDeps } from './archive-deps.ts';

type View = OutputOf<'ledgerExports.get'>;

const viewOf = (item: LedgerExport, looked: number): View => ({
  id: item.id,
  status: item.status,
  looked,
  total: item.total,
  rows: item.rows,
  fileName: item.fileName,
  expiresOn: item.expiresOn,
  createdAt: item.createdAt,
});

/** K02: asks for a workbook of exactly what the view shows; the job reads with the rights of this person. */
export const requestLedgerExport: Handler<'ledgerExports.create', ArchiveDeps> = async (call, deps) => {
  const { scope, body, actor, at } = call;
  const view = parseLedgerView(new Map(new URLSearchParams(body.query).entries()));
  const { counters } = await readDashboard(deps.table, scope.tenantId);
  const item: LedgerExport = {
    id: newId(Date.parse(at)),
    tenantId: scope.tenantId,
    status: 'queued',
    query: new URLSearchParams(ledgerViewEntries(view)).toString(),
    ...(body.findingIds ? { findingIds: body.findingIds } : {}),
    principal: scope.principal,
    actor,
    total: Object.values(counters.byState).reduce((sum, count) => sum + count, 0),
    createdAt: at,
    version: 1,
  };
  const { id: exportId, query, findingIds } = item;
  return runOnTenant(call, deps, {
    event: { type: 'ledger_export.requested', data: { exportId, query, chosen: findingIds?.length } },
    beside: [createWrite(LEDGER_EXPORTS, item)],
    status: 202,
    body: viewOf(item, 0),
    explain: () => stale(1),
  });
};

/** One's own export; that of somebody else looks as if there were none. */
const readOwn = async (
  call: { scope: { tenantId: string; principal: { userId: string } }; params: { exportId: string } },
  table: Table,
): Promise<LedgerExport> => {
  const item = await readDocument(table, LEDGER_EXPORTS, call.scope.tenantId, call.params.exportId);
  if (item?.principal.userId !== call.scope.principal.userId) throw notFound();
  return item;
};

export const getLedgerExport: Handler<'ledgerExports.get', ArchiveDeps> = async (call, { table }) => {
  const item = await readOwn(call, table);
  return {
    body: viewOf(item, item.status === 'queued' ? await readExportProgress(table, item) : item.total),
  };
};

/**
 * Calls off an export that is being made (K02). The job sees it at the next page of lines and stops; what it may have
 * written by then it removes.
 */
export const cancelLedgerExport: Handler<'ledgerExports.cancel', ArchiveDeps> = async (call, deps) => {
  const item = await readOwn(call, deps.table);
  const ended = (): HttpProblem =>
    new HttpProblem(409, 'export_ended', '这份台账已经生成或已停止，无需取消，可直接下载或重新导出。');
  if (item.status !== 'queued') throw ended();
  const after: LedgerExport = { ...item, status: 'cancelled' };
  return runOnTenant(call, deps, {
    event: { type: 'ledger_export.cancelled', data: { exportId: item.id, query: item.query } },
    beside: [changeWrite(LEDGER_EXPORTS, item, after)],
    status: 200,
    body: viewOf(after, await readExportProgress(deps.table, item)),
    // It was finished in between.
    explain: ended,
  });
};

/** Five minutes: enough to start the download; one that has started runs on. */
const LINK_SECONDS = 300;

const NOT_READY: Readonly<Record<Exclude<LedgerExport['status'], 'ready'>, string>> = {
  queued: '台账正在生成，请稍候。',
  cancelled: '这次导出已取消，如仍需要请重新导出。',
  expired: '这份导出已过期，请重新导出。',
};

/** A short-lived address; who takes the workbook away is recorded in the unit's chain. */
export const downloadLedgerExport: Handler<'ledgerExports.download', ArchiveDeps> = async (call, deps) => {
  const item = await readOwn(call, deps.table);
  const { objectKey, fileName, sha256, rows } = item;
  if (item.status !== 'ready' || !objectKey || !fileName || (item.expiresOn ?? '') < call.today)
    throw new HttpProblem(
      409,
      'export_not_ready',
      NOT_READY[item.status === 'ready' ? 'expired' : item.status],
    );
  // The address is a bearer credential: it is made afresh each time and never stored with the answer.
  const expiresAt = new Date(Date.parse(call.at) + LINK_SECONDS * 1000).toISOString();
  const answer = await runOnTenant(call, deps, {
    event: { type: 'ledger_export.downloaded', data: { exportId: item.id, rows, sha256 } },
    beside: [],
    status: 200,
    body: { fileName, expiresAt },
    explain: () => stale(item.version),
  });
  const url = await deps.files.link(objectKey, fileName, LINK_SECONDS);
  return { status: answer.status, body: { url, fileName, expiresAt } };
};
