import { authorize, type Evidence, renewUpload } from '@xuncha/domain';
import { type Handler, notFound } from '@xuncha/http';
import type { EvidenceDeps } from './evidence-deps.ts';
import { evidenceView } from './evidence-view.ts';
import { replyWithUpload } from './upload-reply.ts';

/** A new address after an upload that failed or was refused; the file may be another one now. */
export const renewEvidenceUpload: Handler<'evidence.renew', EvidenceDeps> = (call, deps) => {
  const { findingId, evidenceId } = call.params;
  let renewed: Evidence | undefined;
  return replyWithUpload(call, deps, {
    findingId,
    decide: (aggregate) => {
      const found = aggregate.evidence.find(({ id }) => id === evidenceId);
      const action = found?.purpose === 'minutes' ? 'minutes.add' : 'evidence.add';
      const allowed = authorize(call.principal, action, call.scope.tenantId);
      if (!allowed.ok) return allowed;
      const result = renewUpload(aggregate, evidenceId, call.body);
      if (result.ok) renewed = result.value.evidence?.find(({ id }) => id === evidenceId);
      return result;
    },
    body: () => {
      if (!renewed) throw notFound();
      return evidenceView(renewed);
    },
  });
};
