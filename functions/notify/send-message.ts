import { robotMessage, systemScope } from '@xuncha/domain';
import { errorFields, log } from '@xuncha/http';
import {
  claimMessage,
  finishMessage,
  listWebhooks,
  type Message,
  messageFromItem,
  type Table,
} from '@xuncha/store';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { changeOf, recordsInOrder } from '../stream-events.ts';

/** The ways out of the system. */
export interface Channels {
  /** Absent where the stage has no mail service (China): mails are noted as refused. */
  readonly mail?: (to: string, subject: string, text: string) => Promise<void>;
  readonly post: (url: string, body: unknown) => Promise<void>;
}

export interface SendMessageDeps {
  readonly tableOf: (tenantId: string) => Promise<Table>;
  readonly channels: Channels;
}

/**
 * Sends what was queued. A message is claimed before it is sent and never sent twice: if the function dies between the
 * two, it stays `sending`, and tomorrow's message tells what still waits. A service that refuses is noted, not repeated.
 */
export const createSendMessage =
  (deps: SendMessageDeps) =>
  async (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    for (const record of recordsInOrder(event.Records)) {
      const message = messageFromItem(changeOf(record).after);
      if (message?.status !== 'queued') continue;
      try {
        await send(message, deps);
      } catch (error) {
        log('error', 'message_failed', { tenant: message.tenantId, ...errorFields(error) });
        return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
      }
    }
    return { batchItemFailures: [] };
  };

const send = async (message: Message, { tableOf, channels }: SendMessageDeps): Promise<void> => {
  const table = await tableOf(message.tenantId);
  if (!(await claimMessage(table, message))) return;
  try {
    const refusedBecause = await deliver(message, table, channels);
    await finishMessage(
      table,
      message,
      refusedBecause ? { status: 'refused', refusedBecause } : { status: 'sent' },
    );
  } catch (error) {
    const { name } = error as Error;
    log('warn', 'message_refused', {
      tenant: message.tenantId,
      channel: message.outgoing.channel,
      error: name,
    });
    await finishMessage(table, message, { status: 'refused', refusedBecause: name });
  }
};

/** Answers why it could not be sent; undefined when it was. */
const deliver = async (
  { tenantId, outgoing }: Message,
  table: Table,
  channels: Channels,
): Promise<string | undefined> => {
  if (outgoing.channel === 'mail') {
    if (!channels.mail) return 'no_mail_service';
    await channels.mail(outgoing.to, outgoing.subject, outgoing.text);
    return undefined;
  }
  const robots = await listWebhooks(table, systemScope('notify', tenantId));
  const robot = robots.find(({ id }) => id === outgoing.webhookId);
  if (!robot) return 'robot_removed';
  await channels.post(robot.url, robotMessage(robot.kind, outgoing.text));
  return undefined;
};
