import type { OperationId } from '@xuncha/contracts';
import { type Evidence, registerEvidence } from '@xuncha/domain';
import type { Call, Handler } from '@xuncha/http';
import { newId } from '@xuncha/store';
import type { EvidenceDeps } from './evidence-deps.ts';
import { evidenceView } from './evidence-view.ts';
import { replyWithUpload } from './upload-reply.ts';

/** What the form says, and who says it. Registered is not verified: it counts when the file has been checked (C04). */
export const draftOf = (
  call: Pick<Call<OperationId>, 'actor' | 'at'>,
  file: Pick<
    Evidence,
    | 'purpose'
    | 'measureId'
    | 'caseId'
    | 'fileName'
    | 'size'
    | 'sha256'
    | 'contentType'
    | 'source'
    | 'title'
    | 'takenBy'
    | 'replaces'
    | 'formedOn'
  >,
): Evidence => ({
  ...file,
  id: newId(Date.parse(call.at)),
  uploadedBy: call.actor.userId,
  uploadedByName: call.actor.name,
  uploadedOnBehalfOf: call.actor.onBehalfOf?.userId,
  registeredAt: call.at,
  status: 'registered',
});

/** C04: announces a file as evidence of a measure and answers where to send it. */
export const registerMeasureEvidence: Handler<'evidence.register', EvidenceDeps> = (call, deps) => {
  const draft = draftOf(call, call.body);
  return replyWithUpload(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) => registerEvidence(aggregate, draft, call.today),
    status: 201,
    body: () => evidenceView(draft),
  });
};

/** Announces the minutes file of a decision meeting, while its case runs. */
export const registerMinutes: Handler<'minutes.register', EvidenceDeps> = (call, deps) => {
  const draft = draftOf(call, call.body);
  return replyWithUpload(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) => registerEvidence(aggregate, draft, call.today),
    status: 201,
    body: () => evidenceView(draft),
  });
};
