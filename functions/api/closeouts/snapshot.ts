import { gunzipSync } from 'node:zlib';
import { type Handler, notFound } from '@xuncha/http';
import { loadFinding, readSnapshot } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';

/** The snapshot frozen when the case was applied for (G06): what was decided on, whatever happened later. */
export const getSnapshot: Handler<'closeouts.snapshot', ApiDeps> = async ({ scope, params }, { table }) => {
  const visible = await loadFinding(table, scope, params.findingId);
  const stored = visible && (await readSnapshot(table, scope, params.findingId, params.caseId));
  if (!stored) throw notFound();
  return { body: { hash: stored.hash, snapshot: JSON.parse(gunzipSync(stored.gzip).toString('utf8')) } };
};
