import { type Handler, HttpProblem, notFound } from '@xuncha/http';
import { runOnTenant } from '../tenant-command.ts';
import type { ArchiveDeps } from './archive-deps.ts';
import { readCoveredArchive } from './covered-archive.ts';

/** Ten minutes: enough to start the download; one that has started runs on. */
const LINK_SECONDS = 600;

const notReady = (detail: string): HttpProblem => new HttpProblem(409, 'archive_not_ready', detail);

/** A short-lived address of the finished archive. Who downloads what is recorded in the unit's chain (K06). */
export const downloadArchive: Handler<'archives.download', ArchiveDeps> = async (call, deps) => {
  const archive = await readCoveredArchive(deps.table, call.scope, call.params.archiveId);
  if (!archive) throw notFound();
  if (archive.status !== 'ready' || !archive.objectKey)
    throw notReady(
      archive.status === 'failed'
        ? '该档案未能生成，请查看原因，处理后重新导出。'
        : '档案正在生成，请稍候，完成后即可下载。',
    );
  if (!(await deps.files.exists(archive.objectKey)))
    throw notReady('档案文件已超过保存期限并被清理，请重新导出。');
  // The address is a bearer credential: it is made afresh each time and never stored with the answer.
  const expiresAt = new Date(Date.parse(call.at) + LINK_SECONDS * 1000).toISOString();
  const fileName = `${archive.no}-巡察整改档案.zip`;
  const recorded = await runOnTenant(call, deps, {
    event: {
      type: 'archive.downloaded',
      data: { archiveId: archive.id, no: archive.no, sha256: archive.sha256 },
    },
    beside: [],
    status: 200,
    body: { fileName, expiresAt },
    explain: () => new Error('a download has nothing beside its event'),
  });
  const url = await deps.files.link(archive.objectKey, fileName, LINK_SECONDS);
  return { ...recorded, body: { url, fileName, expiresAt } };
};
