import type { AuditEvent } from '@xuncha/domain';
import { log } from '@xuncha/http';
import { readAs, readTaskToken, type Table } from '@xuncha/store';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { changeOf, recordsInOrder, type TableChange } from '../stream-events.ts';
import {
  archiveExecutionName,
  caseExecutionName,
  provisioningExecutionName,
  type Workflow,
} from '../workflow.ts';

export interface RelayDeps {
  readonly table: Table;
  readonly workflow: Workflow;
  readonly machines: { readonly closeout: string; readonly provisioning: string; readonly archive: string };
}

type Data = Readonly<Record<string, unknown>>;
type Carry = (event: AuditEvent, data: Data, deps: RelayDeps) => Promise<void>;

const findingIdOf = (event: AuditEvent): string => event.streamId.slice('finding/'.length);

/** Starts (or, after a resumption, starts again) the execution that carries a case. */
const startCase =
  (attemptOf: (data: Data) => number, nextOf: (data: Data) => unknown): Carry =>
  async (event, data, { workflow, machines }) => {
    const caseId = String(data.caseId);
    const attempt = attemptOf(data);
    await workflow.start(machines.closeout, caseExecutionName(caseId, attempt), {
      tenantId: event.tenantId,
      findingId: findingIdOf(event),
      caseId,
      attempt,
      next: nextOf(data),
    });
  };

/** Tells the waiting gate what was decided. A token that was completed before counts as delivered. */
const completeGate: Carry = async (event, data, { table, workflow }) => {
  const visit = Number(data.visit);
  const wait = await readTaskToken(table, event.tenantId, findingIdOf(event), String(data.caseId), visit);
  // No token: the case was withdrawn before its gate opened. The task learns the truth when it comes to open it.
  if (!wait) return;
  const outcome = await workflow.complete(wait.token, { next: data.next });
  if (outcome === 'gone') log('info', 'task_token_gone', { caseId: data.caseId, visit });
};

/** An export that needs no approval, or has it. */
const startArchive: Carry = async (event, data, { workflow, machines }) => {
  const archiveId = String(data.archiveId);
  const attempt = Number(data.attempt ?? 1);
  await workflow.start(machines.archive, archiveExecutionName(archiveId, attempt), {
    tenantId: event.tenantId,
    archiveId,
    attempt,
  });
};

/** Which audit events the workflows wait for: the audit event is the outbox record. */
const CARRIERS: Readonly<Record<string, Carry>> = {
  'closeout.applied': startCase(
    () => 1,
    (data) => data.next,
  ),
  'closeout.resumed': startCase(
    (data) => Number(data.attempt),
    (data) => data.gate,
  ),
  'closeout.decided': completeGate,
  'closeout.withdrawn': completeGate,
  'tenant.provision_requested': async (_event, data, { workflow, machines }) => {
    const tenantId = String(data.tenantId);
    const attempt = Number(data.attempt ?? 1);
    await workflow.start(machines.provisioning, provisioningExecutionName(tenantId, attempt), {
      tenantId,
      attempt,
    });
  },
  'archive.requested': startArchive,
  'archive.rebuild_requested': startArchive,
  'archive.approved': startArchive,
};

const carry = async ({ before, after }: TableChange, deps: RelayDeps): Promise<void> => {
  if (before || after?.kind !== 'audit') return;
  const event = readAs<AuditEvent>(after);
  await CARRIERS[event.type]?.(event, event.data as Data, deps);
};

/**
 * Carries committed events to Step Functions. The first record that fails is reported, so that the stream goes on
 * from it and order is kept; everything before it may come again and changes nothing.
 */
export const createRelay =
  (deps: RelayDeps) =>
  async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    for (const record of recordsInOrder(event.Records)) {
      try {
        await carry(changeOf(record), deps);
      } catch (error) {
        log('error', 'relay_failed', { sequence: record.dynamodb?.SequenceNumber, error: String(error) });
        return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
      }
    }
    return { batchItemFailures: [] };
  };
