import {
  type AuditEvent,
  type Principal,
  possibleSteps,
  type RestrictedRecord,
  reachFor,
} from '@xuncha/domain';

/** What every restricted record shows, whatever its class. */
export const headView = (record: RestrictedRecord, principal: Principal) => ({
  id: record.id,
  unitId: record.unitId,
  unitName: record.unitName,
  round: record.round,
  createdAt: record.createdAt,
  createdByName: record.createdBy.name,
  updatedAt: record.updatedAt,
  version: record.version,
  possible: possibleSteps(record, {
    roles: principal.roles,
    may: (action) => reachFor(principal, action) !== undefined,
  }),
  ...(record.withdrawn ? { withdrawn: record.withdrawn } : {}),
});

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The record's own trail. Wordings of earlier steps stand in their events. */
export const trailView = (trail: readonly AuditEvent[]) =>
  trail.map(({ seq, at, type, actor, data }) => {
    const { reason, text, points, summary } = (data ?? {}) as Readonly<Record<string, unknown>>;
    return {
      seq,
      at,
      type,
      byName: actor.name,
      reason: textOf(reason),
      text: textOf(text) ?? textOf(points) ?? textOf(summary),
    };
  });
