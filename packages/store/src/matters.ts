import {
  type Actor,
  type AuditEvent,
  appendEvent,
  coversMatter,
  type DomainError,
  handsAfter,
  type Matter,
  type MatterAggregate,
  type MatterChange,
  type MatterFile,
  type MatterKind,
  type MatterPart,
  mayKnowMatter,
  type Result,
  type TenantScope,
} from '@xuncha/domain';
import { type Answer, repeated, TooManyConflicts } from './execute.ts';
import { contentOf } from './finding-items.ts';
import type { CommitContext } from './findings.ts';
import { firstAnswerWrite, type IdempotencyClaim } from './idempotency.ts';
import { indexKeys, type Key, keys, ownerOfKey } from './keys.ts';
import { ConditionFailed, type Item, type Table, type Write } from './table.ts';

const indexed = ({ tenantId, id, kind, open, due, createdAt }: Matter): Item => ({
  byStatePk: indexKeys.matters(tenantId, kind),
  byStateSk: indexKeys.dated(createdAt, id),
  ...(open
    ? {
        byDepartmentPk: indexKeys.openMatters(tenantId, kind),
        byDepartmentSk: indexKeys.dated(due?.date, id),
      }
    : {}),
  ...(open && due ? { byDuePk: indexKeys.dueMatters(tenantId), byDueSk: indexKeys.dated(due.date, id) } : {}),
});

const INDEX_ATTRIBUTES: ReadonlySet<string> = new Set([
  'byStatePk',
  'byStateSk',
  'byDepartmentPk',
  'byDepartmentSk',
  'byDuePk',
  'byDueSk',
  'matterKind',
]);

/** `kind` names the sort of item everywhere in the table, so the matter's own kind has an attribute of its own. */
const matterToItem = ({ kind, ...rest }: Matter): Item & Key => ({
  ...keys.matter(rest.tenantId, rest.id),
  ...indexed({ kind, ...rest }),
  ...rest,
  matterKind: kind,
  kind: 'matter',
});

/** The inverse of `matterToItem`; undefined for any other item. */
export const matterFromItem = <Content = unknown>(item: Item | undefined): Matter<Content> | undefined => {
  if (item?.kind !== 'matter') return undefined;
  const content = Object.entries(contentOf<Item>(item)).filter(([name]) => !INDEX_ATTRIBUTES.has(name));
  return { ...Object.fromEntries(content), kind: item.matterKind } as Matter<Content>;
};

const assemble = <Content>(
  scope: TenantScope,
  kind: MatterKind | undefined,
  items: readonly Item[],
): MatterAggregate<Content> | undefined => {
  const matter = matterFromItem<Content>(items.find((item) => item.kind === 'matter'));
  if (!matter || (kind && matter.kind !== kind) || !coversMatter(scope, matter)) return undefined;
  const of = <T>(name: string): T[] =>
    items.filter((item) => item.kind === name).map((item) => contentOf<T>(item));
  return { matter, files: of<MatterFile>('matter_file'), parts: of<MatterPart>('matter_part') };
};

/** Reads what a command needs: one strongly consistent Query, the trail left out. Any kind where none is named. */
export const loadMatter = async <Content>(
  table: Table,
  scope: TenantScope,
  kind: MatterKind | undefined,
  id: string,
): Promise<MatterAggregate<Content> | undefined> =>
  assemble(
    scope,
    kind,
    await table.queryAll({
      partition: keys.matterPk(scope.tenantId, id),
      from: 'FILE#',
      to: 'PART#~',
      consistent: true,
    }),
  );

/**
 * Files of a matter alone, without its parts, of which a plan has megabytes. Some moments old it may be: for an estimate,
 * at half the price.
 */
export const listMatterFiles = async (
  table: Table,
  scope: TenantScope,
  id: string,
): Promise<MatterFile[]> => {
  const items = await table.queryAll({ partition: keys.matterPk(scope.tenantId, id), prefix: 'FILE#' });
  return items.filter(({ kind }) => kind === 'matter_file').map((item) => contentOf<MatterFile>(item));
};

/** Reads a matter with its trail for the page: one Query. */
export const openMatter = async <Content>(
  table: Table,
  scope: TenantScope,
  kind: MatterKind | undefined,
  id: string,
): Promise<(MatterAggregate<Content> & { readonly trail: readonly AuditEvent[] }) | undefined> => {
  const items = await table.queryAll({ partition: keys.matterPk(scope.tenantId, id), consistent: true });
  const aggregate = assemble<Content>(scope, kind, items);
  if (!aggregate) return undefined;
  const trail = items.filter((item) => item.kind === 'audit').map((item) => contentOf<AuditEvent>(item));
  return { ...aggregate, trail };
};

