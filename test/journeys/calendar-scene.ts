import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import {
  type AuditEvent,
  askExtension,
  checkReply,
  type DutyContent,
  decideExtension,
  dutiesOnFeedback,
  type FindingAggregate,
  type FindingChange,
  type Matter,
  type OrderContent,
  ok,
  openPlan,
  type Result,
  replyToOrder,
  SYSTEM_ACTOR,
  systemScope,
  verifyChain,
} from '@xuncha/domain';
import {
  BATCHES,
  type Batch,
  createMatter,
  createWrite,
  executeOnFinding,
  executeOnMatter,
  type Item,
  listFindingMatters,
  matterFromItem,
  memberWrite,
  savePreferences,
  type Table,
  webhookWrite,
} from '@xuncha/store';
import { createDuties, dutyOrigin } from '../../functions/report-duties.ts';
import { createDailyRun } from '../../functions/schedule/daily/daily-run.ts';
import { DAILY_STEPS } from '../../functions/schedule/daily/daily-steps.ts';
import { actorFixture, measureFixture } from '../../packages/domain/src/closeout/case-fixture.ts';
import { HQ_TENANT } from '../engine/environment.ts';
import { seedAggregate, seedFinding } from '../engine/seed-finding.ts';
import type { TestTable } from '../engine/table.ts';
import { foundGroup, openTenant } from '../engine/tenants.ts';
import {
  FIRST,
  PLAN_DONE,
  plus,
  REPORT_ACCEPTED,
  STAGE_SUBMITTED,
  YEAR,
  type YearFacts,
  type YearFinding,
  type YearPerson,
} from './calendar-model.ts';

const TENANT = 'beihe';
const UNIT_NAME = '北河采油厂';
const SCOPE = systemScope('schedule', TENANT);
const BATCH_IDS = { large: 'batch-large', small: 'batch-small' } as const;
const NOTHING = () => ({ status: 200, body: null });
/** Five past eight in Shanghai, before the day's run. */
const morning = (day: string): string => `${day}T00:05:00.000Z`;

/** The unit's people and HQ's; not all want mail, one leaves in the summer. */
export const PEOPLE: readonly YearPerson[] = [
  person('unit', 'head-a', ['dept:dep-a:department_head', 'role:department_head']),
  person('unit', 'head-b', ['dept:dep-b:department_head', 'role:department_head']),
  person('unit', 'clerk', ['dept:dep-a:handler', 'role:handler', 'user:clerk']),
  person('unit', 'office', ['role:rectification_office']),
  { ...person('unit', 'office-2', ['role:rectification_office']), until: '2025-08-31' },
  { ...person('unit', 'secretary', ['role:party_secretary']), daily: false },
  { ...person('unit', 'leader', ['role:responsible_leader']), mail: false },
  person('group', 'inspector', ['role:inspection_office']),
  person('group', 'leading', ['role:leading_group']),
];

function person(home: 'unit' | 'group', userId: string, assignees: readonly string[]): YearPerson {
  return { home, userId, mail: true, daily: true, assignees };
}

const seedPerson = async (table: Table, { home, userId, mail, daily, assignees, until }: YearPerson) => {
  const tenantId = home === 'group' ? HQ_TENANT : TENANT;
  const roles = assignees.flatMap((key) => (key.startsWith('role:') ? [key.slice(5)] : []));
  const departmentId = assignees.find((key) => key.startsWith('dept:'))?.split(':')[1];
  const { roles: known } = actorFixture(userId, roles as Parameters<typeof actorFixture>[1]);
  const write = memberWrite({
    tenantId,
    id: `m-${userId}`,
    userId,
    login: userId,
    name: userId,
    roles: known,
    departmentId,
    status: 'active',
    ...(until ? { validTo: until } : {}),
  });
  await table.transact([write]);
  if (mail) await savePreferences(table, tenantId, userId, { email: `${userId}@beihe.cn`, digest: daily });
};

