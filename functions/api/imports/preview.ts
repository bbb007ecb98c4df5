import { isCommittable } from '@xuncha/domain';
import { decodeCursor, encodeCursor, type Handler, HttpProblem, ListPosition } from '@xuncha/http';
import type { ImportReading, LedgerImport } from '@xuncha/store';
import * as z from 'zod/mini';
import { type ChunkFinding, hasProblem, importKeys } from '../../import-files.ts';
import { readImport } from './import-command.ts';
import type { ImportDeps } from './import-deps.ts';
import { previewRowOf } from './import-view.ts';

const PAGE = 50;

/** Of which reading, and with which finding the page begins. */
const Position = z.object({ previewId: z.string(), index: ListPosition });

type Chunk = NonNullable<ImportReading['chunks']>[number];
type Filter = 'problems' | 'good' | undefined;

const matches = (finding: ChunkFinding, only: Filter): boolean => {
  if (only === 'good') return isCommittable(finding);
  return only === undefined || hasProblem(finding);
};

const matchesIn = (chunk: Chunk, only: Filter): number => (only ? chunk[only] : chunk.findings);

interface PreviewedImport {
  readonly previewId: string;
  readonly reading: ImportReading;
  readonly chunks: readonly Chunk[];
}

/** The reading of an import whose preview may be looked at: not while it is being read again. */
export const requirePreview = ({ status, reading }: LedgerImport): PreviewedImport => {
  const previewId = reading?.previewId;
  if (!reading || !previewId || status === 'uploaded' || status === 'failed')
    throw new HttpProblem(409, 'import_not_previewed', '预览还没有生成，请稍候；如读取失败，请按提示更正。');
  return { previewId, reading, chunks: reading.chunks ?? [] };
};

/** A page over the chunks; the counts of each tell which of them need not be read. */
export const previewImport: Handler<'imports.preview', ImportDeps> = async (call, deps) => {
  const { scope, params, query } = call;
  const item = await readImport(deps.table, scope.tenantId, params.importId);
  const { previewId, chunks } = requirePreview(item);
  const cursor = decodeCursor(query.cursor, scope.tenantId, Position);
  if (cursor && cursor.previewId !== previewId)
    throw new HttpProblem(400, 'invalid_cursor', '预览已重新生成，请回到第一页查看。', { field: 'cursor' });
  const limit = query.limit ?? PAGE;
  const start = cursor?.index ?? 0;
  // One more than shown tells whether anything follows.
  const found: ChunkFinding[] = [];
  let end = 0;
  for (const [position, chunk] of chunks.entries()) {
    end += chunk.findings;
    if (end <= start || matchesIn(chunk, query.only) === 0) continue;
    if (found.length > limit) break;
    const vault = await deps.vault();
    const content = await vault.read(importKeys.chunk(scope.tenantId, item.id, previewId, position));
    const findings: ChunkFinding[] = JSON.parse(new TextDecoder().decode(content));
    found.push(...findings.filter((one) => one.index >= start && matches(one, query.only)));
  }
  const following = found[limit];
  return {
    body: {
      items: found.slice(0, limit).map(previewRowOf),
      ...(following ? { next: encodeCursor({ previewId, index: following.index }) } : {}),
    },
  };
};
