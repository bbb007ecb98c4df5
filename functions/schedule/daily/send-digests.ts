import { assigneesOf, composeDigest, dailySummary, type Membership } from '@xuncha/domain';
import {
  listInbox,
  listMembers,
  listNotifications,
  listWebhooks,
  queueMessage,
  readPreferences,
} from '@xuncha/store';
import type { DailyContext, DailyStep } from './daily-step.ts';

/** First pages of inboxes: a mail names at most twenty lines, and counts up to fifty an inbox. */
const PAGE = 50;

/** Reminders of a day are counted, so all are read: one Query of some 500 kB where a thousand fall on one inbox. */
const MOST_REMINDERS = 1_000;

const active = (member: Membership, today: string): boolean =>
  member.status === 'active' &&
  (!member.validFrom || member.validFrom <= today) &&
  (!member.validTo || member.validTo >= today);

/** Inboxes and reminders are shared by roles: read once for all people of a tenant. */
const sharedReads = ({ table, tenant, lastRun }: DailyContext) => {
  const { tenantId } = tenant;
  const inboxes = new Map<string, ReturnType<typeof listInbox>>();
  const reminders = new Map<string, ReturnType<typeof listNotifications>>();
  const once = <T>(known: Map<string, T>, name: string, read: () => T): T => {
    const value = known.get(name) ?? read();
    known.set(name, value);
    return value;
  };
  return {
    inbox: (assignee: string) =>
      once(inboxes, assignee, () => listInbox(table, tenantId, assignee, { limit: PAGE })),
    reminders: (assignee: string) =>
      once(reminders, assignee, () =>
        listNotifications(table, tenantId, assignee, { limit: MOST_REMINDERS, after: lastRun }),
      ),
  };
};

type Reads = ReturnType<typeof sharedReads>;

const byKey = <T extends { readonly sk: string }>(lists: readonly (readonly T[])[]): T[] => [
  ...new Map(lists.flat().map((line) => [line.sk, line])).values(),
];

const mailTo = async (member: Membership, reads: Reads, context: DailyContext): Promise<void> => {
  const { table, tenant, today, lastRun } = context;
  const preferences = await readPreferences(table, tenant.tenantId, member.userId);
  if (!preferences.email) return;
  const assignees = assigneesOf(member);
  const inboxes = await Promise.all(assignees.map(reads.inbox));
  const told = await Promise.all(assignees.map(reads.reminders));
  const mail = composeDigest({
    name: member.name,
    today,
    lastRun,
    daily: preferences.digest,
    tasks: byKey(inboxes.map(({ tasks }) => tasks)).map(({ task }) => task),
    more: inboxes.some(({ more }) => more),
    reminders: byKey(told).map(({ notification }) => notification),
  });
  if (!mail) return;
  const { tenantId } = tenant;
  const outgoing = { channel: 'mail', to: preferences.email, ...mail } as const;
  await queueMessage(table, { tenantId, date: today, receiver: `mail:${member.userId}`, outgoing });
};

/** One line a day to each robot of the unit: how much was reminded of, and nothing of what it is. */
const tellRobots = async (members: readonly Membership[], reads: Reads, context: DailyContext) => {
  const { table, scope, tenant, today } = context;
  const webhooks = await listWebhooks(table, scope);
  if (webhooks.length === 0) return;
  const assignees = [...new Set(members.flatMap(assigneesOf))];
  const lines = await Promise.all(assignees.map(reads.reminders));
  const subjects = (overdue: boolean): number =>
    new Set(
      lines
        .flat()
        .filter(({ notification }) => notification.overdue === overdue)
        .map(({ notification }) => notification.subject.id),
    ).size;
  const text = dailySummary({
    unit: tenant.name,
    today,
    overdue: subjects(true),
    soon: subjects(false),
  });
  if (!text) return;
  for (const { id } of webhooks)
    await queueMessage(table, {
      tenantId: tenant.tenantId,
      date: today,
      receiver: `robot:${id}`,
      outgoing: { channel: 'robot', webhookId: id, text },
    });
};

/** One mail a person and day at most, and one line a robot; what is queued is sent by the stream's consumer. */
export const sendDigests: DailyStep = {
  name: 'send-digests',
  of: 'both',
  async run(context) {
    const members = (await listMembers(context.table, context.scope)).filter((member) =>
      active(member, context.today),
    );
    const reads = sharedReads(context);
    // A person with two memberships in one unit gets one mail: the key is the person and the day.
    for (const member of members) await mailTo(member, reads, context);
    await tellRobots(members, reads, context);
  },
};
