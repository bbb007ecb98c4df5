import {
  type AuditEvent,
  appendEvent,
  audienceKeysOf,
  audienceOf,
  type DomainError,
  type InterviewCount,
  isRestrictedAction,
  maySee,
  NO_INTERVIEWS,
  type RestrictedChange,
  type RestrictedClass,
  type RestrictedRecord,
  type Result,
  recountInterviews,
  restrictedTasksOf,
  type TenantScope,
} from '@xuncha/domain';
import { type Answer, repeated, TooManyConflicts } from './execute.ts';
import { contentOf } from './finding-items.ts';
import type { CommitContext } from './findings.ts';
import { firstAnswerWrite, type IdempotencyClaim } from './idempotency.ts';
import { type Key, keys } from './keys.ts';
import { ConditionFailed, type Item, type Table, type Write } from './table.ts';

/** The record of a class: rules of one class never meet another's record. */
export type RecordOf<C extends RestrictedClass> = Extract<RestrictedRecord, { readonly class: C }>;

/** Restricted records are touched by restricted actions only; code that asked for another one is wrong. */
const checkScope = (scope: TenantScope): void => {
  if (!isRestrictedAction(scope.action)) throw new Error(`${scope.action} does not open restricted records`);
};

/** Where a record stands and the step it has reached are plain attributes; what it says is one attribute beside them. */
const toItem = (record: RestrictedRecord): Item & Key => {
  const { version, auditSeq, auditHash, ...content } = record;
  return {
    ...keys.restricted(record.tenantId, record.class, record.id),
    kind: 'restricted',
    version,
    auditSeq,
    auditHash,
    content,
  };
};
const fromItem = <C extends RestrictedClass>(item: Item): RecordOf<C> => {
  const { version, auditSeq, auditHash } = item;
  return { ...(item.content as object), version, auditSeq, auditHash } as RecordOf<C>;
};

const visibleTo = (scope: TenantScope, record: RestrictedRecord): boolean =>
  maySee(record, { ...scope.principal, reach: scope.reach });

/** One record with its own trail; undefined also where this person may not know of it. */
export const readRestricted = async <C extends RestrictedClass>(
  table: Table,
  scope: TenantScope,
  recordClass: C,
  id: string,
): Promise<{ readonly record: RecordOf<C>; readonly trail: readonly AuditEvent[] } | undefined> => {
  checkScope(scope);
  const items = await table.queryAll({
    partition: keys.restrictedPk(scope.tenantId, recordClass, id),
    consistent: true,
  });
  const head = items.find((item) => item.kind === 'restricted');
  if (!head) return undefined;
  const record = fromItem<C>(head);
  if (!visibleTo(scope, record)) return undefined;
  const trail = items.filter((item) => item.kind === 'restricted_audit');
  return { record, trail: trail.map((item) => contentOf<AuditEvent>(item)) };
};

/** Everybody who reads all of a class finds it here. */
const ALL = 'all';

/**
 * One page, newest first: all of a class for who may read all, else what the person takes part in or what is addressed
 * to the person's department. One Query for each of those lists, and one read of the records on the page.
 */
export const listRestricted = async <C extends RestrictedClass>(
  table: Table,
  scope: TenantScope,
  recordClass: C,
  page: { readonly limit: number; readonly after?: string },
): Promise<{ readonly records: RecordOf<C>[]; readonly after?: string }> => {
  checkScope(scope);
  const audiences = scope.reach === 'tenant' ? [ALL] : audienceKeysOf(scope.principal);
  const lists = await Promise.all(
    audiences.map(async (audience) => {
      const partition = keys.restrictedListPk(scope.tenantId, recordClass, audience);
      const answer = await table.query({
        partition,
        descending: true,
        // One more than shown tells whether there is a next page.
        limit: page.limit + 1,
        startKey: page.after ? { pk: partition, sk: page.after } : undefined,
      });
      return answer.items.map((item) => ({ sk: String(item.sk), id: String(item.id) }));
    }),
  );
  const places = new Map(lists.flat().map(({ sk, id }) => [sk, id]));
  const order = [...places.keys()].sort().reverse();
  const shown = order.slice(0, page.limit);
  const wanted = shown.map((sk) => keys.restricted(scope.tenantId, recordClass, places.get(sk) ?? ''));
  const found = new Map(
    (await table.getMany(wanted)).map((item) => [String(item.pk), fromItem<C>(item)] as const),
  );
  return {
    records: wanted.flatMap(({ pk }) => found.get(pk) ?? []).filter((record) => visibleTo(scope, record)),
    after: order.length > page.limit ? shown.at(-1) : undefined,
  };
};

