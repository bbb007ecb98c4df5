import {
  type BoardDuty,
  type BoardFacts,
  type BoardFinding,
  type Duty,
  type DutyContent,
  isCounted,
  type Matter,
  type MatterKind,
  standingSubmission,
  type TenantScope,
} from '@xuncha/domain';
import { BATCHES, type Batch, type Item, listDocuments, listMatters, type Table } from '@xuncha/store';

/** Batches a board chooses from: a unit is inspected once or twice a year. */
const MAX_BATCHES = 50;
/** Matters of one read. */
const PAGE = 100;

/** Published batches, the newest first. */
export const publishedBatches = async (table: Table, tenantId: string): Promise<Batch[]> =>
  (await listDocuments(table, BATCHES, tenantId, { limit: MAX_BATCHES })).items.filter(
    ({ status }) => status === 'published',
  );

/** The day the earliest of the batches came in: nothing of theirs is older. */
export const earliestOf = (batches: readonly Batch[]): string =>
  batches.reduce((first, { createdAt }) => (createdAt < first ? createdAt : first), '9999');

/** All of a kind made since then, the newest first: what a board counts, however many there are, and nothing before it. */
const madeSince = async <Content>(
  table: Table,
  scope: TenantScope,
  kind: MatterKind,
  since: string,
): Promise<Matter<Content>[]> => {
  const found: Matter<Content>[] = [];
  let startKey: Item | undefined;
  do {
    const page = await listMatters<Content>(table, scope, kind, { limit: PAGE, startKey, since });
    found.push(...page.matters);
    startKey = page.lastKey;
  } while (startKey);
  return found;
};

/** The matters the six gates ask about. */
export interface GateMatters {
  readonly plans: readonly Matter[];
  readonly duties: readonly Matter<DutyContent>[];
  readonly notices: readonly Matter[];
}

export const readGateMatters = async (
  table: Table,
  scope: TenantScope,
  since: string,
): Promise<GateMatters> => {
  const [plans, duties, notices] = await Promise.all([
    madeSince(table, scope, 'plan', since),
    madeSince<DutyContent>(table, scope, 'duty', since),
    madeSince(table, scope, 'notice', since),
  ]);
  return { plans, duties, notices };
};

/** What the registers count beside findings and duties. */
export const readRegisterMatters = async (table: Table, scope: TenantScope, since: string) => {
  const [help, guidance, orders, talks, recurrences] = await Promise.all([
    madeSince(table, scope, 'help', since),
    madeSince(table, scope, 'guidance', since),
    madeSince(table, scope, 'order', since),
    madeSince(table, scope, 'talk', since),
    madeSince(table, scope, 'recurrence', since),
  ]);
  return { requests: [...help, ...guidance], orders, talks, recurrences };
};

const boardDuty = (matter: Matter<DutyContent>): BoardDuty => {
  const { status, due, content } = matter as Duty;
  return { type: content.type, status, due: due?.date, late: standingSubmission(content.submissions)?.late };
};

/** The facts of one batch out of what was read. */
export const boardFacts = (
  batchId: string,
  rows: readonly BoardFinding[],
  { plans, duties, notices }: GateMatters,
  today: string,
): BoardFacts => {
  const ofBatch = (matter: Matter): boolean => matter.batchId === batchId;
  return {
    findings: rows.filter(({ state }) => isCounted(state)),
    plan: plans.find(ofBatch),
    duties: duties.filter(ofBatch).map(boardDuty),
    notices: notices.filter(ofBatch),
    today,
  };
};
