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
  reopen,
  replyToOrder,
  SYSTEM_ACTOR,
  shanghaiDateOf,
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
  type UnitId,
  YEAR,
  type YearFacts,
  type YearFinding,
  type YearPerson,
  type YearUnit,
} from './calendar-model.ts';

const NAMES: Readonly<Record<UnitId, string>> = { beihe: '北河采油厂', dongpo: '东坡炼油厂' };
const BATCHES_OF = { beihe: ['large', 'small'], dongpo: ['own'] } as const;
const scopeOf = (unit: UnitId) => systemScope('schedule', unit);
const batchId = (name: YearFinding['batch']): string => `batch-${name}`;
const NOTHING = () => ({ status: 200, body: null });
/** Five past eight in Shanghai, before the day's run. */
const morning = (day: string): string => `${day}T00:05:00.000Z`;

/** People of the units and of HQ; not all want mail, one leaves in the summer. */
export const PEOPLE: readonly YearPerson[] = [
  person('beihe', 'head-a', ['dept:dep-a:department_head', 'role:department_head']),
  person('beihe', 'head-b', ['dept:dep-b:department_head', 'role:department_head']),
  person('beihe', 'clerk', ['dept:dep-a:handler', 'role:handler', 'user:clerk']),
  person('beihe', 'office', ['role:rectification_office']),
  { ...person('beihe', 'office-2', ['role:rectification_office']), until: '2025-08-31' },
  { ...person('beihe', 'secretary', ['role:party_secretary']), daily: false },
  { ...person('beihe', 'leader', ['role:responsible_leader']), mail: false },
  person('dongpo', 'head-x', ['dept:dep-x:department_head', 'role:department_head']),
  person('dongpo', 'office-x', ['role:rectification_office']),
  person('group', 'inspector', ['role:inspection_office']),
  person('group', 'leading', ['role:leading_group']),
];

function person(home: YearPerson['home'], userId: string, assignees: readonly string[]): YearPerson {
  return { home, userId, mail: true, daily: true, assignees };
}

