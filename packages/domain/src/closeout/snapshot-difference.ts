import { canonicalJson } from '../audit/index.ts';
import type { CaseSnapshot, EvidenceSnapshot, MeasureSnapshot } from './snapshot.ts';

/** Fields of the finding and of the application, in the order in which a page shows them. */
export const SNAPSHOT_FIELDS = [
  'text',
  'category',
  'termClass',
  'feedbackDate',
  'dueDate',
  'causes',
  'causeText',
  'goal',
  'standard',
  'principalName',
  'leaderName',
  'departmentName',
  'supportingDepartments',
  'handlerName',
  'result',
  'similarCheck',
  'newRules',
  'by',
] as const;
export type SnapshotField = (typeof SNAPSHOT_FIELDS)[number];

export const MEASURE_FIELDS = ['text', 'departmentName', 'term', 'status', 'progress', 'result'] as const;
export type MeasureField = (typeof MEASURE_FIELDS)[number];

/** Texts as they were written, lists of texts, and a percentage; absent where nothing was written. */
export type SnapshotValue = string | number | readonly string[] | MeasureSnapshot['term'] | undefined;

export interface FieldChange<Field extends string> {
  readonly field: Field;
  readonly before: SnapshotValue;
  readonly after: SnapshotValue;
}

export interface MeasureChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly measure: MeasureSnapshot;
  /** Only of a measure that stands in both. */
  readonly fields: readonly FieldChange<MeasureField>[];
}

/** Added has no `before`, removed no `after`; a replaced file has both. */
export interface EvidenceChange {
  readonly kind: 'added' | 'removed' | 'replaced';
  readonly before?: EvidenceSnapshot;
  readonly after?: EvidenceSnapshot;
  /** The measure it proves, as the version numbers it that holds the file. */
  readonly measureSeq?: number;
}

export interface SnapshotDifference {
  readonly fields: readonly FieldChange<SnapshotField>[];
  readonly measures: readonly MeasureChange[];
  readonly evidence: readonly EvidenceChange[];
}

/** A finding as it stands has no application until one is made: the fields of an application then don't count. */
export type ComparedVersion = Omit<CaseSnapshot, 'application'> & Partial<Pick<CaseSnapshot, 'application'>>;

/**
 * G06: what differs between two versions of a case: two applications, or one and the finding as it stands. By ids, so
 * that a measure that was renumbered is still itself.
 *
 * @param replaces id of a file to the id of the one it took the place of, where that is known; otherwise a file of the
 * same name for the same measure counts as its replacement
 */
export const differenceBetween = (
  before: ComparedVersion,
  after: ComparedVersion,
  replaces: ReadonlyMap<string, string> = new Map(),
): SnapshotDifference => ({
  fields: fieldChanges(before, after),
  measures: measureChanges(before.measures, after.measures),
  evidence: evidenceChanges(before, after, replaces),
});

export const isSame = ({ fields, measures, evidence }: SnapshotDifference): boolean =>
  fields.length + measures.length + evidence.length === 0;

const APPLIED: readonly SnapshotField[] = ['result', 'similarCheck', 'newRules', 'by'];

const valuesOf = ({
  finding,
  application,
}: ComparedVersion): Readonly<Record<SnapshotField, SnapshotValue>> => ({
  text: finding.text,
  category: finding.category,
  termClass: finding.termClass,
  feedbackDate: finding.feedbackDate,
  dueDate: finding.dueDate,
  causes: finding.analysis?.causes,
  causeText: finding.analysis?.causeText,
  goal: finding.goal,
  standard: finding.analysis?.standard?.text,
  principalName: finding.responsibility.principalName,
  leaderName: finding.responsibility.leaderName,
  departmentName: finding.responsibility.departmentName,
  supportingDepartments: finding.responsibility.supportingDepartments,
  handlerName: finding.responsibility.handlerName,
  result: application?.result,
  similarCheck: application?.similarCheck,
  newRules: application?.newRules,
  by: application?.byName,
});

