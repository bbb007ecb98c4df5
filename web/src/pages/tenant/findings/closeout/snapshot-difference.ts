import type { CloseoutCase, EvidenceItem, FindingDetail, Measure } from '../../../../api/types.ts';

export type SnapshotChange =
  | { readonly kind: 'evidenceAdded' | 'evidenceRemoved' | 'evidenceReplaced'; readonly name: string }
  | {
      readonly kind: 'measureAdded' | 'measureRemoved' | 'measureText' | 'measureResult';
      readonly seq: number;
    }
  | {
      readonly kind: 'measureProgress';
      readonly seq: number;
      readonly before: number;
      readonly after: number;
    }
  | { readonly kind: 'finding' | 'application' };

type Seen = Pick<FindingDetail, 'finding' | 'measures' | 'evidence' | 'cases'>;

const counted = (items: readonly EvidenceItem[]): EvidenceItem[] =>
  items.filter(({ purpose, status }) => purpose === 'measure' && status === 'verified');
const standing = (measures: readonly Measure[]): Measure[] =>
  measures.filter(({ status }) => status !== 'withdrawn');

const evidenceChanges = (before: Seen, after: Seen): SnapshotChange[] => {
  const old = new Map(counted(before.evidence).map((item) => [item.id, item]));
  const now = counted(after.evidence);
  const changes: SnapshotChange[] = now.flatMap((item): SnapshotChange[] => {
    const earlier = old.get(item.id);
    if (!earlier) return [{ kind: 'evidenceAdded', name: item.fileName }];
    return earlier.sha256 === item.sha256 ? [] : [{ kind: 'evidenceReplaced', name: item.fileName }];
  });
  const ids = new Set(now.map(({ id }) => id));
  for (const item of old.values())
    if (!ids.has(item.id)) changes.push({ kind: 'evidenceRemoved', name: item.fileName });
  return changes;
};

const measureChange = (before: Measure, after: Measure): SnapshotChange[] => {
  const { seq } = after;
  const changes: SnapshotChange[] = [];
  if (before.text !== after.text || before.term.date !== after.term.date)
    changes.push({ kind: 'measureText', seq });
  if (before.progress !== after.progress)
    changes.push({ kind: 'measureProgress', seq, before: before.progress, after: after.progress });
  if (before.result !== after.result) changes.push({ kind: 'measureResult', seq });
  return changes;
};

const measureChanges = (before: Seen, after: Seen): SnapshotChange[] => {
  const old = new Map(standing(before.measures).map((measure) => [measure.id, measure]));
  const now = standing(after.measures);
  const changes = now.flatMap((measure): SnapshotChange[] => {
    const earlier = old.get(measure.id);
    return earlier ? measureChange(earlier, measure) : [{ kind: 'measureAdded', seq: measure.seq }];
  });
  const ids = new Set(now.map(({ id }) => id));
  for (const measure of old.values())
    if (!ids.has(measure.id)) changes.push({ kind: 'measureRemoved', seq: measure.seq });
  return changes;
};

const applicationOf = ({ cases }: Seen): CloseoutCase['application'] | undefined =>
  cases.find(({ status }) => status === 'running')?.application;
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What differs between what the decider saw and what stands now (rule 2 of closeout.md). */
export const snapshotDifference = (before: Seen, after: Seen): SnapshotChange[] => {
  const changes = [...evidenceChanges(before, after), ...measureChanges(before, after)];
  if (
    !same(before.finding.responsibility, after.finding.responsibility) ||
    before.finding.dueDate !== after.finding.dueDate
  )
    changes.push({ kind: 'finding' });
  if (!same(applicationOf(before), applicationOf(after))) changes.push({ kind: 'application' });
  return changes;
};
