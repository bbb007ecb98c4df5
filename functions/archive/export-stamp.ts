import type { ExportStamp } from '@xuncha/archive';
import type { ArchiveExport } from '@xuncha/store';
import type { KnownNames } from './known-names.ts';

/** Inspection material that is not classified; classified files must not be uploaded at all. */
const CLASSIFICATION = '内部资料';

/** Who exports what, when: all of it from the export's record, so that building it again gives the same bytes. */
export const stampOf = async (archive: ArchiveExport, names: KnownNames): Promise<ExportStamp> => {
  const { userId, name, tenantId, onBehalfOf } = archive.actor;
  return {
    exportNo: archive.no,
    exportedAt: archive.createdAt,
    exportedBy: {
      userId,
      name: onBehalfOf ? `${name}（代 ${onBehalfOf.name}）` : name,
      unit: await names.unit(tenantId),
    },
    classification: CLASSIFICATION,
    organisation: await names.unit(archive.tenantId),
    scope: archive.scopeTitle,
    purpose: archive.purpose,
    ...(archive.decision?.outcome === 'approve'
      ? {
          approval: {
            by: `${await names.unit(archive.decision.actor.tenantId)} ${archive.decision.actor.name}`,
            at: archive.decision.at,
          },
        }
      : {}),
  };
};
