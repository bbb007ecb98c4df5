import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListExecutionsCommand, paginateGetExecutionHistory, type SFNClient } from '@aws-sdk/client-sfn';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type AuditEvent, type Finding, isCounted, isOpen, waitingFor } from '@xuncha/domain';
import {
  type Counters,
  contentOf,
  countDue,
  type DueMonth,
  findingFromItem,
  type Item,
  keys,
  matterFromItem,
  type Rollup,
  taskKey,
} from '@xuncha/store';
import { verifyTrails } from '@xuncha/store/verify-trails';

/**
 * Counts everything again from the heads and trails of the findings and compares it with what the product keeps: an
 * auditor's look at the books, made without the code that wrote them.
 */

const everything = async (client: DynamoDBClient, table: string): Promise<Item[]> => {
  const items: Item[] = [];
  let startKey: ScanCommand['input']['ExclusiveStartKey'];
  do {
    const page = await client.send(
      new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: startKey }),
    );
    items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
    startKey = page.LastEvaluatedKey;
  } while (startKey);
  return items;
};

const keyOf = ({ pk, sk }: { readonly pk?: unknown; readonly sk?: unknown }): string => `${pk}|${sk}`;

/** Keys on one side only, named by what they are. */
const difference = (what: string, expected: readonly string[], found: readonly string[]): string[] => [
  ...expected.filter((one) => !found.includes(one)).map((one) => `${what} missing: ${one}`),
  ...found.filter((one) => !expected.includes(one)).map((one) => `${what} not due: ${one}`),
];

const checkInboxes = (items: readonly Item[], findings: readonly Finding[], hqTenant: string): string[] => {
  const ofMatters = items
    .flatMap((item) => matterFromItem(item) ?? [])
    .flatMap(({ tenantId, id, waiting }) =>
      waiting.map(({ home, key: assignee, why, due }) => {
        const task = { assignee: { home, key: assignee }, kind: 'matter', why, due } as const;
        const key = taskKey(home === 'group' ? hqTenant : tenantId, task, id);
        return `${keyOf(key)} case undefined visit undefined ${why}`;
      }),
    );
  const ofFindings = findings.flatMap((finding) =>
    waitingFor(finding).map((task) => {
      const key = taskKey(task.assignee.home === 'group' ? hqTenant : finding.tenantId, task, finding.id);
      return `${keyOf(key)} case ${finding.closing?.caseId} visit ${finding.closing?.visit} ${task.why}`;
    }),
  );
  const found = items
    .filter(({ kind }) => kind === 'inbox_task')
    .map((item) => `${keyOf(item)} case ${item.caseId} visit ${item.visit} ${item.why}`);
  return difference('inbox task', [...ofFindings, ...ofMatters], found);
};

const add = (record: Record<string, number>, key: string, by = 1): void => {
  record[key] = (record[key] ?? 0) + by;
};