const aggregateOf = (finding: YearFinding): FindingAggregate => {
  const { id, no, state, due, ownDate, department, handler, batch } = finding;
  const held = state === 'continuous' ? (ownDate ?? due) : due;
  return seedAggregate(
    {
      tenantId: TENANT,
      id,
      no,
      title: `问题${no}`,
      batchId: BATCH_IDS[batch],
      state,
      dueDate: due,
      startedOn: FIRST,
      lastActOn: FIRST,
      // The first day on which the alert differs from none.
      alertCheck: plus(held, state === 'closing' ? 1 : -7),
      responsibility: {
        supportingDepartments: [],
        ...(department ? { departmentId: department, departmentName: department } : {}),
        ...(handler ? { handlerId: handler, handlerName: handler } : {}),
      },
      ...(state === 'continuous' ? { nextCheckDate: ownDate } : {}),
      ...(state === 'closing'
        ? {
            closing: {
              caseId: `case-${no}`,
              gate: 'evidence_check',
              visit: 1,
              status: 'open',
              due: ownDate,
              escalation: 0,
              attempt: 1,
              actors: [],
              snapshotHash: 'a'.repeat(64),
            },
          }
        : {}),
    },
    { measures: [measureFixture({ id: `mea-${no}`, term: { kind: 'date', date: due } })], evidence: [] },
  );
};

/** A unit on the day of its feedback: two published batches with plan and report duties, and all findings. */
export const openYear = async (table: Table, findings: readonly YearFinding[]): Promise<void> => {
  await foundGroup(table);
  await openTenant(table, { tenantId: TENANT, name: UNIT_NAME, departments: ['财务部'] });
  for (const one of PEOPLE) await seedPerson(table, one);
  const robot = { id: 'r1', kind: 'wecom', name: '整改群', url: 'https://qyapi.weixin.qq.com/x' } as const;
  await table.transact([webhookWrite(TENANT, robot)]);
  const at = `${FIRST}T00:00:00.000Z`;
  for (const name of ['large', 'small'] as const) {
    const id = BATCH_IDS[name];
    const batch: Batch = {
      id,
      tenantId: TENANT,
      createdAt: at,
      version: 1,
      round: '2024年第二轮',
      title: name,
      status: 'published',
      feedbackDate: FIRST,
      findings: 0,
      delivered: 0,
      createdByName: '巡察办甲',
    };
    await table.transact([createWrite(BATCHES, batch)]);
    await createDuties(table, SCOPE, dutiesOnFeedback(dutyOrigin(batch, [], 'jobs', at), FIRST), 'jobs', at);
  }
  const plan = openPlan(
    {
      tenantId: TENANT,
      planId: 'plan-large',
      batchId: BATCH_IDS.large,
      round: '2024年第二轮',
      feedbackDate: FIRST,
    },
    [],
    SYSTEM_ACTOR('jobs'),
    at,
  );
  await createMatter(table, SCOPE, () => ok(plan), { actor: SYSTEM_ACTOR('jobs'), at, answer: NOTHING });
  for (const finding of findings) await seedFinding(table, aggregateOf(finding));
};

const HEAD = actorFixture('head-a', ['department_head']);
const INSPECTOR = actorFixture('inspector', ['inspection_office']);
const OFFICE = actorFixture('office', ['rectification_office']);

const must = (kind: string, what: string): void => {
  if (kind !== 'done') throw new Error(`the script's ${what} ended with ${kind}`);
};

const onFinding = async (
  table: Table,
  finding: YearFinding,
  day: string,
  decide: (aggregate: FindingAggregate) => Result<FindingChange>,
): Promise<void> => {
  const command = { actor: HEAD, at: morning(day), decide, answer: NOTHING };
  must((await executeOnFinding(table, SCOPE, finding.id, command)).kind, `step on ${finding.no}`);
};

const onMatter = async <Content>(
  table: Table,
  id: string,
  day: string,
  decide: Parameters<typeof executeOnMatter<Content>>[3],
): Promise<void> => {
  const command = { actor: HEAD, at: morning(day), answer: NOTHING };
  must((await executeOnMatter<Content>(table, SCOPE, { id }, decide, command)).kind, `step on ${id}`);
};