const seedPerson = async (table: Table, { home, userId, mail, daily, assignees, until }: YearPerson) => {
  const tenantId = home === 'group' ? HQ_TENANT : home;
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

const aggregateOf = (tenantId: UnitId, finding: YearFinding): FindingAggregate => {
  const { id, no, state, due, ownDate, department, handler, batch } = finding;
  const held = state === 'continuous' ? (ownDate ?? due) : due;
  return seedAggregate(
    {
      tenantId,
      id,
      no,
      title: `问题${no}`,
      batchId: batchId(batch),
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

const AT = `${FIRST}T00:00:00.000Z`;

const publishBatch = async (table: Table, tenantId: UnitId, name: YearFinding['batch']): Promise<void> => {
  const batch: Batch = {
    id: batchId(name),
    tenantId,
    createdAt: AT,
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
  const duties = dutiesOnFeedback(dutyOrigin(batch, [], 'jobs', AT), FIRST);
  await createDuties(table, scopeOf(tenantId), duties, 'jobs', AT);
};

/** Units on the day of their feedback: published batches with report duties, one with its plan, and all findings. */
export const openYear = async (table: Table, units: readonly YearUnit[]): Promise<void> => {
  await foundGroup(table);
  for (const { id: tenantId, findings, robot } of units) {
    await openTenant(table, { tenantId, name: NAMES[tenantId], departments: ['财务部'] });
    if (robot) {
      const url = 'https://qyapi.weixin.qq.com/x';
      await table.transact([webhookWrite(tenantId, { id: 'r1', kind: 'wecom', name: '整改群', url })]);
    }
    for (const name of BATCHES_OF[tenantId]) await publishBatch(table, tenantId, name);
    for (const finding of findings) await seedFinding(table, aggregateOf(tenantId, finding));
  }
  for (const one of PEOPLE) await seedPerson(table, one);
  const plan = openPlan(
    {
      tenantId: 'beihe',
      planId: 'plan-large',
      batchId: batchId('large'),
      round: '2024年第二轮',
      feedbackDate: FIRST,
    },
    [],
    SYSTEM_ACTOR('jobs'),
    AT,
  );
  const command = { actor: SYSTEM_ACTOR('jobs'), at: AT, answer: NOTHING };
  await createMatter(table, scopeOf('beihe'), () => ok(plan), command);
};

const HEAD = actorFixture('head-a', ['department_head']);
const INSPECTOR = actorFixture('inspector', ['inspection_office']);
const OFFICE = actorFixture('office', ['rectification_office']);

const must = (kind: string, what: string): void => {
  if (kind !== 'done') throw new Error(`the script's ${what} ended with ${kind}`);
};

/** One morning in one unit. */
interface Morning {
  readonly table: Table;
  readonly unit: UnitId;
  readonly day: string;
}

const onFinding = async (
  { table, unit, day }: Morning,
  finding: YearFinding,
  decide: (aggregate: FindingAggregate) => Result<FindingChange>,
): Promise<void> => {
  const command = { actor: HEAD, at: morning(day), decide, answer: NOTHING };
  const { kind } = await executeOnFinding(table, scopeOf(unit), finding.id, command);
  must(kind, `step on ${finding.no}`);
};

const onMatter = async <Content>(
  { table, unit, day }: Morning,
  id: string,
  decide: Parameters<typeof executeOnMatter<Content>>[3],
): Promise<void> => {
  const command = { actor: HEAD, at: morning(day), answer: NOTHING };
  const { kind } = await executeOnMatter<Content>(table, scopeOf(unit), { id }, decide, command);
  must(kind, `step on ${id}`);
};

const settleDuty = (at: Morning, seed: string, open: boolean): Promise<void> => {
  const batch = { id: batchId('large'), createdAt: AT, tenantId: at.unit } as Batch;
  const id = dutyOrigin(batch, [], 'jobs', at.day).idOf(`duty:${batch.id}:${seed}:`);
  return onMatter<DutyContent>(at, id, ({ matter }) =>
    ok({
      matter: { ...matter, status: open ? 'submitted' : 'accepted', open, waiting: [] },
      event: { type: open ? 'duty.submitted' : 'duty.accepted', data: {} },
    }),
  );
};

const answerOrder = async (at: Morning, findingId: string): Promise<void> => {
  const { table, unit, day } = at;
  const standing = (await listFindingMatters(table, scopeOf(unit), findingId)).filter(({ open }) => open);
  const [order] = standing;
  if (!order || standing.length > 1) throw new Error(`${standing.length} open orders on one finding`);
  await onMatter<OrderContent>(at, order.id, (current) =>
    replyToOrder(current, { text: '已整改', fileIds: [] }, HEAD, morning(day)),
  );
  const who = { actor: OFFICE, isGroup: false };
  await onMatter<OrderContent>(at, order.id, (current) =>
    checkReply(current, { outcome: 'accepted' }, who, { today: day, ruleSets: [] }, morning(day)),
  );
};

const playExtension = async (at: Morning, finding: YearFinding): Promise<void> => {
  const { extension } = finding;
  const { day } = at;
  if (!extension) return;
  const { askedOn, to, grantedOn, refusedOn } = extension;
  if (askedOn === day)
    await onFinding(at, finding, (current) =>
      askExtension(current, { id: 'ext', to, reason: '设备未到' }, HEAD, day),
    );
  const outcome = grantedOn === day ? 'approved' : refusedOn === day ? 'refused' : undefined;
  if (outcome)
    await onFinding(at, finding, (current) =>
      decideExtension(current, { extensionId: 'ext', outcome, reason: '已研究' }, INSPECTOR, day),
    );
};

const playFinding = async (at: Morning, finding: YearFinding): Promise<void> => {
  if (finding.closedOn === at.day)
    await onFinding(at, finding, ({ finding: head }) =>
      ok({
        finding: { ...head, state: 'closed', closing: undefined, extension: undefined },
        event: { type: 'closeout.decided', data: {} },
      }),
    );
  if (finding.reopenedOn === at.day)
    await onFinding(at, finding, (current) => reopen(current, '问题反弹', 'meeting'));
  await playExtension(at, finding);
};

/** What people do on that morning. */
const playScript = async (
  table: Table,
  { id: unit, findings }: YearUnit,
  answers: ReadonlySet<string>,
  day: string,
): Promise<void> => {
  const at = { table, unit, day };
  for (const finding of findings) {
    if (answers.has(finding.id)) await answerOrder(at, finding.id);
    await playFinding(at, finding);
  }
  if (unit !== 'beihe') return;
  if (day === PLAN_DONE)
    await onMatter(at, 'plan-large', ({ matter }) =>
      ok({
        matter: { ...matter, status: 'approved', open: false, waiting: [] },
        event: { type: 'plan.approved', data: {} },
      }),
    );
  if (day === REPORT_ACCEPTED) await settleDuty(at, 'rectification_report', false);
  if (day === STAGE_SUBMITTED) await settleDuty(at, 'stage_report', true);
};

/** One call of the daily run at an hour of that day, Shanghai time; answers whether it came to its end. */
export type CallRun = (hour: number, tableOf: (tenantId: string) => Table) => Promise<boolean>;
/** Carries out the day's run, however often it is broken off. */
export type RunDay = (day: string, call: CallRun, table: Table) => Promise<void>;

const SHANGHAI_HOURS = 8;

/** The year through the product's own daily run. */
export const liveYear = async (
  { table }: TestTable,
  units: readonly YearUnit[],
  answers: ReadonlyMap<string, readonly string[]>,
  runDay: RunDay,
): Promise<void> => {
  for (const day of YEAR) {
    for (const unit of units) await playScript(table, unit, new Set(answers.get(day)), day);
    const call: CallRun = (hour, tableOf) => {
      const now = new Date(Date.parse(day) + ((hour - SHANGHAI_HOURS) * 60 + 10) * 60_000);
      const run = createDailyRun({
        tableOf: async (tenantId) => tableOf(tenantId),
        hqTenant: HQ_TENANT,
        now: () => now,
        steps: DAILY_STEPS,
      });
      return run().then(
        () => true,
        () => false,
      );
    };
    await runDay(day, call, table);
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

/** Lines of a mail under a heading; what is more than twenty is a number. */
const linesUnder = (text: string, heading: string): number => {
  const [, part = ''] = text.split(`\n${heading}\n`);
  const [lines = ''] = part.split('\n\n');
  return Number(lines.match(/……共(\d+)项/)?.[1] ?? lines.match(/^· /gm)?.length ?? 0);
};

/** What stands in the table after the year, in the words of the model. */
export const foundYear = async (
  engine: TestTable,
  units: readonly YearUnit[],
): Promise<YearFacts & { readonly brokenChains: string[] }> => {
  const items = await everything(engine);
  const of = (kind: string) => items.filter((item) => item.kind === kind);
  const findings = units.flatMap((unit) => unit.findings);
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
      ({ pk, tenantId, on, subject, rung }) =>
        `${on} ${tenantId} ${homeOf(pk)} ${String(pk).split('#NTF#')[1]} | ${names.get((subject as { id: string }).id)} | ${rung}`,
    ),
    orders: orders.map((order) => `${order.content.issuedOn} ${order.tenantId} ${orderName(order)}`),
    climbs: orders.flatMap((order) =>
      order.content.climbs.map(({ on, rung }) => `${on} ${order.tenantId} ${orderName(order)} ${rung}`),
    ),
    duties: duties.map(({ id, tenantId, due }) => `${tenantId} ${names.get(id)} ${due?.date}`),
    alerts: of('audit')
      .filter(({ type }) => type === 'finding.alerted')
      .map(({ at, tenantId, streamId, data }) => {
        const no = numbers.get(String(streamId).replace('finding/', ''));
        return `${shanghaiDateOf(new Date(String(at)))} ${tenantId} ${no} ${(data as { to: string }).to}`;
      }),
    mails: messages.flatMap(({ receiver, date, outgoing }) => {
      const { text } = outgoing as { text: string };
      const counts = `逾期${linesUnder(text, '已逾期：')} 临近${linesUnder(text, '临近期限：')}`;
      return String(receiver).startsWith('mail:') ? [`${date} ${String(receiver).slice(5)} ${counts}`] : [];
    }),
    robotLines: messages.flatMap(({ receiver, date, tenantId, outgoing }) => {
      const [, late, soon] =
        (outgoing as { text: string }).text.match(/逾期提醒(\d+)项，临近期限(\d+)项/) ?? [];
      return String(receiver).startsWith('robot:') ? [`${date} ${tenantId} 逾期${late} 临近${soon}`] : [];
    }),
    brokenChains: chainsOf(items),
  };
};