const sorted = (record: Readonly<Record<string, number>>): string =>
  JSON.stringify(
    Object.entries(record)
      .filter(([, count]) => count !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

const agree = (
  what: string,
  kept: Readonly<Record<string, number>>,
  counted: Readonly<Record<string, number>>,
): string[] =>
  sorted(kept) === sorted(counted) ? [] : [`${what}: kept ${sorted(kept)}, counted ${sorted(counted)}`];

const checkNumbers = (
  items: readonly Item[],
  tenantId: string,
  findings: readonly Finding[],
  hqTenant: string,
): string[] => {
  const byState: Record<string, number> = {};
  const due: Record<string, number> = {};
  const departments: Record<string, number> = {};
  for (const finding of findings) {
    add(byState, finding.state);
    if (isOpen(finding.state) && finding.dueDate) add(due, finding.dueDate);
    const { departmentId } = finding.responsibility;
    if (departmentId && isCounted(finding.state))
      add(departments, `${departmentId} ${isOpen(finding.state) ? 'open' : 'closed'}`);
  }
  const find = (key: { pk: string; sk: string }): Item | undefined =>
    items.find((item) => item.pk === key.pk && item.sk === key.sk);
  const head = find(keys.counters(tenantId));
  const counters = head && contentOf<Counters>(head);
  const months = Object.fromEntries(
    items
      .filter((item) => item.kind === 'due_month' && item.pk === keys.dashboardPk(tenantId))
      .map((item) => [String(item.sk).slice('DUE#'.length), item.days as DueMonth]),
  );
  const keptDue = Object.fromEntries(
    Object.entries(months).flatMap(([month, days]) =>
      Object.entries(days).map(([day, count]) => [`${month}-${day}`, count] as const),
    ),
  );
  const keptDepartments = Object.fromEntries(
    Object.entries(counters?.departments ?? {}).flatMap(([id, { open, closed }]) => [
      [`${id} open`, open] as const,
      [`${id} closed`, closed] as const,
    ]),
  );
  const stored = find(keys.rollup(hqTenant, tenantId));
  const rollup = stored && contentOf<Rollup>(stored);
  const overdue =
    rollup && counters ? countDue({ counters, months }, { before: rollup.asOf }) : rollup?.overdue;
  return [
    ...agree(`${tenantId} by state`, counters?.byState ?? {}, byState),
    ...agree(`${tenantId} by due day`, keptDue, due),
    ...agree(`${tenantId} by department`, keptDepartments, departments),
    ...agree(`${tenantId} roll-up at HQ`, rollup?.byState ?? {}, byState),
    ...(rollup && rollup.overdue !== overdue ? [`${tenantId} roll-up: overdue ${rollup.overdue}`] : []),
  ];
};

interface CaseEvent {
  readonly caseId: string;
  readonly visit: number;
}
const caseEvents = (events: readonly AuditEvent[], types: readonly string[]): string[] =>
  events
    .filter(({ type }) => types.includes(type))
    .map(({ data }) => data as CaseEvent)
    .map(({ caseId, visit }) => `${caseId} visit ${visit}`);

const repeated = (what: string, list: readonly string[]): string[] =>
  [...new Set(list.filter((one, position) => list.indexOf(one) !== position))].map(
    (one) => `${what} more than once: ${one}`,
  );

/** One application per case, one opening and one decision per visit, one number per closing, numbers without gaps. */
const checkCases = (items: readonly Item[]): string[] => {
  const events = items.filter(({ kind }) => kind === 'audit').map((item) => contentOf<AuditEvent>(item));
  const ends = ['closeout.decided', 'closeout.withdrawn'];
  const applied = events
    .filter(({ type }) => type === 'closeout.applied')
    .map(({ data }) => String((data as CaseEvent).caseId));
  const cases = items.filter(({ kind }) => kind === 'case');
  const opened = new Set(
    events
      .filter(({ type }) => type === 'closeout.gate_opened')
      .map(({ data }) => (data as CaseEvent).caseId),
  );
  const closed = cases.filter(({ status }) => status === 'closed');
  const numbers = closed.map((one) => String(one.closeoutNo)).sort();
  const taken = items
    .filter(({ kind }) => kind === 'closeout_number')
    .flatMap(({ pk, sk, taken: count }) =>
      Array.from(
        { length: Number(count) },
        (_, index) =>
          `${String(pk).split('#')[1]?.toUpperCase()}-${String(sk).slice('CNO#'.length)}-${String(index + 1).padStart(4, '0')}`,
      ),
    )
    .sort();
  return [
    ...repeated('application', applied),
    ...difference('application of a case', cases.map(({ id }) => String(id)).sort(), applied),
    ...repeated('decision of a gate', caseEvents(events, ends)),
    ...(events.some(({ type }) => type === 'closeout.resumed')
      ? []
      : repeated('opening of a gate', caseEvents(events, ['closeout.gate_opened']))),
    ...repeated('close-out number', numbers),
    ...difference('close-out number', taken, numbers),
    ...difference(
      'frozen snapshot',
      // What is applied for is frozen when the case's first gate opens.
      cases
        .filter(({ id }) => opened.has(String(id)))
        .map(({ pk, id }) => `${pk}|SNP#${id}`)
        .sort(),
      items.filter(({ kind }) => kind === 'snapshot').map(keyOf),
    ),
  ];
};

/** Everything the books disagree about; an empty list is the only good answer. */
export const auditBooks = async (
  client: DynamoDBClient,
  table: string,
  hqTenant: string,
): Promise<string[]> => {
  const items = await everything(client, table);
  const findings = items.filter(({ kind }) => kind === 'finding').map((item) => findingFromItem(item));
  const tenants = items
    .filter(({ kind }) => kind === 'tenant')
    .map(({ pk }) => String(pk).split('#')[1] ?? '');
  const trails = await verifyTrails(client, table);
  return [
    ...trails.faults.map(({ collection, reason, message }) => `trail ${collection}: ${reason} ${message}`),
    ...checkInboxes(items, findings, hqTenant),
    ...tenants.flatMap((tenantId) =>
      checkNumbers(
        items,
        tenantId,
        findings.filter((finding) => finding.tenantId === tenantId),
        hqTenant,
      ),
    ),
    ...checkCases(items),
  ];
};

export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly status: string;
}

/** All executions of a state machine. */
export const executionsOf = async (client: SFNClient, stateMachineArn: string): Promise<Execution[]> => {
  const executions: Execution[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(new ListExecutionsCommand({ stateMachineArn, nextToken }));
    for (const { executionArn: arn = '', name = '', status = '' } of page.executions ?? [])
      executions.push({ arn, name, status });
    nextToken = page.nextToken;
  } while (nextToken);
  return executions;
};

/** Names of the task states an execution has entered, in order. */
export const statesEntered = async (client: SFNClient, executionArn: string): Promise<string[]> => {
  const names: string[] = [];
  for await (const page of paginateGetExecutionHistory({ client }, { executionArn }))
    for (const { type, stateEnteredEventDetails } of page.events ?? [])
      if (type === 'TaskStateEntered') names.push(stateEnteredEventDetails?.name ?? '');
  return names;
};
