import { marshall } from '@aws-sdk/util-dynamodb';
import type { Table } from '@xuncha/store';
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Workflow } from '../workflow.ts';
import { createRelay } from './relay.ts';

const machines = { closeout: 'C', provisioning: 'P', archive: 'A' };

/** A relay whose workflow and token store are in memory; `fails` makes the calls of one case fail. */
const scene = (tokens: Record<string, string> = {}, fails?: string) => {
  const calls: unknown[][] = [];
  const check = (text: string): void => {
    if (fails && text.includes(fails)) throw new Error('Step Functions is down');
  };
  const workflow: Workflow = {
    start: async (...call) => {
      check(call[1]);
      calls.push(['start', ...call]);
    },
    complete: async (token, output) => {
      check(token);
      calls.push(['complete', token, output]);
      return token === 'spent' ? 'gone' : 'delivered';
    },
    statusOf: async () => 'running',
  };
  const table: Pick<Table, 'get'> = {
    get: async ({ sk }) => (tokens[sk] ? { token: tokens[sk], attempt: 1 } : undefined),
  };
  return { calls, relay: createRelay({ table: table as Table, workflow, machines }) };
};

let sequence = 0;
const record = (
  type: string,
  data: Record<string, unknown>,
  over: { kind?: string; old?: boolean; streamId?: string } = {},
): DynamoDBRecord => {
  sequence += 1;
  const image = marshall({
    kind: over.kind ?? 'audit',
    tenantId: 'beihe',
    streamId: over.streamId ?? 'finding/f1',
    type,
    data,
  }) as NonNullable<DynamoDBRecord['dynamodb']>['NewImage'];
  return {
    dynamodb: { SequenceNumber: String(sequence), NewImage: image, ...(over.old ? { OldImage: image } : {}) },
  };
};

describe('the relay', () => {
  it('starts executions under the name of case and attempt', async () => {
    const { calls, relay } = scene();
    await relay({
      Records: [
        record('closeout.applied', { caseId: 'c1', next: 'consultation' }),
        record('closeout.resumed', { caseId: 'c1', gate: 'party_committee', attempt: 3 }),
        record('archive.requested', { archiveId: 'a1' }, { streamId: 'tenant' }),
        record('archive.approval_requested', { archiveId: 'a2' }, { streamId: 'tenant' }),
        record('archive.refused', { archiveId: 'a2' }, { streamId: 'tenant' }),
        record('archive.approved', { archiveId: 'a3', attempt: 1 }, { streamId: 'tenant' }),
        record('tenant.provision_requested', { tenantId: 'nanhe' }, { streamId: 'tenant' }),
      ],
    });
    const common = { tenantId: 'beihe', findingId: 'f1', caseId: 'c1' };
    expect(calls).toEqual([
      ['start', 'C', 'c1-1', { ...common, attempt: 1, next: 'consultation' }],
      ['start', 'C', 'c1-3', { ...common, attempt: 3, next: 'party_committee' }],
      ['start', 'A', 'archive-a1-1', { tenantId: 'beihe', archiveId: 'a1', attempt: 1 }],
      ['start', 'A', 'archive-a3-1', { tenantId: 'beihe', archiveId: 'a3', attempt: 1 }],
      ['start', 'P', 'provision-nanhe-1', { tenantId: 'nanhe', attempt: 1 }],
    ]);
  });

  it('completes the token of the decided visit, also when it was completed before; without one it waits for the gate', async () => {
    const { calls, relay } = scene({ 'TOK#c1#0000000002': 'token2', 'TOK#c1#0000000003': 'spent' });
    const answer = await relay({
      Records: [
        record('closeout.decided', { caseId: 'c1', visit: 2, next: 'leading_group' }),
        record('closeout.decided', { caseId: 'c1', visit: 3, next: 'closed' }),
        record('closeout.withdrawn', { caseId: 'c1', visit: 9, next: 'withdrawn' }),
      ],
    });
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(calls).toEqual([
      ['complete', 'token2', { next: 'leading_group' }],
      ['complete', 'spent', { next: 'closed' }],
    ]);
  });

  it('carries new audit events only', async () => {
    const { calls, relay } = scene();
    await relay({
      Records: [
        record('closeout.applied', { caseId: 'c1', next: 'consultation' }, { old: true }),
        record('closeout.applied', { caseId: 'c1', next: 'consultation' }, { kind: 'finding' }),
        record('measure.reported', {}),
        { dynamodb: { SequenceNumber: '9' } },
      ],
    });
    expect(calls).toEqual([]);
  });

  it('stops at the first record that fails and names it, so that order is kept', async () => {
    const { calls, relay } = scene({}, 'c2');
    const records = ['c1', 'c2', 'c3'].map((caseId) =>
      record('closeout.applied', { caseId, next: 'consultation' }),
    );
    expect(await relay({ Records: records })).toEqual({
      batchItemFailures: [{ itemIdentifier: records[1]?.dynamodb?.SequenceNumber }],
    });
    expect(calls.map(([, , name]) => name)).toEqual(['c1-1']);
  });
});
