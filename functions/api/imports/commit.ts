import { takesWholeFile } from '@xuncha/domain';
import { type Handler, HttpProblem } from '@xuncha/http';
import { type ImportReading, keys, newId } from '@xuncha/store';
import { changeImport, requireStatus, sameFile } from './import-command.ts';
import type { ImportDeps } from './import-deps.ts';

const refuseUnfit = (
  reading: ImportReading | undefined,
  input: { readonly round: string; readonly onlyGood: boolean },
): void => {
  const totals = reading?.totals;
  if (!totals)
    throw new HttpProblem(409, 'import_state', '预览还没有生成，请稍后刷新页面。', { details: {} });
  const bad = totals.errors + totals.duplicates;
  if (bad > 0 && !input.onlyGood)
    throw new HttpProblem(
      409,
      'import_has_errors',
      `有 ${bad} 个问题填写有误。请下载更正表改正后重新上传，或选择“只导入无误的问题”。`,
      { details: { errors: totals.errors, duplicates: totals.duplicates } },
    );
  // What is there already in the round it was compared with may be new in the round now named.
  const fresh = totals.good + totals.warnings + (input.round === reading.round ? 0 : totals.exists);
  if (fresh === 0)
    throw new HttpProblem(422, 'import_nothing_good', '没有可以导入的问题：都有错误，或本轮次已经导入过。');
};

/** Confirms a preview; a job creates the drafts and their batch. A file taken whole is marked, and not taken twice. */
export const commitImport: Handler<'imports.commit', ImportDeps> = (call, deps) =>
  changeImport(call, deps, 202, async (before) => {
    const { tenantId } = call.scope;
    const { round, title, onlyGood } = call.body;
    requireStatus(before, ['previewed'], '确认导入');
    refuseUnfit(before.reading, call.body);
    const markerKey = keys.importedFile(tenantId, before.sha256);
    const marker = await deps.table.get(markerKey);
    if (marker) throw sameFile(String(marker.importId));
    const batchId = newId(Date.parse(call.at));
    return {
      event: {
        type: 'import.committed',
        data: { fileName: before.fileName, sha256: before.sha256, round, title, onlyGood, batchId },
      },
      after: {
        status: 'committing',
        round,
        batchTitle: title,
        batchId,
        commandAt: call.at,
        position: 0,
        done: 0,
        imported: 0,
        skipped: 0,
      },
      beside: takesWholeFile(before.reading?.sheets ?? [], before.reading?.totals)
        ? [{ put: { ...markerKey, kind: 'imported_file', importId: before.id }, ifAbsent: true }]
        : [],
    };
  });
