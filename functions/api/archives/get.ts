import { etagOf, type Handler, notFound } from '@xuncha/http';
import type { ArchiveDeps } from './archive-deps.ts';
import { archiveView } from './archive-view.ts';
import { readCoveredArchive } from './covered-archive.ts';

/** How far an export is. */
export const getArchive: Handler<'archives.get', ArchiveDeps> = async (
  { scope, params, actor, today },
  { table },
) => {
  const archive = await readCoveredArchive(table, scope, params.archiveId);
  if (!archive) throw notFound();
  return { body: archiveView(archive, today, actor), etag: etagOf(archive.version) };
};
