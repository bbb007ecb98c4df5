import {
  type CloseoutCase,
  type Evidence,
  type Finding,
  type FindingBody,
  isCounted,
  isOpen,
  type Measure,
  type Responsibility,
} from '@xuncha/domain';
import { indexKeys, type Key, keys } from './keys.ts';
import type { Item } from './table.ts';

type Stored = Item & Key;

const indexed = (finding: Finding): Item => {
  const { tenantId, id, state } = finding;
  const due = indexKeys.dated(finding.dueDate, id);
  // A closing finding sorts by the limit of its gate, so that one range query finds the passed limits.
  const stateDue = state === 'closing' ? indexKeys.dated(finding.closing?.due, id) : due;
  const { departmentId } = finding.responsibility;
  return {
    byStatePk: indexKeys.state(tenantId, state),
    byStateSk: stateDue,
    ...(isOpen(state) ? { byDuePk: indexKeys.open(tenantId), byDueSk: due } : {}),
    ...(state === 'closed' ? { byDuePk: indexKeys.ended(tenantId), byDueSk: due } : {}),
    ...(departmentId && isCounted(state)
      ? { byDepartmentPk: indexKeys.department(tenantId, departmentId), byDepartmentSk: due }
      : {}),
  };
};

/** What the ledger shows of a finding's course; absent fields stay absent. */
const courseToItem = ({
  progress,
  alert,
  alertCheck,
  lastActOn,
  closedOn,
  stage,
  rulesBuilt,
}: Finding): Course => ({
  percent: progress,
  ...(alert ? { alert } : {}),
  ...(alertCheck ? { alertCheck } : {}),
  ...(lastActOn ? { lastActOn } : {}),
  ...(closedOn ? { closedOn } : {}),
  ...(stage ? { stage } : {}),
  ...(rulesBuilt ? { rulesBuilt } : {}),
});

type Course = { readonly percent: number } & CourseFields;
type CourseFields = Pick<Finding, 'alert' | 'alertCheck' | 'lastActOn' | 'closedOn' | 'stage' | 'rulesBuilt'>;

/**
 * The course of a finding from its head or from an index row. An index projects at most twenty attributes, so all of
 * it is one attribute; heads written before it hold the bare percentage.
 */
export const courseFromItem = (item: Item): Pick<Finding, 'progress'> & CourseFields => {
  if (typeof item.progress === 'number') return { progress: item.progress };
  const { percent, ...rest } = item.progress as Course;
  return { progress: percent, ...rest };
};

/**
 * The head as one flat item: responsibility and gate stand at the top, where the index projections need them, and
 * nowhere else, so that a typical head stays under 1 KB (one write unit).
 */
export const findingToItem = (finding: Finding): Stored => {
  const {
    responsibility,
    closing,
    alert: _alert,
    alertCheck: _alertCheck,
    lastActOn: _lastActOn,
    closedOn: _closedOn,
    stage: _stage,
    rulesBuilt: _rulesBuilt,
    ...rest
  } = finding;
  const { caseId, gate, due, ...moving } = closing ?? {};
  return {
    ...keys.finding(finding.tenantId, finding.id),
    kind: 'finding',
    ...indexed(finding),
    ...rest,
    progress: courseToItem(finding),
    ...responsibility,
    supportingDepartments: responsibility.supportingDepartments.length
      ? responsibility.supportingDepartments
      : undefined,
    caseIds: finding.caseIds.length ? finding.caseIds : undefined,
    parents: finding.parents.length ? finding.parents : undefined,
    children: finding.children.length ? finding.children : undefined,
    ...(closing ? { caseId, gate, gateDue: due, closing: moving } : {}),
  };
};

const RESPONSIBILITY_FIELDS = [
  'principalName',
  'principalId',
  'leaderName',
  'leaderId',
  'departmentId',
  'departmentName',
  'handlerName',
  'handlerId',
] as const;

/** The inverse of `findingToItem`. */
export const findingFromItem = (item: Item): Finding => {
  const responsibility: Record<string, unknown> = { supportingDepartments: item.supportingDepartments ?? [] };
  for (const field of RESPONSIBILITY_FIELDS)
    if (item[field] !== undefined) responsibility[field] = item[field];
  const closing = item.closing
    ? { ...(item.closing as object), caseId: item.caseId, gate: item.gate, due: item.gateDue }
    : undefined;
  const finding = {
    tenantId: item.tenantId,
    id: item.id,
    batchId: item.batchId,
    round: item.round,
    no: item.no,
    domain: item.domain,
    category: item.category,
    title: item.title,
    termClass: item.termClass,
    state: item.state,
    responsibility: readAs<Responsibility>(responsibility),
    feedbackDate: item.feedbackDate,
    dueDate: item.dueDate,
    dueWhy: item.dueWhy,
    dueBy: item.dueBy,
    limit: item.limit,
    measureCount: item.measureCount,
    measureDone: item.measureDone,
    ...courseFromItem(item),
    startedOn: item.startedOn,
    alertRule: item.alertRule,
    waitingSince: item.waitingSince,
    extension: item.extension,
    disputed: item.disputed,
    extended: item.extended,
    extensions: item.extensions,
    green: item.green,
    closing,
    closeoutNo: item.closeoutNo,
    caseIds: item.caseIds ?? [],
    nextCheckDate: item.nextCheckDate,
    parents: item.parents ?? [],
    children: item.children ?? [],
    createdAt: item.createdAt,
    updatedAt: item.updatedAt,
    version: item.version,
    auditSeq: item.auditSeq,
    auditHash: item.auditHash,
  };
  return finding as Finding;
};

export const bodyToItem = (finding: Finding, body: FindingBody): Stored => ({
  ...keys.findingBody(finding.tenantId, finding.id),
  kind: 'body',
  ...body,
});
export const measureToItem = (finding: Finding, measure: Measure): Stored => ({
  ...keys.measure(finding.tenantId, finding.id, measure.id),
  kind: 'measure',
  ...measure,
});
export const evidenceToItem = (finding: Finding, evidence: Evidence): Stored => ({
  ...keys.evidence(finding.tenantId, finding.id, evidence.id),
  kind: 'evidence',
  ...evidence,
});
export const caseToItem = (finding: Finding, closeoutCase: CloseoutCase): Stored => ({
  ...keys.case(finding.tenantId, finding.id, closeoutCase.id),
  kind: 'case',
  ...closeoutCase,
});

/** An item as what the table holds under its kind; the one place where stored data is taken at its word. */
export const readAs = <T>(item: Item): T => item as T;

/** An item without its keys and index attributes. */
export const contentOf = <T>(item: Item): T => {
  const { pk: _pk, sk: _sk, kind: _kind, ...content } = item;
  return content as T;
};
