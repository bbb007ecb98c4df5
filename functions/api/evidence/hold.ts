import { setLegalHold } from '@xuncha/domain';
import type { Handler } from '@xuncha/http';
import { holdWrite } from '@xuncha/store';
import { idAndVersion, runOnFinding } from '../finding-command.ts';
import type { EvidenceDeps } from './evidence-deps.ts';

type HoldHandler = Handler<'evidence.hold' | 'evidence.release', EvidenceDeps>;

const changeHold =
  (active: boolean): HoldHandler =>
  (call, deps) => {
    const { findingId, evidenceId } = call.params;
    const { reason } = call.body;
    const { userId: by, name: byName } = call.actor;
    const hold = active ? { reason, by, byName, at: call.at } : undefined;
    return runOnFinding(call, deps, {
      findingId,
      decide: (aggregate) => setLegalHold(aggregate, evidenceId, hold, reason),
      // The stream carries it to S3; the nightly check sets right what got lost on the way.
      beside: ({ evidence }) => {
        const { sha256 = '' } = evidence.find(({ id }) => id === evidenceId) ?? {};
        return [holdWrite({ tenantId: call.scope.tenantId, sha256, evidenceId, active, at: call.at })];
      },
      body: idAndVersion,
    });
  };

/** HQ's inspection office freezes a file, whatever its retention: it can't be removed until the hold is lifted. */
export const holdEvidence = changeHold(true);
export const releaseEvidence = changeHold(false);
