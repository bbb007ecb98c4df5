import { gzipSync } from 'node:zlib';
import {
  type Actor,
  type AuditEvent,
  addCalendarDays,
  appendEvent,
  type CloseoutCase,
  canonicalJson,
  covers,
  type Evidence,
  type Finding,
  type FindingAggregate,
  type FindingBody,
  type FindingChange,
  type FindingState,
  isOpen,
  isProduct,
  type LedgerDue,
  type Measure,
  SOON_DAYS,
  shanghaiDateOf,
  type TenantScope,
  waitsAlike,
} from '@xuncha/domain';
import { askedExtensionWrites } from './asked-extensions.ts';
import {
  bodyToItem,
  caseToItem,
  contentOf,
  courseFromItem,
  evidenceToItem,
  findingFromItem,
  findingToItem,
  measureToItem,
} from './finding-items.ts';
import { indexKeys, keys, ownerOfKey } from './keys.ts';
import type { Item, QueryInput, Table, Write } from './table.ts';

const assemble = (items: readonly Item[]): FindingAggregate | undefined => {
  const of = (kind: string): Item[] => items.filter((item) => item.kind === kind);
  const [head] = of('finding');
  const [body] = of('body');
  if (!head) return undefined;
  return {
    finding: findingFromItem(head),
    body: body ? contentOf<FindingBody>(body) : { text: '' },
    measures: of('measure')
      .map((item) => contentOf<Measure>(item))
      .sort((a, b) => a.seq - b.seq),
    evidence: of('evidence').map((item) => contentOf<Evidence>(item)),
    cases: of('case').map((item) => contentOf<CloseoutCase>(item)),
  };
};

const auditOf = (items: readonly Item[]): AuditEvent[] =>
  items.filter((item) => item.kind === 'audit').map((item) => contentOf<AuditEvent>(item));

/** What the scope doesn't cover looks as if it didn't exist. */
const visible = <T extends { finding: Finding }>(
  scope: TenantScope,
  aggregate: T | undefined,
): T | undefined =>
  aggregate &&
  covers(scope, {
    batchId: aggregate.finding.batchId,
    departmentId: aggregate.finding.responsibility.departmentId,
    state: aggregate.finding.state,
  })
    ? aggregate
    : undefined;

/** Reads what a command needs: one strongly consistent Query, the trail left out. */
export const loadFinding = async (
  table: Table,
  scope: TenantScope,
  findingId: string,
): Promise<FindingAggregate | undefined> => {
  const partition = keys.findingPk(scope.tenantId, findingId);
  const items = await table.queryAll({ partition, from: 'BODY', to: 'META', consistent: true });
  return visible(scope, assemble(items));
};

/** Measures of a finding alone: one small Query. The caller has found the finding within its scope. */
export const listMeasures = async (
  table: Table,
  { tenantId }: TenantScope,
  findingId: string,
): Promise<Measure[]> => {
  const partition = keys.findingPk(tenantId, findingId);
  const items = await table.queryAll({ partition, from: 'MEA#', to: 'MEA#~' });
  return items.map((item) => contentOf<Measure>(item)).sort((a, b) => a.seq - b.seq);
};

/** Its evidence alone, perhaps some moments old: one Query at half the price. The caller has found the finding in its scope. */
export const listFindingEvidence = async (
  table: Table,
  { tenantId }: TenantScope,
  findingId: string,
): Promise<Evidence[]> => {
  const items = await table.queryAll({ partition: keys.findingPk(tenantId, findingId), prefix: 'EVD#' });
  return items.map((item) => contentOf<Evidence>(item));
};

/** Events a page shows before it asks for more; most findings have fewer in their whole life. */
const PAGE_EVENTS = 1000;

/** Reads a finding with its trail for the page: one Query. */
export const openFinding = async (
  table: Table,
  scope: TenantScope,
  findingId: string,
): Promise<
  (FindingAggregate & { readonly trail: readonly AuditEvent[]; readonly truncated: boolean }) | undefined
> => {
  const partition = keys.findingPk(scope.tenantId, findingId);
  const items = await table.queryAll({ partition, from: 'AUD#', to: 'META', consistent: true });
  const aggregate = visible(scope, assemble(items));
  if (!aggregate) return undefined;
  const trail = auditOf(items);
  return { ...aggregate, trail: trail.slice(-PAGE_EVENTS), truncated: trail.length > PAGE_EVENTS };
};

