import { hasExpired } from '@xuncha/domain';
import { type Handler, HttpProblem, notFound } from '@xuncha/http';
import { ARCHIVES, type ArchiveExport, changeWrite, decideOnTenants, readTenant } from '@xuncha/store';
import type { ArchiveDeps } from './archive-deps.ts';
import { readCoveredArchive } from './covered-archive.ts';

/** Ten minutes: enough to start the download; one that has started runs on. */
const LINK_SECONDS = 600;

const notReady = (detail: string): HttpProblem => new HttpProblem(409, 'archive_not_ready', detail);

const WHY_NOT: Readonly<Record<ArchiveExport['status'], string>> = {
  requested: '该导出申请尚未批准，批准后才会生成。',
  refused: '该导出申请未获同意，请查看理由。',
  queued: '档案正在生成，请稍候，完成后即可下载。',
  building: '档案正在生成，请稍候，完成后即可下载。',
  ready: '该档案没有这一卷，请刷新页面后重试。',
  failed: '该档案未能生成，请查看原因，处理后重新导出。',
  cancelled: '该档案的导出已取消，请重新导出。',
  expired: '档案文件已过保存期限，请点“重新生成”，生成后再下载。',
};
const expired = (): HttpProblem => new HttpProblem(409, 'archive_expired', WHY_NOT.expired);

/** A short-lived address of the finished archive. Who downloads what is recorded in the unit's chain (K06). */
export const downloadArchive: Handler<'archives.download', ArchiveDeps> = async (call, deps) => {
  const archive = await readCoveredArchive(deps.table, call.scope, call.params.archiveId);
  if (!archive) throw notFound();
  const bag = archive.bags?.find(({ number }) => number === (call.query.bag ?? 1));
  if (hasExpired(archive, call.today)) throw expired();
  if (archive.status !== 'ready' || !bag?.objectKey) throw notReady(WHY_NOT[archive.status]);
  if (!(await deps.files.exists(bag.objectKey))) throw expired();
  // The address is a bearer credential: it is made afresh each time and never stored with the answer.
  const expiresAt = new Date(Date.parse(call.at) + LINK_SECONDS * 1000).toISOString();
  const { fileName, fingerprint } = bag;
  const answer = await decideOnTenants(deps.table, call.scope, call, async () => {
    const head = await readTenant(deps.table, call.scope.tenantId);
    const before = await readCoveredArchive(deps.table, call.scope, archive.id);
    if (!head || !before) throw notFound();
    const after: ArchiveExport = {
      ...before,
      downloads: (before.downloads ?? 0) + 1,
      lastDownload: { at: call.at, byName: call.actor.name },
    };
    const { id: archiveId, no, downloads } = after;
    const data = { archiveId, no, bag: bag.number, fingerprint, downloads };
    return {
      changes: [{ head, event: { type: 'archive.downloaded', data } }],
      beside: [changeWrite(ARCHIVES, before, after)],
      answer: { status: 200, body: { fileName, expiresAt } },
    };
  });
  if (!answer) throw new Error('a download is always recorded');
  const url = await deps.files.link(bag.objectKey, fileName, LINK_SECONDS);
  return { status: answer.status, body: { url, fileName, expiresAt } };
};
