import {
  addCalendarDays,
  type InboxTask,
  latestRung,
  type Matter,
  type Notification,
  type NotificationSubject,
  REMINDER_RULE,
  waitingFor,
} from '@xuncha/domain';
import {
  type FindingListInput,
  findingFromItem,
  type Item,
  keys,
  listClosing,
  listDueMatters,
  listFindings,
  notificationItem,
  ownerOfKey,
} from '@xuncha/store';
import type { DailyContext, DailyStep } from './daily-step.ts';

/** Nothing is told earlier than the earliest reminder. */
const AHEAD = Math.max(...REMINDER_RULE.before);
const PAGE = 100;

type Task = Pick<InboxTask, 'assignee' | 'why' | 'due'>;

/**
 * Reminds of due dates, before and after (F10, H04): whoever something waits for is told once for every rung. Driven by
 * what stands in inboxes, so a finding, a gate and a matter are reminded of in one way.
 */
export const remindOfDueDates: DailyStep = {
  name: 'remind-of-due-dates',
  of: 'both',
  async run(context) {
    for await (const findingIds of dueFindings(context)) await remindOfFindings(findingIds, context);
    for await (const matters of dueMatters(context))
      for (const matter of matters) await remindOfMatter(matter, context);
  },
};

/** Findings whose due date, gate's limit or next check is near or passed. */
async function* dueFindings(context: DailyContext): AsyncGenerator<readonly string[]> {
  const { table, scope, today } = context;
  const horizon = addCalendarDays(today, AHEAD + 1);
  // Overdue at the horizon: due before it. What closes or goes on continuously has another date of its own.
  yield* pagesOf(context, { due: 'overdue', today: horizon }, ({ state }) => !DATED_OTHERWISE.has(state));
  yield* pagesOf(context, { state: 'continuous', today: horizon }, () => true);
  let startKey: Item | undefined;
  do {
    const page = await listClosing(table, scope, { dueBefore: horizon, startKey });
    yield page.ids;
    startKey = page.lastKey;
  } while (startKey);
}

const DATED_OTHERWISE: ReadonlySet<unknown> = new Set(['closing', 'continuous']);

async function* pagesOf(
  { table, scope }: DailyContext,
  list: Pick<FindingListInput, 'due' | 'state' | 'today'>,
  filter: (row: Item) => boolean,
): AsyncGenerator<readonly string[]> {
  let cursor: FindingListInput['cursor'];
  do {
    const { rows, next } = await listFindings(table, scope, { ...list, limit: PAGE, cursor }, filter);
    yield rows.map((row) => ownerOfKey(row).id);
    cursor = next;
  } while (cursor);
}

async function* dueMatters({ table, scope, today }: DailyContext): AsyncGenerator<readonly Matter[]> {
  let startKey: Item | undefined;
  do {
    const until = addCalendarDays(today, AHEAD);
    const page = await listDueMatters(table, scope, { until, limit: PAGE, startKey });
    yield page.matters;
    startKey = page.lastKey;
  } while (startKey);
}

const remindOfFindings = async (findingIds: readonly string[], context: DailyContext): Promise<void> => {
  const { table, scope } = context;
  const heads = await table.getMany(findingIds.map((id) => keys.finding(scope.tenantId, id)));
  for (const finding of heads.map(findingFromItem)) {
    const subject = { type: 'finding', id: finding.id } as const;
    await remind({ subject, no: finding.no, title: finding.title }, waitingFor(finding), context);
  }
};

const remindOfMatter = ({ id, kind, title, waiting }: Matter, context: DailyContext): Promise<void> =>
  remind(
    { subject: { type: 'matter', id, matterKind: kind }, no: '', title },
    waiting.map(({ home, key, why, due }) => ({ assignee: { home, key }, why, due })),
    context,
  );

const remind = async (
  about: { readonly subject: NotificationSubject; readonly no: string; readonly title: string },
  tasks: readonly Task[],
  context: DailyContext,
): Promise<void> => {
  const { tenant, table, today, lastRun, hqTenant } = context;
  for (const { assignee, why, due } of tasks) {
    const rung = due && latestRung(due, { after: lastRun, until: today });
    if (!due || !rung) continue;
    const { name, on, overdue } = rung;
    const said: Notification = {
      tenantId: tenant.tenantId,
      tenantName: tenant.name,
      ...about,
      why,
      due,
      rung: `${name}@${due}`,
      on,
      overdue,
    };
    const group = assignee.home === 'group';
    const home = group ? hqTenant : tenant.tenantId;
    const target = group ? await context.hqTable() : table;
    await target.put({ put: notificationItem(home, assignee.key, said) });
  }
};
