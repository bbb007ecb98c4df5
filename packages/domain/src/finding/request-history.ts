import type { AuditEvent } from '../audit/index.ts';

/** A step of stage acceptance or of an extension as the trail keeps it. */
export interface RequestEntry {
  readonly seq: number;
  readonly type: (typeof REQUEST_TYPES)[number];
  readonly at: string;
  readonly byName: string;
  readonly onBehalfOf?: string;
  readonly extensionId?: string;
  readonly measureId?: string;
  readonly measureSeq?: number;
  readonly from?: string;
  readonly to?: string;
  readonly planned?: number;
  readonly progress?: number;
  readonly due?: string;
  readonly dueWhy?: string;
  readonly reason: string;
  readonly evidenceIds: readonly string[];
}

export const REQUEST_TYPES = [
  'stage.accepted',
  'stage.returned',
  'extension.asked',
  'extension.approved',
  'extension.refused',
  'extension.withdrawn',
] as const;

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Stage decisions and extensions of a finding, oldest first; the trail is their only home. */
export const requestHistory = (trail: readonly AuditEvent[]): RequestEntry[] =>
  trail.flatMap(({ type, seq, at, actor, data }) => {
    const known = REQUEST_TYPES.find((one) => one === type);
    if (!known) return [];
    const said = data as Readonly<Record<string, unknown>>;
    return [
      {
        seq,
        type: known,
        at,
        byName: actor.name,
        onBehalfOf: actor.onBehalfOf?.name,
        extensionId: textOf(said.extensionId),
        measureId: textOf(said.measureId),
        measureSeq: numberOf(said.seq),
        from: textOf(said.from),
        to: textOf(said.to),
        planned: numberOf(said.planned),
        progress: numberOf(said.progress),
        due: textOf(said.due),
        dueWhy: textOf(said.dueWhy),
        reason: textOf(said.reason) ?? '',
        evidenceIds: Array.isArray(said.evidenceIds)
          ? said.evidenceIds.filter((id) => typeof id === 'string')
          : [],
      },
    ];
  });