/** One page of a finding's trail, oldest first. */
export const listEvents = async (
  table: Table,
  scope: TenantScope,
  findingId: string,
  page: { readonly afterSeq: number; readonly limit: number },
): Promise<AuditEvent[]> => {
  const pk = keys.findingPk(scope.tenantId, findingId);
  const answer = await table.query({
    partition: pk,
    from: keys.audit(pk, page.afterSeq + 1).sk,
    to: keys.audit(pk, 9_999_999_999).sk,
    limit: page.limit,
    consistent: true,
  });
  return auditOf(answer.items);
};

/** What stands behind an event in the trail and who caused it. */
export interface CommitContext {
  readonly actor: Actor;
  readonly at: string;
}

/** JSON as it will come back from the table: undefined fields gone, so that hashes agree later. */
const settled = (data: unknown): unknown => JSON.parse(JSON.stringify(data));

/** Heads of before the day was kept: whatever wrote them last counts. */
const lastActOf = (before: Finding | undefined): string | undefined =>
  before && shanghaiDateOf(new Date(before.updatedAt));

/** The day a finding was closed on, as long as it is closed; one closed before the day was kept: its last act. */
const closedOnOf = (finding: Finding, before: Finding | undefined, at: string): string | undefined => {
  if (finding.state !== 'closed') return undefined;
  return before?.state === 'closed'
    ? (before.closedOn ?? before.lastActOn ?? lastActOf(before))
    : shanghaiDateOf(new Date(at));
};

/** The head as it will stand, its event and all writes of one change; nothing is sent yet. */
export const planChange = (
  before: Finding | undefined,
  change: FindingChange,
  { actor, at }: CommitContext,
): { readonly finding: Finding; readonly event: AuditEvent; readonly writes: Write[] } => {
  const { tenantId, id } = change.finding;
  const head = before && before.auditSeq > 0 ? { seq: before.auditSeq, hash: before.auditHash } : undefined;
  const { userId, name, membershipId, onBehalfOf } = actor;
  const event = appendEvent(head, {
    tenantId,
    streamId: `finding/${id}`,
    at,
    type: change.event.type,
    actor: {
      userId,
      name,
      membershipId,
      tenantId: actor.tenantId,
      ...(onBehalfOf ? { onBehalfOf } : {}),
    },
    data: settled(change.event.data),
  });
  const finding: Finding = {
    ...change.finding,
    lastActOn: isProduct(actor)
      ? (change.finding.lastActOn ?? lastActOf(before))
      : shanghaiDateOf(new Date(at)),
    closedOn: closedOnOf(change.finding, before, at),
    waitingSince:
      before && isOpen(change.finding.state) && waitsAlike(before, change.finding)
        ? (before.waitingSince ?? before.updatedAt)
        : undefined,
    version: (before?.version ?? 0) + 1,
    updatedAt: at,
    auditSeq: event.seq,
    auditHash: event.hash,
  };
  const pk = keys.findingPk(tenantId, id);
  const writes: Write[] = [
    before
      ? { put: findingToItem(finding), ifVersion: before.version }
      : { put: findingToItem(finding), ifAbsent: true },
    { put: { ...keys.audit(pk, event.seq), kind: 'audit', ...event }, ifAbsent: true },
    ...(change.body ? [{ put: bodyToItem(finding, change.body) }] : []),
    ...(change.measures ?? []).map((measure) => ({ put: measureToItem(finding, measure) })),
    ...(change.evidence ?? []).map((evidence) => ({ put: evidenceToItem(finding, evidence) })),
    ...(change.cases ?? []).map((closeoutCase) => ({ put: caseToItem(finding, closeoutCase) })),
    ...askedExtensionWrites(before, finding),
  ];
  return { finding, event, writes };
};

/** The frozen snapshot of a closed case (G06), gzipped because it is written once and read by auditors. */
export const snapshotWrite = (
  finding: Pick<Finding, 'tenantId' | 'id'>,
  caseId: string,
  frozen: { readonly hash: string; readonly snapshot: unknown },
): Write => ({
  put: {
    ...keys.snapshot(finding.tenantId, finding.id, caseId),
    kind: 'snapshot',
    hash: frozen.hash,
    gzip: new Uint8Array(gzipSync(canonicalJson(frozen.snapshot))),
  },
  ifAbsent: true,
});

