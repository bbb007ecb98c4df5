import { assigneesOf, composeDigest, dailySummary, type Membership } from '@xuncha/domain';
import {
  listInbox,
  listMembers,
  listNotifications,
  listWebhooks,
  queueMessage,
  readAllPreferences,
  type StoredPreferences,
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

/** Lines that are news: since the last run, or since the unit was told of last where that is another day. */
const tellsNews =
  ({ units, lastRun }: DailyContext) =>
  ({ notification: { tenantId, on } }: Line): boolean =>
    !(tenantId in units.after) && on > (units.before[tenantId] ?? lastRun);

type Line = Awaited<ReturnType<typeof listNotifications>>[number];

/** Inboxes and reminders are shared by roles: read once for all people of a tenant. */
const sharedReads = (context: DailyContext) => {
  const { table, tenant, units, lastRun } = context;
  const { tenantId } = tenant;
  const after = [lastRun, ...Object.values(units.before)].reduce((a, b) => (a < b ? a : b));
  const inboxes = new Map<string, ReturnType<typeof listInbox>>();
  const reminders = new Map<string, Promise<Line[]>>();
  const once = <T>(known: Map<string, T>, name: string, read: () => T): T => {
    const value = known.get(name) ?? read();
    known.set(name, value);
    return value;
  };
  return {
    inbox: (assignee: string) =>
      once(inboxes, assignee, () => listInbox(table, tenantId, assignee, { limit: PAGE })),
    reminders: (assignee: string) =>
      once(reminders, assignee, async () =>
        (await listNotifications(table, tenantId, assignee, { limit: MOST_REMINDERS, after })).filter(
          tellsNews(context),
        ),
      ),
  };
};

type Reads = ReturnType<typeof sharedReads>;

const byKey = <T extends { readonly sk: string }>(lists: readonly (readonly T[])[]): T[] => [
  ...new Map(lists.flat().map((line) => [line.sk, line])).values(),
];

/** One mail of all a person's memberships in the unit: the key is the person and the day. */
const mailTo = async (
  memberships: readonly [Membership, ...Membership[]],
  preferences: StoredPreferences,
  reads: Reads,
  context: DailyContext,
): Promise<void> => {
  const { table, tenant, today, lastRun } = context;
  if (!preferences.email) return;
  const [{ name, userId }] = memberships;
  const assignees = [...new Set(memberships.flatMap(assigneesOf))];
  const inboxes = await Promise.all(assignees.map(reads.inbox));
  const told = await Promise.all(assignees.map(reads.reminders));
  const mail = composeDigest({
    name,
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
  await queueMessage(table, { tenantId, date: today, receiver: `mail:${userId}`, outgoing });
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
    const { table, tenant } = context;
    const people = Map.groupBy(members, ({ userId }) => userId);
    const preferences = await readAllPreferences(table, tenant.tenantId, [...people.keys()]);
    for (const [userId, [first, ...more]] of people) {
      const wants = preferences.get(userId);
      if (first && wants) await mailTo([first, ...more], wants, reads, context);
    }
    await tellRobots(members, reads, context);
  },
};
