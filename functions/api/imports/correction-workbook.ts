import { type Handler, HttpProblem } from '@xuncha/http';
import { importKeys } from '../../import-files.ts';
import { readImport } from './import-command.ts';
import type { ImportDeps } from './import-deps.ts';
import { requirePreview } from './preview.ts';

/** The held-back rows with what to do about each. The job wrote the workbook beside the preview. */
export const downloadCorrection: Handler<'imports.correctionWorkbook', ImportDeps> = async (call, deps) => {
  const { tenantId } = call.scope;
  const item = await readImport(deps.table, tenantId, call.params.importId);
  const { previewId, reading } = requirePreview(item);
  if (!reading.correction)
    throw new HttpProblem(409, 'import_no_errors', '这份台账没有需要更正的问题，可以直接确认导入。');
  const fileName = `更正表-${item.fileName}`;
  const place = { bucket: deps.vaultBucket, key: importKeys.correction(tenantId, item.id, previewId) };
  const { downloadAddress } = await import('../../evidence/object-store.ts');
  return { body: { ...(await downloadAddress(await deps.objects(), place, fileName)), fileName } };
};
