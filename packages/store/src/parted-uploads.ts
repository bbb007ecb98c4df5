import type { Evidence } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { keys } from './keys.ts';
import type { Table } from './table.ts';

/** An upload in parts under way, kept so that any browser can go on with it. */
export interface PartedUpload {
  readonly uploadId: string;
  readonly sha256: string;
  readonly size: number;
  readonly startedAt: string;
  readonly completedAt?: string;
}

type Place = Pick<Evidence, 'id'> & { readonly tenantId: string; readonly findingId: string };

/** Seconds. S3 forgets unfinished parts after 7 days; the record may go a day later. */
const LIFETIME_SECONDS = 8 * 24 * 3600;

export const readPartedUpload = async (table: Table, place: Place): Promise<PartedUpload | undefined> => {
  const item = await table.get(keys.partedUpload(place.tenantId, place.findingId, place.id));
  return item && contentOf<PartedUpload>(item);
};

/** Technical state of the transfer, no fact about the finding: it has no event, and forgets itself. */
export const savePartedUpload = (table: Table, place: Place, upload: PartedUpload): Promise<void> =>
  table.put({
    put: {
      ...keys.partedUpload(place.tenantId, place.findingId, place.id),
      kind: 'parted_upload',
      ...upload,
      expiresAt: Math.floor(Date.parse(upload.startedAt) / 1000) + LIFETIME_SECONDS,
    },
  });