/** Nothing written, an empty text and an empty list look the same on paper. */
const isEmpty = (value: SnapshotValue): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
const equal = (a: SnapshotValue, b: SnapshotValue): boolean =>
  (isEmpty(a) && isEmpty(b)) || (!isEmpty(a) && !isEmpty(b) && canonicalJson(a) === canonicalJson(b));

const changesOf = <Field extends string>(
  fields: readonly Field[],
  before: Readonly<Record<Field, SnapshotValue>>,
  after: Readonly<Record<Field, SnapshotValue>>,
): FieldChange<Field>[] =>
  fields
    .filter((field) => !equal(before[field], after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }));

const fieldChanges = (before: ComparedVersion, after: ComparedVersion): FieldChange<SnapshotField>[] => {
  const both = before.application !== undefined && after.application !== undefined;
  return changesOf(
    SNAPSHOT_FIELDS.filter((field) => both || !APPLIED.includes(field)),
    valuesOf(before),
    valuesOf(after),
  );
};

const measureValues = ({
  text,
  departmentName,
  term,
  status,
  progress,
  result,
}: MeasureSnapshot): Readonly<Record<MeasureField, SnapshotValue>> => ({
  text,
  departmentName,
  term,
  status,
  progress,
  result,
});

const measureChanges = (
  before: readonly MeasureSnapshot[],
  after: readonly MeasureSnapshot[],
): MeasureChange[] => {
  const old = new Map(before.map((measure) => [measure.id, measure]));
  const now = new Set(after.map(({ id }) => id));
  const changed = after.flatMap((measure): MeasureChange[] => {
    const earlier = old.get(measure.id);
    if (!earlier) return [{ kind: 'added', measure, fields: [] }];
    const fields = changesOf(MEASURE_FIELDS, measureValues(earlier), measureValues(measure));
    return fields.length > 0 ? [{ kind: 'changed', measure, fields }] : [];
  });
  const removed = before
    .filter(({ id }) => !now.has(id))
    .map((measure): MeasureChange => ({ kind: 'removed', measure, fields: [] }));
  return [...changed, ...removed].sort((a, b) => a.measure.seq - b.measure.seq);
};

/** The file of the earlier version this one took the place of, over several replacements in between. */
const replacedBy = (
  item: EvidenceSnapshot,
  gone: readonly EvidenceSnapshot[],
  replaces: ReadonlyMap<string, string>,
): EvidenceSnapshot | undefined => {
  const seen = new Set<string>();
  for (let id = replaces.get(item.id); id !== undefined && !seen.has(id); id = replaces.get(id)) {
    seen.add(id);
    const found = gone.find((one) => one.id === id);
    if (found) return found;
  }
  return gone.find(({ fileName, measureId }) => fileName === item.fileName && measureId === item.measureId);
};

const evidenceChanges = (
  before: ComparedVersion,
  after: ComparedVersion,
  replaces: ReadonlyMap<string, string>,
): EvidenceChange[] => {
  const old = new Map(before.evidence.map((item) => [item.id, item]));
  const now = new Set(after.evidence.map(({ id }) => id));
  const gone = before.evidence.filter(({ id }) => !now.has(id));
  const seqs = new Map([...before.measures, ...after.measures].map(({ id, seq }) => [id, seq]));
  const seqOf = ({ measureId }: EvidenceSnapshot) =>
    measureId === undefined ? undefined : seqs.get(measureId);
  const changes: EvidenceChange[] = [];
  for (const item of after.evidence) {
    const same = old.get(item.id);
    if (same?.sha256 === item.sha256) continue;
    const earlier = same ?? replacedBy(item, gone, replaces);
    if (earlier && !same) gone.splice(gone.indexOf(earlier), 1);
    changes.push({
      kind: earlier ? 'replaced' : 'added',
      before: earlier,
      after: item,
      measureSeq: seqOf(item),
    });
  }
  for (const item of gone) changes.push({ kind: 'removed', before: item, measureSeq: seqOf(item) });
  return changes.sort((a, b) => (a.measureSeq ?? 0) - (b.measureSeq ?? 0));
};
