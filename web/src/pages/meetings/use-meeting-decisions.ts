import { ProblemError } from '@xuncha/contracts';
import { useState } from 'react';
import { useApi } from '../../api/client-context.ts';
import { openRequests } from '../../api/open-requests.ts';
import { AFTER_FINDING } from '../../api/refresh.ts';
import { tryAgain } from '../../api/try-again.ts';
import type { BulkResult } from '../../api/types.ts';
import { useRefresh } from '../../api/use-operation.ts';
import {
  batchesOf,
  type DecidableTask,
  type MeetingChoice,
  meetingDecisionOf,
  type UnitBatch,
} from './meeting-choice.ts';

export interface Progress {
  readonly unit: string;
  /** Which call of how many is under way, from 1. */
  readonly step: number;
  readonly steps: number;
}

/** A call that was refused as a whole, said of each of its cases. */
const refusedResults = (batch: UnitBatch, problem: ProblemError): BulkResult['results'] =>
  batch.tasks.map(({ findingId }) => ({
    findingId,
    ok: false,
    problem: { code: problem.code, detail: problem.message },
  }));

/**
 * Sends a meeting's decisions, one call per unit, one after the other. A unit that is refused stops no other; a call
 * without an answer is sent again under its first key, by itself for a while and then when somebody says so: nothing is
 * decided twice.
 */
export const useMeetingDecisions = (meetingId: string) => {
  const { client, membership } = useApi();
  const { afterCommand } = useRefresh([...AFTER_FINDING, 'meetings.list', 'meetings.decisions']);
  const [progress, setProgress] = useState<Progress>();
  const [error, setError] = useState<Error>();

  const decide = async (
    batch: UnitBatch,
    choiceOf: (id: string) => MeetingChoice,
  ): Promise<BulkResult['results']> => {
    const decisions = batch.tasks.map((task) => meetingDecisionOf(task, choiceOf(task.id)));
    const request = ['meetings.decide', membership, meetingId, batch.tenantId, decisions];
    const idempotencyKey = openRequests.keyOf(request);
    try {
      const params = { tenantId: batch.tenantId, meetingId };
      const { data } = await tryAgain(() =>
        client.call('meetings.decide', { params, body: { decisions }, idempotencyKey }),
      );
      openRequests.answered(request);
      return data.results;
    } catch (cause) {
      if (!(cause instanceof ProblemError) || cause.status >= 500) throw cause;
      openRequests.answered(request);
      return refusedResults(batch, cause);
    }
  };

  /** Decides all, and answers what became of those that were reached. */
  const submit = async (
    tasks: readonly DecidableTask[],
    choiceOf: (id: string) => MeetingChoice,
  ): Promise<BulkResult['results']> => {
    const batches = batchesOf(tasks);
    const results: BulkResult['results'] = [];
    setError(undefined);
    try {
      for (const [index, batch] of batches.entries()) {
        setProgress({ unit: batch.unit, step: index + 1, steps: batches.length });
        results.push(...(await decide(batch, choiceOf)));
      }
    } catch (cause) {
      setError(cause instanceof Error ? cause : new Error(String(cause)));
    } finally {
      setProgress(undefined);
      await afterCommand();
    }
    return results;
  };

  return { submit, progress, error };
};
