import type { AuditEvent } from '../audit/index.ts';

/** One report on a measure as the trail keeps it (F04): when, who, how far, what was done, proven by what. */
export interface ProgressEntry {
  readonly seq: number;
  readonly measureId: string;
  readonly at: string;
  readonly byName: string;
  readonly onBehalfOf?: string;
  readonly before: number;
  readonly progress: number;
  readonly note?: string;
  readonly result?: string;
  readonly evidenceIds: readonly string[];
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** All reports, oldest first: the trail is the history, so nothing of it can be changed or lost. */
export const progressHistory = (trail: readonly AuditEvent[]): ProgressEntry[] =>
  trail.flatMap(({ type, seq, at, actor, data }) => {
    if (type !== 'measure.reported') return [];
    const said = data as Readonly<Record<string, unknown>>;
    return [
      {
        seq,
        measureId: textOf(said.measureId) ?? '',
        at,
        byName: actor.name,
        onBehalfOf: actor.onBehalfOf?.name,
        before: numberOf(said.before),
        progress: numberOf(said.progress),
        note: textOf(said.note),
        result: textOf(said.result),
        evidenceIds: Array.isArray(said.evidenceIds)
          ? said.evidenceIds.filter((id) => typeof id === 'string')
          : [],
      },
    ];
  });
