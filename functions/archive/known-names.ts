import { type LeadingGroupMeeting, MEETINGS, readDocument, readTenant, type Table } from '@xuncha/store';

/** Names the trail only has ids for. */
export interface KnownNames {
  /** Name of a tenant: the unit a person decided for. */
  unit(tenantId: string): Promise<string>;
  /** A meeting of the leading group, kept at HQ. */
  meeting(id: string): Promise<LeadingGroupMeeting | undefined>;
}

/** Looks each name up once per build: some dozen units and meetings, however many findings. */
export const openNames = (table: Table, hqTenant: string): KnownNames => {
  const units = new Map<string, Promise<string>>();
  const meetings = new Map<string, Promise<LeadingGroupMeeting | undefined>>();
  const once = <T>(known: Map<string, Promise<T>>, id: string, load: () => Promise<T>): Promise<T> => {
    const found = known.get(id) ?? load();
    known.set(id, found);
    return found;
  };
  return {
    unit: (tenantId) =>
      once(units, tenantId, async () => (await readTenant(table, tenantId))?.name ?? tenantId),
    meeting: (id) => once(meetings, id, () => readDocument(table, MEETINGS, hqTenant, id)),
  };
};
