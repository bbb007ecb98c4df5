import {
  acknowledge,
  answerObjection,
  editDraft,
  objectTo,
  reopen,
  startRectification,
} from '@xuncha/domain';
import type { Handler } from '@xuncha/http';
import { checkMeeting } from '../closeouts/decide.ts';
import type { ApiDeps } from '../context.ts';
import { idAndVersion, runOnFinding } from '../finding-command.ts';

export const editDraftFinding: Handler<'findings.editDraft', ApiDeps> = (call, deps) =>
  runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) => editDraft(aggregate, call.body),
    body: idAndVersion,
  });

export const acknowledgeFinding: Handler<'findings.acknowledge', ApiDeps> = (call, deps) =>
  runOnFinding(call, deps, { findingId: call.params.findingId, decide: acknowledge, body: idAndVersion });

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
