import type { MatterContent, MatterStep } from '@xuncha/archive';
import {
  type AuditEvent,
  DUTY_PARTS,
  isProduct,
  MATTER_KINDS,
  type MatterAggregate,
  type MatterPart,
  matterStepTitle,
  type TenantScope,
} from '@xuncha/domain';
import { listMatterEvents, loadMatter, type Table } from '@xuncha/store';
import { readVersion, versionNumbers } from '../api/plans/frozen-version.ts';
import { type StoredFile, storedFile } from './gather-finding.ts';
import type { KnownNames } from './known-names.ts';

/** What the archive keeps of a matter; its files are named here and copied or read when their turn comes. */
export type MatterRecord = Omit<MatterContent, 'evidence'> & {
  readonly evidence: readonly StoredFile[];
};

export interface GatheredMatter {
  readonly aggregate: MatterAggregate;
  readonly record: MatterRecord;
}

/** Everything of one matter as it stands now. */
export const gatherMatter = async (
  table: Table,
  scope: TenantScope,
  id: string,
  names: KnownNames,
): Promise<GatheredMatter | undefined> => {
  const found = await loadMatter(table, scope, undefined, id);
  if (!found) return undefined;
  const aggregate = { ...found, parts: sharedParts(found) };
  const { matter, files, parts } = aggregate;
  const { kind, title, round, tenantId, auditSeq, auditHash } = matter;
  const events = await listMatterEvents(table, scope, id, auditSeq);
  const kept = files.filter(({ status }) => status === 'verified');
  const withoutPlace = files.map(({ vaultKey: _place, ...file }) => file);
  const state = {
    matter,
    parts,
    evidence: withoutPlace.filter(({ status }) => status === 'verified'),
    evidenceNotCounted: withoutPlace.filter(({ status }) => status !== 'verified'),
  };
  return {
    aggregate,
    record: {
      id,
      kind,
      kindTitle: MATTER_KINDS[kind].title,
      title,
      ...(round ? { round } : {}),
      snapshot: JSON.parse(JSON.stringify(state)),
      steps: await stepsOf(events, names),
      audit: {
        tenantId,
        streamId: `matter/${id}`,
        events,
        head: { seq: auditSeq, hash: auditHash },
      },
      evidence: kept.map(storedFile),
    },
  };
};

/**
 * A report's draft is the unit's own business until it is handed in, for an archive as for everybody of HQ (H01). Versions
 * of a plan lie packed in the table; in an archive they are to be read.
 */
const sharedParts = ({ matter, parts }: MatterAggregate): MatterPart[] => {
  if (matter.kind === 'plan')
    return versionNumbers(parts).map((number) => ({ id: `v${number}`, content: readVersion(parts, number) }));
  const own: readonly string[] = matter.kind === 'duty' ? [DUTY_PARTS.texts, DUTY_PARTS.basis] : [];
  return parts.filter(({ id }) => !own.includes(id));
};

const stepsOf = async (events: readonly AuditEvent[], names: KnownNames): Promise<MatterStep[]> => {
  const steps: MatterStep[] = [];
  for (const { at, type, actor } of events) {
    const { name, tenantId, onBehalfOf } = actor;
    const unit = isProduct(actor) ? undefined : await names.unit(tenantId);
    const by = onBehalfOf ? `${name}（代 ${onBehalfOf.name}）` : name;
    steps.push({ at, step: matterStepTitle(type), by, ...(unit ? { unit } : {}) });
  }
  return steps;
};