const settleDuty = async (table: Table, seed: string, day: string, open: boolean): Promise<void> => {
  const id = dutyOrigin(
    { id: BATCH_IDS.large, createdAt: `${FIRST}T00:00:00.000Z`, tenantId: TENANT } as Batch,
    [],
    'jobs',
    day,
  ).idOf(`duty:${BATCH_IDS.large}:${seed}:`);
  await onMatter<DutyContent>(table, id, day, ({ matter }) =>
    ok({
      matter: { ...matter, status: open ? 'submitted' : 'accepted', open, waiting: [] },
      event: { type: open ? 'duty.submitted' : 'duty.accepted', data: {} },
    }),
  );
};

const answerOrder = async (table: Table, findingId: string, day: string): Promise<void> => {
  const standing = (await listFindingMatters(table, SCOPE, findingId)).filter(({ open }) => open);
  const [order] = standing;
  if (!order || standing.length > 1) throw new Error(`${standing.length} open orders on one finding`);
  const at = morning(day);
  await onMatter<OrderContent>(table, order.id, day, (current) =>
    replyToOrder(current, { text: '已整改', fileIds: [] }, HEAD, at),
  );
  await onMatter<OrderContent>(table, order.id, day, (current) =>
    checkReply(
      current,
      { outcome: 'accepted' },
      { actor: OFFICE, isGroup: false },
      { today: day, ruleSets: [] },
      at,
    ),
  );
};

/** What people do on that morning. */
const playScript = async (
  table: Table,
  findings: readonly YearFinding[],
  answers: ReadonlyMap<string, readonly string[]>,
  day: string,
): Promise<void> => {
  for (const findingId of answers.get(day) ?? []) await answerOrder(table, findingId, day);
  for (const finding of findings) {
    const { closedOn, extension } = finding;
    if (closedOn === day)
      await onFinding(table, finding, day, ({ finding: head }) =>
        ok({
          finding: { ...head, state: 'closed', closing: undefined, extension: undefined },
          event: { type: 'closeout.decided', data: {} },
        }),
      );
    if (extension?.askedOn === day)
      await onFinding(table, finding, day, (current) =>
        askExtension(current, { id: 'ext', to: extension.to, reason: '设备未到' }, HEAD, day),
      );
    if (extension?.grantedOn === day)
      await onFinding(table, finding, day, (current) =>
        decideExtension(current, { extensionId: 'ext', outcome: 'approved', reason: '同意' }, INSPECTOR, day),
      );
  }
  if (day === PLAN_DONE)
    await onMatter(table, 'plan-large', day, ({ matter }) =>
      ok({
        matter: { ...matter, status: 'approved', open: false, waiting: [] },
        event: { type: 'plan.approved', data: {} },
      }),
    );
  if (day === REPORT_ACCEPTED) await settleDuty(table, 'rectification_report', day, false);
  if (day === STAGE_SUBMITTED) await settleDuty(table, 'stage_report', day, true);
};

/** Carries out the day's run, however often it is broken off. */
export type RunDay = (run: (table: Table) => Promise<unknown>, table: Table) => Promise<void>;

/** The year through the product's own daily run. */
export const liveYear = async (
  { table }: TestTable,
  findings: readonly YearFinding[],
  answers: ReadonlyMap<string, readonly string[]>,
  runDay: RunDay,
): Promise<void> => {
  for (const day of YEAR) {
    await playScript(table, findings, answers, day);
    const run = (through: Table) =>
      createDailyRun({
        tableOf: async () => through,
        hqTenant: HQ_TENANT,
        now: () => new Date(`${day}T00:10:00.000Z`),
        steps: DAILY_STEPS,
      })();
    await runDay(run, table);
  }
};

const everything = async ({ client, name }: TestTable): Promise<Item[]> => {
  const items: Item[] = [];
  let from: ConstructorParameters<typeof ScanCommand>[0]['ExclusiveStartKey'];
  do {
    const page = await client.send(new ScanCommand({ TableName: name, ExclusiveStartKey: from }));
    items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
    from = page.LastEvaluatedKey;
  } while (from);
  return items;
};

