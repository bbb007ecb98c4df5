import {
  acknowledge,
  answerObjection,
  editDraft,
  objectTo,
  reopen,
  startRectification,
} from '@xuncha/domain';
import type { Handler } from '@xuncha/http';
import { executeOnFinding } from '@xuncha/store';
import { checkMeeting } from '../closeouts/decide.ts';
import type { ApiDeps } from '../context.ts';
import { idAndVersion, runOnFinding } from '../finding-command.ts';
import { type BulkResult, bulkResultOf } from './bulk-result.ts';

export const editDraftFinding: Handler<'findings.editDraft', ApiDeps> = (call, deps) =>
  runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) => editDraft(aggregate, call.body),
    body: idAndVersion,
  });

export const acknowledgeFinding: Handler<'findings.acknowledge', ApiDeps> = (call, deps) =>
  runOnFinding(call, deps, { findingId: call.params.findingId, decide: acknowledge, body: idAndVersion });

/** Each finding is its own transaction with its own key, so that a repeated call finishes what was left. */
export const acknowledgeMany: Handler<'findings.acknowledgeMany', ApiDeps> = async (call, { table }) => {
  const results: BulkResult[] = [];
  for (const findingId of new Set(call.body.findingIds)) {
    const outcome = await executeOnFinding(table, call.scope, findingId, {
      actor: call.actor,
      at: call.at,
      claim: call.claim && { ...call.claim, key: `${call.claim.key}:${findingId}` },
      decide: acknowledge,
      answer: (finding) => ({ status: 200, body: { id: finding.id } }),
    });
    results.push(bulkResultOf(findingId, outcome));
  }
  return { body: { results } };
};

export const objectToFinding: Handler<'findings.object', ApiDeps> = (call, deps) =>
  runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) => objectTo(aggregate, call.body.reason, call.actor, call.at),
    body: idAndVersion,
  });

export const answerFindingObjection: Handler<'findings.answerObjection', ApiDeps> = (call, deps) =>
  runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) => answerObjection(aggregate, call.body, call.actor, call.at),
    body: idAndVersion,
  });

export const startFinding: Handler<'findings.start', ApiDeps> = (call, deps) =>
  runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: startRectification,
    body: idAndVersion,
  });

/** Rule 6: a meeting that is named must exist. */
export const reopenFinding: Handler<'findings.reopen', ApiDeps> = async (call, deps) => {
  const { reason, meetingId } = call.body;
  await checkMeeting(deps, call.principal, { gate: 'leading_group', meetingId });
  return runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) => reopen(aggregate, reason, meetingId),
    body: idAndVersion,
  });
};
