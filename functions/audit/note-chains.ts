import { type AuditEvent, noteEvents } from '@xuncha/domain';
import { log } from '@xuncha/http';
import { contentOf, putChainNotes, type Table } from '@xuncha/store';
import type { DynamoDBRecord } from 'aws-lambda';
import { tableTime } from '../clock.ts';
import { changeOf, recordsInOrder } from '../stream-events.ts';

interface Noted {
  readonly event: AuditEvent;
  readonly writtenAt: string;
}

/**
 * Notes which chains went on, so that a seal reads what changed and nothing else (G06). Events are only ever inserted: one
 * that is changed or removed is an attack or a mistake of an operator and is reported at once.
 */
export const createNoteChains =
  ({ table }: { readonly table: Table }) =>
  async ({ Records }: { readonly Records: DynamoDBRecord[] }): Promise<void> => {
    const records = recordsInOrder(Records);
    const position = records[0]?.dynamodb?.SequenceNumber;
    if (!position) return;
    const byTenant = new Map<string, Noted[]>();
    for (const record of records) {
      const { before, after } = changeOf(record);
      if (before) {
        log('error', 'audit_event_touched', { key: String(before.pk), event: String(before.sk) });
        continue;
      }
      if (!after) continue;
      const event = contentOf<AuditEvent>(after);
      const noted = { event, writtenAt: writtenAt(record) };
      byTenant.set(event.tenantId, [...(byTenant.get(event.tenantId) ?? []), noted]);
    }
    for (const [tenantId, events] of byTenant)
      await putChainNotes(table, tenantId, position, noteEvents(events));
  };

/** When the table took the event. */
const writtenAt = ({ dynamodb }: DynamoDBRecord): string =>
  tableTime(dynamodb?.ApproximateCreationDateTime ?? 0).toISOString();
