import { type Handler, nextPage, startKeyOf } from '@xuncha/http';
import { ARCHIVES, listDocuments } from '@xuncha/store';
import type { ArchiveDeps } from './archive-deps.ts';
import { archiveView } from './archive-view.ts';
import { coversArchive } from './covered-archive.ts';

const PAGE = 50;

/** Exports of the unit, newest first, with progress; by whomever they were requested. */
export const listArchives: Handler<'archives.list', ArchiveDeps> = async (
  { scope, query, actor, today },
  { table },
) => {
  const page = await listDocuments(table, ARCHIVES, scope.tenantId, {
    limit: query.limit ?? PAGE,
    startKey: startKeyOf(query.cursor, scope.tenantId),
  });
  const items = page.items
    .filter((archive) => coversArchive(scope, archive))
    .map((archive) => archiveView(archive, today, actor));
  return { body: { items, ...nextPage(page.lastKey) } };
};
