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
import { BATCHES, type Batch, listDocuments, listMatters, type Table } from '@xuncha/store';

/** Batches a board chooses from: a unit is inspected once or twice a year. */
const MAX_BATCHES = 50;
/** Of each kind of matter the newest hundred are counted: some years of duties and notices, a year of orders. */
const MAX_MATTERS = 100;

/** Published batches, the newest first. */
export const publishedBatches = async (table: Table, tenantId: string): Promise<Batch[]> =>
  (await listDocuments(table, BATCHES, tenantId, { limit: MAX_BATCHES })).items.filter(
    ({ status }) => status === 'published',
  );

const newest = async <Content>(table: Table, scope: TenantScope, kind: MatterKind) =>
  (await listMatters<Content>(table, scope, kind, { limit: MAX_MATTERS })).matters;

/** The matters the six gates ask about. */
export interface GateMatters {
  readonly plans: readonly Matter[];
  readonly duties: readonly Matter<DutyContent>[];
  readonly notices: readonly Matter[];
}

export const readGateMatters = async (table: Table, scope: TenantScope): Promise<GateMatters> => {
  const [plans, duties, notices] = await Promise.all([
    newest(table, scope, 'plan'),
    newest<DutyContent>(table, scope, 'duty'),
    newest(table, scope, 'notice'),
  ]);
  return { plans, duties, notices };
};

/** What the registers count beside findings and duties. */
export const readRegisterMatters = async (table: Table, scope: TenantScope) => {
  const [help, guidance, orders, talks, recurrences] = await Promise.all([
    newest(table, scope, 'help'),
    newest(table, scope, 'guidance'),
    newest(table, scope, 'order'),
    newest(table, scope, 'talk'),
    newest(table, scope, 'recurrence'),
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
