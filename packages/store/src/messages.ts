import type { TenantScope, Webhook } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { type Key, keys } from './keys.ts';
import { ConditionFailed, type Item, type Table, type Write } from './table.ts';

/** Something that leaves the system: a mail, or a line to a group's robot. */
export type Outgoing =
  | { readonly channel: 'mail'; readonly to: string; readonly subject: string; readonly text: string }
  | { readonly channel: 'robot'; readonly webhookId: string; readonly text: string };

/** One message of a day to one receiver: its key is receiver and day, so there is never a second. */
export interface Message {
  readonly tenantId: string;
  readonly date: string;
  readonly receiver: string;
  readonly outgoing: Outgoing;
  /**
   * `sending` was claimed and may have been sent: it is not sent again, because tomorrow's tells what still waits, and
   * twice is worse than once too little.
   */
  readonly status: 'queued' | 'sending' | 'sent' | 'refused';
  readonly refusedBecause?: string;
}

/** A quarter: long enough to answer “was I told?”. */
const KEEP_DAYS = 90;

const expiry = (date: string): number => Math.floor(Date.parse(date) / 1000) + KEEP_DAYS * 86_400;

const toItem = (message: Message): Item & Key => ({
  ...keys.message(message.tenantId, message.date, message.receiver),
  kind: 'message',
  ...message,
  expiresAt: expiry(message.date),
});

/** Puts a message of the day unless it stands there already. */
export const queueMessage = async (table: Table, message: Omit<Message, 'status'>): Promise<void> => {
  try {
    await table.put({ put: toItem({ ...message, status: 'queued' }), ifAbsent: true });
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
};

export const messageFromItem = (item: Item | undefined): Message | undefined =>
  item?.kind === 'message' ? contentOf<Message>(item) : undefined;

export const readMessage = async (
  table: Table,
  { tenantId, date, receiver }: Pick<Message, 'tenantId' | 'date' | 'receiver'>,
): Promise<Message | undefined> => messageFromItem(await table.get(keys.message(tenantId, date, receiver)));

/** Takes a message for sending; false when somebody has it already. */
export const claimMessage = async (table: Table, message: Message): Promise<boolean> => {
  const stored = await readMessage(table, message);
  if (stored?.status !== 'queued') return false;
  const claim = keys.messageClaim(message.tenantId, message.date, message.receiver);
  try {
    await table.transact([
      { put: { ...claim, kind: 'message_claim', expiresAt: expiry(message.date) }, ifAbsent: true },
      { put: toItem({ ...message, status: 'sending' }) },
    ]);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
};

/** Notes how it ended. */
export const finishMessage = (
  table: Table,
  message: Message,
  end: Pick<Message, 'status' | 'refusedBecause'>,
): Promise<void> => table.put({ put: toItem({ ...message, ...end }) });

export const listWebhooks = async (table: Table, scope: TenantScope): Promise<Webhook[]> =>
  (await table.queryAll({ partition: keys.tenantPk(scope.tenantId), prefix: 'WBH#', consistent: true })).map(
    (item) => {
      const { robot, ...webhook } = contentOf<Omit<Webhook, 'kind'> & { readonly robot: Webhook['kind'] }>(
        item,
      );
      return { ...webhook, kind: robot };
    },
  );

/** `kind` names the sort of item everywhere in the table, so the robot's kind has an attribute of its own. */
export const webhookWrite = (tenantId: string, { kind, ...webhook }: Webhook): Write => ({
  put: { ...keys.webhook(tenantId, webhook.id), kind: 'webhook', ...webhook, robot: kind },
});
export const webhookRemoval = (tenantId: string, id: string): Write => ({
  remove: keys.webhook(tenantId, id),
});
