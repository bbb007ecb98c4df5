import {
  addCalendarDays,
  type FindingState,
  type InboxTask,
  latestRung,
  type Matter,
  type Notification,
  type NotificationSubject,
  REMINDER_RULE,
  waitingFor,
} from '@xuncha/domain';
import {
  type AskedExtension,
  type FindingListInput,
  findingFromItem,
  forgetAskedExtension,
  type Item,
  type Key,
  keys,
  listAskedExtensions,
  listClosing,
  listDueMatters,
  listFindings,
  notificationItem,
  ownerOfKey,
  type Table,
} from '@xuncha/store';
import type { DailyContext, DailyStep } from './daily-step.ts';

/** Nothing is told earlier than the earliest reminder. */
const AHEAD = Math.max(...REMINDER_RULE.before);
const PAGE = 100;

type Task = Pick<InboxTask, 'assignee' | 'why' | 'due'>;
interface About {
  readonly subject: NotificationSubject;
  readonly no: string;
  readonly title: string;
}

/**
 * Reminds of due dates, before and after (F10, H04): whoever something waits for is told once for every rung. Driven by
 * what stands in inboxes, so a finding, a gate and a matter are reminded of in one way.
 */
export const remindOfDueDates: DailyStep = {
  name: 'remind-of-due-dates',
  of: 'both',
  async run(context) {
    for await (const findingIds of dueFindings(context)) await remindOfFindings(findingIds, context);
    await remindOfExtensions(context);
    for await (const matters of dueMatters(context)) await write(matters.flatMap(linesOfMatter), context);
  },
};

/** Findings of which a due date, gate's limit or next check has a reminder since the last run. */
async function* dueFindings(context: DailyContext): AsyncGenerator<readonly string[]> {
  const { table, scope, today } = context;
  const horizon = addCalendarDays(today, AHEAD + 1);
  // Overdue at the horizon: due before it. Most rows have no reminder today, and their heads are not read.
  yield* pagesOf(
    context,
    { due: 'overdue', today: horizon },
    ({ state, dueDate }) => HELD_TO_DUE_DATE.has(state) && rungOf(context, dueDate as string) !== undefined,
  );
  yield* pagesOf(context, { state: 'continuous', today: horizon }, () => true);
  let startKey: Item | undefined;
  do {
    const page = await listClosing(table, scope, { dueBefore: horizon, startKey });
    yield page.ids;
    startKey = page.lastKey;
  } while (startKey);
}

/** States that wait for the finding's own date; what closes or goes on continuously has another, the others have none. */
const HELD_TO_DUE_DATE: ReadonlySet<unknown> = new Set<FindingState>([
  'acknowledged',
  'planning',
  'rectifying',
]);

const rungOf = ({ lastRun, today }: DailyContext, due: string) =>
  latestRung(due, { after: lastRun, until: today });

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

const headsOf = async (findingIds: readonly string[], { table, scope }: DailyContext) =>
  findingIds.length === 0
    ? []
    : (await table.getMany(findingIds.map((id) => keys.finding(scope.tenantId, id)))).map(findingFromItem);

type Line = readonly [About, Task];

const linesOfMatter = ({ id, kind, title, waiting }: Matter): Line[] =>
  waiting.map(({ home, key, why, due }) => [
    { subject: { type: 'matter', id, matterKind: kind }, no: '', title },
    { assignee: { home, key }, why, due },
  ]);

const remindOfFindings = async (findingIds: readonly string[], context: DailyContext): Promise<void> => {
  const heads = await headsOf(findingIds, context);
  await write(
    heads.flatMap((finding) =>
      waitingFor(finding).map(
        (task): Line => [
          { subject: { type: 'finding', id: finding.id }, no: finding.no, title: finding.title },
          task,
        ],
      ),
    ),
    context,
  );
};

/**
 * F04: whoever decides on another date has a limit of their own, long before the finding's own date perhaps. What was
 * decided meanwhile is taken off the list here, so that deciding costs no more.
 */
const remindOfExtensions = async (context: DailyContext): Promise<void> => {
  const { table, scope, today } = context;
  const asked = await listAskedExtensions(table, scope, addCalendarDays(today, AHEAD));
  const heads = new Map(
    (await headsOf([...new Set(asked.map(({ findingId }) => findingId))], context)).map((finding) => [
      finding.id,
      finding,
    ]),
  );
  const waits = ({ findingId, extensionId }: AskedExtension): boolean =>
    heads.get(findingId)?.extension?.id === extensionId;
  await remindOfFindings(
    asked.filter((one) => waits(one) && rungOf(context, one.due)).map(({ findingId }) => findingId),
    context,
  );
  for (const one of asked) if (!waits(one)) await forgetAskedExtension(table, scope, one);
};

/** Writes the lines that have a reminder today; a line's key is what it tells, so it may be written again. */
const write = async (lines: readonly Line[], context: DailyContext): Promise<void> => {
  const { tenant, table, hqTenant } = context;
  const items = { unit: new Map<string, Item & Key>(), group: new Map<string, Item & Key>() };
  for (const [about, { assignee, why, due }] of lines) {
    const rung = due && rungOf(context, due);
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
    const { home, key } = assignee;
    const item = notificationItem(home === 'group' ? hqTenant : tenant.tenantId, key, said);
    items[home].set(`${item.pk} ${item.sk}`, item);
  }
  await putAll(table, [...items.unit.values()]);
  if (items.group.size > 0) await putAll(await context.hqTable(), [...items.group.values()]);
};

/** Lines written side by side: a morning of a large unit has some hundred, of 5 ms each. */
const LANES = 8;

const putAll = async (table: Table, items: readonly (Item & Key)[]): Promise<void> => {
  const rest = items.values();
  const lane = async (): Promise<void> => {
    for (const item of rest) await table.put({ put: item });
  };
  await Promise.all(Array.from({ length: LANES }, lane));
};
