import { etagOf, type Handler } from '@xuncha/http';
import { readImport } from './import-command.ts';
import type { ImportDeps } from './import-deps.ts';
import { detailOf } from './import-view.ts';

export const getImport: Handler<'imports.get', ImportDeps> = async ({ scope, params }, { table }) => {
  const item = await readImport(table, scope.tenantId, params.importId);
  return { body: detailOf(item), etag: etagOf(item.version) };
};