const entriesOf = (record: RestrictedRecord | undefined): Map<string, Item & Key> =>
  new Map(
    record
      ? [ALL, ...audienceOf(record)].map((audience) => {
          const key = keys.restrictedEntry(record.tenantId, record.class, audience, record);
          return [`${key.pk} ${key.sk}`, { ...key, kind: 'restricted_entry', id: record.id }];
        })
      : [],
  );

/** An inbox line: where to go, and nothing of what it is about. */
const tasksOf = (record: RestrictedRecord | undefined): Map<string, Item & Key> =>
  new Map(
    record
      ? restrictedTasksOf(record).map(({ assignee, due }) => {
          const key = keys.restrictedTask(record.tenantId, assignee, { due, id: record.id });
          const task = { id: record.id, recordClass: record.class, due, since: record.updatedAt };
          return [`${key.pk} ${key.sk}`, { ...key, kind: 'restricted_task', ...task }];
        })
      : [],
  );

/** Puts what is new and removes what is gone; what stays costs nothing. */
const differenceWrites = (
  before: ReadonlyMap<string, Item & Key>,
  after: ReadonlyMap<string, Item & Key>,
): Write[] => [
  ...[...after].filter(([place]) => !before.has(place)).map(([, put]) => ({ put })),
  ...[...before].filter(([place]) => !after.has(place)).map(([, { pk, sk }]) => ({ remove: { pk, sk } })),
];

const countWrites = async (
  table: Table,
  before: RestrictedRecord | undefined,
  after: RestrictedRecord,
): Promise<Write[]> => {
  if (after.class !== 'interview') return [];
  const key = keys.interviewCount(after.tenantId, after.unitId, after.round);
  const stored = await table.get(key);
  const current = (stored?.count as InterviewCount | undefined) ?? NO_INTERVIEWS;
  const count = recountInterviews(current, before?.class === 'interview' ? before : undefined, after);
  if (!count) return [];
  const { unitId, unitName, round } = after;
  const version = Number(stored?.version ?? 0);
  const put = { ...key, kind: 'interview_count', unitId, unitName, round, count, version: version + 1 };
  return [version > 0 ? { put, ifVersion: version } : { put, ifAbsent: true }];
};

/** The record's next form with its event in its own chain: no other trail learns of it. */
const planStep = <R extends RestrictedRecord>(
  before: R | undefined,
  { next, event }: RestrictedChange<R>,
  { actor, at }: CommitContext,
): { readonly record: R; readonly writes: Write[] } => {
  const { userId, name, membershipId, tenantId } = actor;
  const audit = appendEvent(before && { seq: before.auditSeq, hash: before.auditHash }, {
    tenantId: next.tenantId,
    streamId: `restricted/${next.class}/${next.id}`,
    at,
    type: event.type,
    actor: { userId, name, membershipId, tenantId },
    data: JSON.parse(JSON.stringify(event.data)),
  });
  const record: R = {
    ...next,
    updatedAt: at,
    version: (before?.version ?? 0) + 1,
    auditSeq: audit.seq,
    auditHash: audit.hash,
  };
  const pk = keys.restrictedPk(record.tenantId, record.class, record.id);
  return {
    record,
    writes: [
      { put: toItem(record), ...(before ? { ifVersion: before.version } : { ifAbsent: true as const }) },
      { put: { ...keys.audit(pk, audit.seq), ...audit, kind: 'restricted_audit' }, ifAbsent: true },
      ...differenceWrites(entriesOf(before), entriesOf(record)),
      ...differenceWrites(tasksOf(before), tasksOf(record)),
    ],
  };
};

export interface RestrictedCommand<R extends RestrictedRecord> extends CommitContext {
  readonly claim?: IdempotencyClaim;
  readonly answer: (record: R) => Answer;
}

export type RestrictedOutcome =
  | { readonly kind: 'done' | 'repeated'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly error: DomainError }
  | { readonly kind: 'missing' }
  | { readonly kind: 'stale'; readonly version: number };