/** The trail of a matter up to an event, in order; what happens meanwhile is left out. */
export const listMatterEvents = async (
  table: Table,
  scope: TenantScope,
  id: string,
  untilSeq: number,
): Promise<AuditEvent[]> => {
  const partition = keys.matterPk(scope.tenantId, id);
  const from = keys.audit(partition, 1).sk;
  const to = keys.audit(partition, untilSeq).sk;
  const items = await table.queryAll({ partition, from, to, consistent: true });
  return items.map((item) => contentOf<AuditEvent>(item));
};

const auditActor = ({ userId, name, membershipId, tenantId, onBehalfOf }: Actor) => ({
  userId,
  name,
  membershipId,
  tenantId,
  ...(onBehalfOf ? { onBehalfOf } : {}),
});

/** Links from findings change only with the set of findings; what a link shows is read from the matter. */
const linkWrites = (before: Matter | undefined, after: Matter): Write[] => [
  ...after.findingIds
    .filter((findingId) => !before?.findingIds.includes(findingId))
    .map(
      (findingId): Write => ({
        put: {
          ...keys.findingMatter(after.tenantId, findingId, after.id),
          kind: 'finding_matter',
          matterId: after.id,
        },
      }),
    ),
  ...(before?.findingIds ?? [])
    .filter((findingId) => !after.findingIds.includes(findingId))
    .map((findingId): Write => ({ remove: keys.findingMatter(after.tenantId, findingId, after.id) })),
];

/** The head as it will stand, its event and all writes of one step; nothing is sent yet. `before` is absent for a new one. */
export const planMatter = <Content>(
  before: Matter<Content> | undefined,
  change: MatterChange<Content>,
  { actor, at }: CommitContext,
): { readonly matter: Matter<Content>; readonly writes: Write[] } => {
  const { tenantId, id } = change.matter;
  const event = appendEvent(before && { seq: before.auditSeq, hash: before.auditHash }, {
    tenantId,
    streamId: `matter/${id}`,
    at,
    type: change.event.type,
    actor: auditActor(actor),
    data: JSON.parse(JSON.stringify(change.event.data)),
  });
  const matter: Matter<Content> = {
    ...change.matter,
    ...handsAfter(before, change.matter, actor, at),
    version: (before?.version ?? 0) + 1,
    updatedAt: at,
    auditSeq: event.seq,
    auditHash: event.hash,
  };
  const pk = keys.matterPk(tenantId, id);
  return {
    matter,
    writes: [
      {
        put: matterToItem(matter),
        ...(before ? { ifVersion: before.version } : { ifAbsent: true as const }),
      },
      { put: { ...keys.audit(pk, event.seq), kind: 'audit', ...event }, ifAbsent: true },
      ...(change.files ?? []).map(
        (file): Write => ({
          put: { ...keys.matterFile(tenantId, id, file.id), kind: 'matter_file', ...file },
        }),
      ),
      ...(change.parts ?? []).map(
        (part): Write => ({
          put: { ...keys.matterPart(tenantId, id, part.id), kind: 'matter_part', ...part },
        }),
      ),
      ...linkWrites(before, matter),
    ],
  };
};

export interface MatterCommand<Content> extends CommitContext {
  readonly claim?: IdempotencyClaim;
  /** Further writes of the same transaction: another matter, a number. Their failed conditions count as "written first by somebody else". */
  readonly beside?: (matter: Matter<Content>) => readonly Write[];
  readonly answer: (matter: Matter<Content>) => Answer;
}

export type MatterOutcome =
  | { readonly kind: 'done' | 'repeated'; readonly answer: Answer }
  | { readonly kind: 'refused'; readonly error: DomainError }
  | { readonly kind: 'missing' }
  /** A new one whose id stands there already: derived ids make it the same one. */
  | { readonly kind: 'exists' }
  | { readonly kind: 'stale'; readonly version: number };

/** A few people at one matter, and the clock. */
const MAX_TRIES = 8;

const attempt = async <Content>(
  table: Table,
  scope: TenantScope,
  before: Matter<Content> | undefined,
  decided: Result<MatterChange<Content>>,
  command: MatterCommand<Content>,
): Promise<MatterOutcome | undefined> => {
  if (!decided.ok)
    return (await repeated(table, scope, command.claim)) ?? { kind: 'refused', error: decided.error };
  const { matter, writes } = planMatter(before, decided.value, command);
  const answer = command.answer(matter);
  const claim = command.claim ? [firstAnswerWrite(scope, command.claim, answer, command.at)] : [];
  try {
    await table.transact([...writes, ...claim, ...(command.beside?.(matter) ?? [])]);
    return { kind: 'done', answer };
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const first = await repeated(table, scope, command.claim);
    if (first) return first;
    return !before && error.failed.includes(0) ? { kind: 'exists' } : undefined;
  }
};

