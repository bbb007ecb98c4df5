import { type Handler, HttpProblem } from '@xuncha/http';
import { createWrite, IMPORTS, keys, type LedgerImport, newId } from '@xuncha/store';
import { importKeys, XLSX } from '../../import-files.ts';
import { runOnImport, sameFile } from './import-command.ts';
import type { ImportDeps } from './import-deps.ts';

/** What people try to upload besides .xlsx, and what they should do about it. */
const OTHER_FORMATS: Readonly<Record<string, string>> = {
  xls: '这是旧版 Excel 文件（.xls），请用 Excel 打开并另存为 .xlsx 后上传。',
  et: '这是 WPS 表格文件（.et），请用 WPS 打开并另存为 .xlsx 后上传。',
  csv: '这是 CSV 文件，请用 Excel 打开并另存为 .xlsx 后上传。',
};

const refuseOtherFormats = (fileName: string): void => {
  const extension = fileName.split('.').at(-1)?.toLowerCase() ?? '';
  if (extension === 'xlsx') return;
  throw new HttpProblem(
    422,
    'import_file_type',
    OTHER_FORMATS[extension] ?? '只能导入 .xlsx 格式的台账，请另存为 .xlsx 后上传。',
    { field: 'fileName' },
  );
};

/** Registers a ledger and gives the address to upload it to. The same bytes are not imported twice. */
export const registerImport: Handler<'imports.register', ImportDeps> = async (call, deps) => {
  const { scope, body, at } = call;
  const { tenantId } = scope;
  const id = newId(Date.parse(at));
  const registered = await runOnImport(call, deps, 201, async () => {
    refuseOtherFormats(body.fileName);
    const marker = await deps.table.get(keys.importedFile(tenantId, body.sha256));
    if (marker) throw sameFile(String(marker.importId));
    const after: LedgerImport = {
      id,
      tenantId,
      createdAt: at,
      updatedAt: at,
      version: 1,
      ...body,
      status: 'awaiting_upload',
      position: 0,
      done: 0,
      total: 0,
      createdByName: call.actor.name,
      actor: call.actor,
    };
    return {
      event: { type: 'import.registered', data: { ...body } },
      after,
      write: createWrite(IMPORTS, after),
    };
  });
  // Never part of the kept answer: a repeated request gets an address that is still good.
  const place = { bucket: deps.intakeBucket, key: importKeys.upload(tenantId, registered.body.id) };
  const { uploadAddress } = await import('../../evidence/object-store.ts');
  const upload = await uploadAddress(await deps.objects(), place, { ...body, contentType: XLSX });
  return { status: registered.status, body: { import: registered.body, upload } };
};