export const readSnapshot = async (
  table: Table,
  scope: TenantScope,
  findingId: string,
  caseId: string,
): Promise<{ readonly hash: string; readonly gzip: Uint8Array } | undefined> => {
  const item = await table.get(keys.snapshot(scope.tenantId, findingId, caseId));
  return item && { hash: String(item.hash), gzip: item.gzip as Uint8Array };
};

export interface FindingListInput {
  readonly state?: FindingState;
  readonly departmentId?: string;
  readonly due?: LedgerDue;
  /** Latest due date first. */
  readonly descending?: boolean;
  /** Business date; before it counts as overdue. */
  readonly today: string;
  readonly limit: number;
  readonly cursor?: { readonly part: number; readonly startKey?: Item };
}

/** The key-ordered queries that answer a list, one after the other: no list reads more than it shows. */
const listQueries = (scope: TenantScope, input: FindingListInput): QueryInput[] => {
  const { tenantId } = scope;
  const department = scope.reach === 'department' ? scope.principal.departmentId : input.departmentId;
  const { descending } = input;
  const range = dueRange(input);
  if (department)
    return [
      { index: 'byDepartment', partition: indexKeys.department(tenantId, department), ...range, descending },
    ];
  if (input.state) {
    // A closing finding sorts by its gate's limit, so its own due date can't bound the range.
    const bound = input.state === 'closing' ? {} : range;
    return [{ index: 'byState', partition: indexKeys.state(tenantId, input.state), ...bound, descending }];
  }
  const open: QueryInput = { index: 'byDue', partition: indexKeys.open(tenantId), ...range, descending };
  // What has ended is history: the latest first, whichever way the open ones are read.
  const ended: QueryInput = { index: 'byDue', partition: indexKeys.ended(tenantId), descending: true };
  if (input.due === 'ended') return [ended];
  return input.due ? [open] : [open, ended];
};

/** Due dates a list is about, as bounds of the sort key; `~` sorts after every id of a day. */
const dueRange = ({ due, today }: Pick<FindingListInput, 'due' | 'today'>): Partial<QueryInput> => {
  if (due === 'overdue') return { to: `${dayBefore(today)}#~` };
  // The last day is the one before `SOON_DAYS` are over.
  if (due === 'soon') return { from: `${today}#`, to: `${addCalendarDays(today, SOON_DAYS - 1)}#~` };
  return {};
};

const dayBefore = (date: string): string =>
  new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);

/** Items as the index projects them, and where to go on. `filter` drops rows that further criteria exclude. */
export const listFindings = async (
  table: Table,
  scope: TenantScope,
  input: FindingListInput,
  filter: (row: Item) => boolean,
): Promise<{ readonly rows: Item[]; readonly next?: { part: number; startKey?: Item } }> => {
  const queries = listQueries(scope, input);
  const rows: Item[] = [];
  let part = input.cursor?.part ?? 0;
  let startKey = input.cursor?.startKey;
  // A filter may leave pages nearly empty; ten rounds bound the cost of one request, the cursor goes on from there.
  for (let round = 0; round < 10 && part < queries.length; round += 1) {
    const query = queries[part];
    if (!query) break;
    const page = await table.query({ ...query, limit: input.limit, startKey });
    for (const [position, row] of page.items.entries()) {
      if (
        !covers(scope, {
          batchId: String(row.batchId),
          departmentId: row.departmentId as string | undefined,
          state: String(row.state),
        })
      )
        continue;
      if (!filter(row)) continue;
      rows.push(row);
      if (rows.length === input.limit) {
        const last = position === page.items.length - 1;
        if (last && !page.lastKey) return nextPart(rows, part, queries.length);
        return { rows, next: { part, startKey: last ? page.lastKey : rowKey(row, query) } };
      }
    }
    startKey = page.lastKey;
    if (!startKey) part += 1;
  }
  return part < queries.length ? { rows, next: { part, startKey } } : { rows };
};

/** What the indexes say of a finding that counts. */
export interface FindingRow {
  readonly batchId: string;
  readonly state: FindingState;
  readonly dueDate?: string;
  readonly departmentId?: string;
  readonly departmentName?: string;
  readonly round: string;
  readonly stage?: Finding['stage'];
  readonly rulesBuilt?: number;
  readonly domain?: string;
  readonly measureCount: number;
  readonly measureDone: number;
  readonly lastActOn?: string;
  readonly closedOn?: string;
}

