import type { Evidence, TenantScope } from '@xuncha/domain';
import { type Handler, notFound } from '@xuncha/http';
import { loadFinding, type Table } from '@xuncha/store';
import type { EvidenceDeps } from './evidence-deps.ts';
import { evidenceView } from './evidence-view.ts';

/** One item of a finding the person may see. */
export const readEvidence = async (
  table: Table,
  scope: TenantScope,
  { findingId, evidenceId }: { readonly findingId: string; readonly evidenceId: string },
): Promise<Evidence> => {
  const aggregate = await loadFinding(table, scope, findingId);
  const found = aggregate?.evidence.find(({ id }) => id === evidenceId);
  if (!found) throw notFound();
  return found;
};

/** The state of verification, asked for while the page waits for it. */
export const getEvidence: Handler<'evidence.get', EvidenceDeps> = async ({ scope, params }, { table }) => ({
  body: evidenceView(await readEvidence(table, scope, params)),
});