const chainsOf = (items: readonly Item[]): string[] => {
  const trails = Map.groupBy(
    items.filter(({ kind }) => kind === 'audit'),
    ({ pk }) => String(pk),
  );
  return [...trails].flatMap(([pk, events]) => {
    const inOrder = events.toSorted((a, b) => Number(a.seq) - Number(b.seq)).map(eventOf);
    const head = items.find((item) => item.pk === pk && item.sk === 'META');
    const expected = head?.auditHash
      ? { seq: Number(head.auditSeq), hash: String(head.auditHash) }
      : undefined;
    const verdict = verifyChain(
      inOrder,
      expected && inOrder[0]
        ? { ...expected, tenantId: inOrder[0].tenantId, streamId: inOrder[0].streamId }
        : undefined,
    );
    return verdict.ok ? [] : [`${pk}: ${JSON.stringify(verdict)}`];
  });
};

const eventOf = ({ pk: _pk, sk: _sk, kind: _kind, ...event }: Item): AuditEvent =>
  event as object as AuditEvent;
const heldIn = (why: string): string => why.match(/\d{4}-\d{2}-\d{2}/)?.[0] ?? '';

/** What stands in the table after the year, in the words of the model. */
export const foundYear = async (
  engine: TestTable,
  findings: readonly YearFinding[],
): Promise<YearFacts & { readonly brokenChains: string[] }> => {
  const items = await everything(engine);
  const of = (kind: string) => items.filter((item) => item.kind === kind);
  const numbers = new Map(findings.map(({ id, no }) => [id, no]));
  const matters = of('matter').flatMap((item) => matterFromItem(item) ?? []);
  const orders = matters.filter(({ kind }) => kind === 'order') as Matter<OrderContent>[];
  const duties = matters.filter(({ kind }) => kind === 'duty') as Matter<DutyContent>[];
  const orderName = ({ findingIds, content }: Matter<OrderContent>): string =>
    `${numbers.get(findingIds[0] ?? '')} ${heldIn(content.trigger.why)}`;
  const names = new Map([
    ...findings.map(({ id, no }) => [id, `finding ${no}`] as const),
    ...orders.map((order) => [order.id, `order ${orderName(order)}`] as const),
    ...duties.map(
      ({ id, content: { type, year, batchTitle } }) =>
        [id, `${type}${year ? ` ${year}` : ''} ${batchTitle}`] as const,
    ),
    ['plan-large', 'plan large'] as const,
  ]);
  const homeOf = (pk: unknown): string => (String(pk).includes(HQ_TENANT) ? 'group' : 'unit');
  const messages = of('message');
  return {
    reminders: of('notification').map(
      ({ pk, on, subject, rung }) =>
        `${on} ${homeOf(pk)} ${String(pk).split('#NTF#')[1]} | ${names.get((subject as { id: string }).id)} | ${rung}`,
    ),
    orders: orders.map((order) => `${order.content.issuedOn} ${orderName(order)}`),
    climbs: orders.flatMap((order) =>
      order.content.climbs.map(({ on, rung }) => `${on} ${orderName(order)} ${rung}`),
    ),
    duties: duties.map(({ id, due }) => `${names.get(id)} ${due?.date}`),
    alerts: of('audit')
      .filter(({ type }) => type === 'finding.alerted')
      .map(({ at, streamId, data }) => {
        const no = numbers.get(String(streamId).replace('finding/', ''));
        return `${String(at).slice(0, 10)} ${no} ${(data as { to: string }).to}`;
      }),
    mails: messages.flatMap(({ receiver, date }) =>
      String(receiver).startsWith('mail:') ? [`${date} ${String(receiver).slice(5)}`] : [],
    ),
    robotLines: messages.flatMap(({ receiver, date, outgoing }) => {
      const [, late, soon] =
        (outgoing as { text: string }).text.match(/逾期提醒(\d+)项，临近期限(\d+)项/) ?? [];
      return String(receiver).startsWith('robot:') ? [`${date} 逾期${late} 临近${soon}`] : [];
    }),
    brokenChains: chainsOf(items),
  };
};