/** All rows of a limited view (one department, some batches) at once, for its numbers. */
export const listFindingRows = async (table: Table, scope: TenantScope): Promise<FindingRow[]> => {
  const rows: Item[] = [];
  // The day only bounds a list of overdue findings, which this is not.
  for (const query of listQueries(scope, { today: '9999-12-31', limit: 0 }))
    rows.push(...(await table.queryAll(query)));
  return rows.map((row) => ({
    batchId: String(row.batchId),
    state: row.state as FindingState,
    dueDate: row.dueDate as string | undefined,
    departmentId: row.departmentId as string | undefined,
    departmentName: row.departmentName as string | undefined,
    round: String(row.round),
    stage: courseFromItem(row).stage,
    rulesBuilt: courseFromItem(row).rulesBuilt,
    domain: row.domain as string | undefined,
    measureCount: Number(row.measureCount),
    measureDone: Number(row.measureDone),
    lastActOn: courseFromItem(row).lastActOn,
    closedOn: courseFromItem(row).closedOn,
  }));
};

const nextPart = (rows: Item[], part: number, parts: number) =>
  part + 1 < parts ? { rows, next: { part: part + 1 } } : { rows };

const rowKey = (row: Item, query: QueryInput): Item => ({
  pk: row.pk,
  sk: row.sk,
  [`${query.index}Pk`]: row[`${query.index}Pk`],
  [`${query.index}Sk`]: row[`${query.index}Sk`],
});

/** Findings of a feedback batch in ledger order: ids from the batch's pointers, and where to go on after each. */
export const listBatchFindingIds = async (
  table: Table,
  tenantId: string,
  batchId: string,
  page: { readonly limit: number; readonly startKey?: Item },
): Promise<{ readonly ids: string[]; readonly keys: Item[]; readonly lastKey?: Item }> => {
  const answer = await table.query({
    partition: keys.batchPk(tenantId, batchId),
    prefix: 'FND#',
    limit: page.limit,
    startKey: page.startKey,
    consistent: true,
  });
  return {
    ids: answer.items.map((item) => String(item.id)),
    keys: answer.items.map(({ pk, sk }) => ({ pk, sk })),
    lastKey: answer.lastKey,
  };
};

/** Running cases whose gate's limit lies before the day, for the sweep. */
export const listClosing = async (
  table: Table,
  scope: TenantScope,
  input: { readonly dueBefore?: string; readonly startKey?: Item },
): Promise<{ readonly ids: string[]; readonly lastKey?: Item }> => {
  const answer = await table.query({
    index: 'byState',
    partition: indexKeys.state(scope.tenantId, 'closing'),
    to: input.dueBefore ? `${dayBefore(input.dueBefore)}#~` : undefined,
    limit: 100,
    startKey: input.startKey,
  });
  return { ids: answer.items.map((item) => ownerOfKey(item).id), lastKey: answer.lastKey };
};

/**
 * One page of open findings whose alert the day may have changed: those without a day to look again were written
 * before there was one.
 */
export const listAlertChecks = async (
  table: Table,
  scope: TenantScope,
  input: { readonly today: string; readonly startKey?: Item },
): Promise<{ readonly ids: string[]; readonly lastKey?: Item }> => {
  const answer = await table.query({
    index: 'byDue',
    partition: indexKeys.open(scope.tenantId),
    limit: 100,
    startKey: input.startKey,
  });
  const isDue = (item: Item): boolean => {
    const { alertCheck, lastActOn } = courseFromItem(item);
    return alertCheck === undefined ? lastActOn === undefined : alertCheck <= input.today;
  };
  return { ids: answer.items.filter(isDue).map((item) => ownerOfKey(item).id), lastKey: answer.lastKey };
};

/** The bearer token of a waiting gate; written when it opens, read by the relay only. */
export const taskTokenWrite = (
  finding: Pick<Finding, 'tenantId' | 'id'>,
  wait: { readonly caseId: string; readonly visit: number; readonly token: string; readonly attempt: number },
): Write => ({
  put: {
    ...keys.taskToken(finding.tenantId, finding.id, wait.caseId, wait.visit),
    kind: 'token',
    token: wait.token,
    attempt: wait.attempt,
  },
});

export const readTaskToken = async (
  table: Table,
  tenantId: string,
  findingId: string,
  caseId: string,
  visit: number,
): Promise<{ readonly token: string; readonly attempt: number } | undefined> => {
  const item = await table.get(keys.taskToken(tenantId, findingId, caseId, visit));
  return item && { token: String(item.token), attempt: Number(item.attempt) };
};
