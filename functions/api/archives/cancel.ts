import { type Handler, HttpProblem, notFound } from '@xuncha/http';
import { ARCHIVES, type ArchiveExport, changeWrite } from '@xuncha/store';
import { runOnTenant } from '../tenant-command.ts';
import type { ArchiveDeps } from './archive-deps.ts';
import { archiveView } from './archive-view.ts';
import { readCoveredArchive } from './covered-archive.ts';

const ended = (): HttpProblem =>
  new HttpProblem(409, 'archive_ended', '该档案已生成完毕或已停止，无需取消，请刷新页面。');

/** Calls off an export that is being built. The step at hand notices and removes what was begun (K06). */
export const cancelArchive: Handler<'archives.cancel', ArchiveDeps> = async (call, deps) => {
  const archive = await readCoveredArchive(deps.table, call.scope, call.params.archiveId);
  if (!archive) throw notFound();
  if (archive.status !== 'requested' && !ARCHIVES.running?.(archive)) throw ended();
  const after: ArchiveExport = { ...archive, status: 'cancelled', finishedAt: call.at };
  return await runOnTenant(call, deps, {
    event: { type: 'archive.cancelled', data: { archiveId: archive.id, no: archive.no } },
    beside: [changeWrite(ARCHIVES, archive, after)],
    status: 200,
    body: archiveView(after, call.today),
    // Its progress was written in between, or it has ended.
    explain: () => new HttpProblem(409, 'archive_moved', '档案刚有新进展，请再点一次“取消”。'),
  });
};
