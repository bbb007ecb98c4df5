import { withdrawEvidence } from '@xuncha/domain';
import type { Handler } from '@xuncha/http';
import { idAndVersion, runOnFinding } from '../finding-command.ts';
import type { EvidenceDeps } from './evidence-deps.ts';

/** F07: evidence is withdrawn with a reason and stays on record. */
export const withdrawOne: Handler<'evidence.withdraw', EvidenceDeps> = (call, deps) =>
  runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) => withdrawEvidence(aggregate, call.params.evidenceId, call.body.reason),
    body: idAndVersion,
  });