/** Two people at one record, or several who plan interviews at one unit at once. */
const MAX_TRIES = 8;

const attempt = async <R extends RestrictedRecord>(
  table: Table,
  scope: TenantScope,
  before: R | undefined,
  decided: Result<RestrictedChange<R>>,
  command: RestrictedCommand<R>,
): Promise<RestrictedOutcome | undefined> => {
  if (!decided.ok)
    return (await repeated(table, scope, command.claim)) ?? { kind: 'refused', error: decided.error };
  const { record, writes } = planStep(before, decided.value, command);
  const answer = command.answer(record);
  const claim = command.claim ? [firstAnswerWrite(scope, command.claim, answer, command.at)] : [];
  try {
    await table.transact([...writes, ...claim, ...(await countWrites(table, before, record))]);
    return { kind: 'done', answer };
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    return repeated(table, scope, command.claim);
  }
};

/** Makes a record: head, first event, list entries, inbox lines and the kept answer in one transaction. */
export const createRestricted = async <R extends RestrictedRecord>(
  table: Table,
  scope: TenantScope,
  decided: Result<RestrictedChange<R>>,
  command: RestrictedCommand<R>,
): Promise<RestrictedOutcome> => {
  checkScope(scope);
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const outcome = await attempt(table, scope, undefined, decided, command);
    if (outcome) return outcome;
  }
  throw new TooManyConflicts();
};

/** One step of a record in one transaction; the rule runs again when somebody else wrote first. */
export const executeOnRestricted = async <C extends RestrictedClass>(
  table: Table,
  scope: TenantScope,
  target: { readonly class: C; readonly id: string; readonly ifVersion?: number },
  decide: (record: RecordOf<C>) => Result<RestrictedChange<RecordOf<C>>>,
  command: RestrictedCommand<RecordOf<C>>,
): Promise<RestrictedOutcome> => {
  checkScope(scope);
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const item = await table.get(keys.restricted(scope.tenantId, target.class, target.id));
    const before = item && fromItem<C>(item);
    if (!before || !visibleTo(scope, before)) return { kind: 'missing' };
    if (target.ifVersion !== undefined && before.version !== target.ifVersion)
      return (await repeated(table, scope, command.claim)) ?? { kind: 'stale', version: before.version };
    const outcome = await attempt(table, scope, before, decide(before), command);
    if (outcome) return outcome;
  }
  throw new TooManyConflicts();
};

/** An inbox line of a restricted matter; what it says to the person is the page's fixed sentence. */
export interface StoredRestrictedTask {
  readonly sk: string;
  readonly id: string;
  readonly recordClass: RestrictedClass;
  readonly due?: string;
  readonly since: string;
}

/** What waits in one restricted inbox, by due date. */
export const listRestrictedTasks = async (
  table: Table,
  homeTenantId: string,
  assignee: string,
  page: { readonly limit: number; readonly after?: string },
): Promise<{ readonly tasks: StoredRestrictedTask[]; readonly more: boolean }> => {
  const partition = keys.restrictedInboxPk(homeTenantId, assignee);
  const answer = await table.query({
    partition,
    limit: page.limit,
    startKey: page.after ? { pk: partition, sk: page.after } : undefined,
  });
  return {
    tasks: answer.items.map((item) => ({
      ...contentOf<Omit<StoredRestrictedTask, 'sk'>>(item),
      sk: String(item.sk),
    })),
    more: answer.lastKey !== undefined,
  };
};

export interface StoredInterviewCount {
  readonly unitId: string;
  readonly unitName: string;
  readonly round: string;
  readonly count: InterviewCount;
}

/** How many interviews, by unit and round. */
export const listInterviewCounts = async (
  table: Table,
  scope: TenantScope,
  page: { readonly limit: number; readonly startKey?: Item },
): Promise<{ readonly counts: StoredInterviewCount[]; readonly lastKey?: Item }> => {
  const answer = await table.query({
    partition: keys.interviewCountsPk(scope.tenantId),
    limit: page.limit,
    startKey: page.startKey,
  });
  return {
    counts: answer.items.map((item) => contentOf<StoredInterviewCount>(item)),
    lastKey: answer.lastKey,
  };
};