/** Makes a matter: head, first event, links and the kept answer in one transaction. The rule may run again. */
export const createMatter = async <Content>(
  table: Table,
  scope: TenantScope,
  decide: () => Result<MatterChange<Content>> | Promise<Result<MatterChange<Content>>>,
  command: MatterCommand<Content>,
): Promise<MatterOutcome> => {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const outcome = await attempt(table, scope, undefined, await decide(), command);
    if (outcome) return outcome;
  }
  throw new TooManyConflicts();
};

/** One step of a matter in one transaction; the rule runs again when somebody else wrote first. */
export const executeOnMatter = async <Content>(
  table: Table,
  scope: TenantScope,
  target: { readonly kind?: MatterKind; readonly id: string; readonly ifVersion?: number },
  decide: (
    aggregate: MatterAggregate<Content>,
  ) => Result<MatterChange<Content>> | Promise<Result<MatterChange<Content>>>,
  command: MatterCommand<Content>,
): Promise<MatterOutcome> => {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const before = await loadMatter<Content>(table, scope, target.kind, target.id);
    if (!before) return { kind: 'missing' };
    const { version } = before.matter;
    if (target.ifVersion !== undefined && version !== target.ifVersion)
      return (await repeated(table, scope, command.claim)) ?? { kind: 'stale', version };
    const outcome = await attempt(table, scope, before.matter, await decide(before), command);
    if (outcome) return outcome;
  }
  throw new TooManyConflicts();
};

export interface MatterPage<Content> {
  readonly matters: Matter<Content>[];
  readonly lastKey?: Item;
}

/** Heads by id in the order asked for, as far as the person may know of them: one BatchGetItem. */
export const readMatters = async <Content>(
  table: Table,
  scope: TenantScope,
  ids: readonly string[],
): Promise<Matter<Content>[]> => {
  const wanted = ids.map((id) => keys.matter(scope.tenantId, id));
  const full = new Map(
    (await table.getMany(wanted)).map((item) => [String(item.pk), matterFromItem<Content>(item)]),
  );
  return wanted.flatMap(({ pk }) => full.get(pk) ?? []).filter((matter) => coversMatter(scope, matter));
};

/** The index holds list fields only, so a page is read in full by one BatchGetItem. */
const readPage = async <Content>(
  table: Table,
  scope: TenantScope,
  answer: { readonly items: readonly Item[]; readonly lastKey?: Item },
): Promise<MatterPage<Content>> => ({
  matters: await readMatters<Content>(
    table,
    scope,
    answer.items.map((item) => ownerOfKey(item).id),
  ),
  lastKey: answer.lastKey,
});

/**
 * One page of a kind: `open` the open ones by due date, the most urgent first; otherwise all, newest first, or those made
 * since an instant.
 */
export const listMatters = async <Content>(
  table: Table,
  scope: TenantScope,
  kind: MatterKind,
  page: {
    readonly limit: number;
    readonly open?: boolean;
    readonly since?: string;
    readonly startKey?: Item;
  },
): Promise<MatterPage<Content>> => {
  const { limit, since, startKey } = page;
  const query = page.open
    ? ({ index: 'byDepartment', partition: indexKeys.openMatters(scope.tenantId, kind) } as const)
    : ({
        index: 'byState',
        partition: indexKeys.matters(scope.tenantId, kind),
        descending: true,
        ...(since ? { from: since, to: '~' } : {}),
      } as const);
  return readPage(table, scope, await table.query({ ...query, limit, startKey }));
};

/** One page of open matters of all kinds that are due on or before the day, the oldest first: what the clock goes through. */
export const listDueMatters = async (
  table: Table,
  scope: TenantScope,
  page: { readonly until: string; readonly limit: number; readonly startKey?: Item },
): Promise<MatterPage<unknown>> =>
  readPage(
    table,
    scope,
    await table.query({
      index: 'byDue',
      partition: indexKeys.dueMatters(scope.tenantId),
      // `~` sorts after every id of that day.
      to: `${page.until}#~`,
      limit: page.limit,
      startKey: page.startKey,
    }),
  );

/**
 * All matters about one finding, oldest first: one Query for the links, one read of the heads. Who sees the finding sees
 * what is about it, people of other departments' matters too; the caller has checked the finding.
 */
export const listFindingMatters = async (
  table: Table,
  scope: TenantScope,
  findingId: string,
): Promise<Matter[]> => {
  const links = await table.queryAll({
    partition: keys.findingPk(scope.tenantId, findingId),
    prefix: 'REL#',
  });
  const wanted = links.map((link) => keys.matter(scope.tenantId, String(link.matterId)));
  return (await table.getMany(wanted))
    .flatMap((item) => matterFromItem(item) ?? [])
    .filter((matter) => mayKnowMatter(scope, matter))
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
};
