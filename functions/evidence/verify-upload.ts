import {
  type KeptContent,
  type ObservedFile,
  refusalOf,
  refuseEvidence,
  SYSTEM_ACTOR,
  systemScope,
  verifyEvidence,
} from '@xuncha/domain';
import { log } from '@xuncha/http';
import { type CommandOutcome, executeOnFinding, type Table } from '@xuncha/store';
import { contentTypeOf } from './content-type.ts';
import { evidenceKeys, placeOf, type UploadPlace } from './evidence-keys.ts';
import { onLedgerUploaded } from './ledger-upload.ts';
import type { ArrivedObject, ObjectStore } from './object-store.ts';
import { storeContent } from './store-content.ts';
import { verifyMatterFile } from './verify-matter-file.ts';

export interface UploadVerifierDeps {
  readonly table: Table;
  readonly objects: ObjectStore;
  readonly now: () => Date;
}

/** What is read of an S3 event. */
export interface UploadEvent {
  readonly Records: readonly { readonly s3: { readonly object: { readonly key: string } } }[];
}

/** Keys in events are form-encoded. */
const keyOf = (encoded: string): string => decodeURIComponent(encoded.replaceAll('+', ' '));

/**
 * Verifies what was uploaded (C04) and moves it from intake to the vault. Events come at least once, late and in any
 * order: what stands in the bucket and in the table decides, never the event. A failure is thrown and tried again.
 */
export const createUploadVerifier =
  (depsOf: (tenantId: string) => Promise<UploadVerifierDeps>) =>
  async (event: UploadEvent): Promise<void> => {
    for (const record of event.Records) await verifyUpload(depsOf, keyOf(record.s3.object.key));
  };

const verifyUpload = async (
  depsOf: (tenantId: string) => Promise<UploadVerifierDeps>,
  key: string,
): Promise<void> => {
  const place = placeOf(key);
  if (!place) {
    log('warn', 'upload_misplaced', { key });
    return;
  }
  const deps = await depsOf(place.tenantId);
  const object = await deps.objects.arrived(key);
  // Handled by an earlier delivery of the event.
  if (!object) return;
  if (place.kind === 'ledger') await onLedgerUploaded(deps, place, object);
  else if (place.kind === 'matter') await verifyMatterFile(deps, place, object);
  else await verifyEvidenceFile(deps, place, object);
};

type EvidencePlace = Extract<UploadPlace, { kind: 'evidence' }>;

const verifyEvidenceFile = async (
  deps: UploadVerifierDeps,
  place: EvidencePlace,
  object: ArrivedObject,
): Promise<void> => {
  const { size, sha256 } = object;
  const observed: ObservedFile = { size, sha256, ...(await contentTypeOf(object.sample)) };
  const outcome = await settle(deps, place, object, observed);
  const fields = { tenant: place.tenantId, findingId: place.findingId, evidenceId: place.evidenceId };
  switch (outcome.kind) {
    case 'done':
      await deps.objects.drop(object);
      return;
    case 'missing':
      log('warn', 'upload_unknown', fields);
      return;
    case 'refused':
      return dropRefused(deps, object, outcome.error.code, fields);
    default:
      throw new Error(`verification can't end with ${outcome.kind}`);
  }
};

/** A settled item needs no second file. */
const dropRefused = async (
  { objects }: UploadVerifierDeps,
  object: ArrivedObject,
  code: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> => {
  log('info', 'upload_not_taken', { ...fields, reason: code });
  if (code === 'evidence_settled') await objects.drop(object);
};

/** The announcement is read together with the state it is judged in, because a person may renew it meanwhile. */
const settle = (
  { table, objects, now }: UploadVerifierDeps,
  { tenantId, findingId, evidenceId }: EvidencePlace,
  object: ArrivedObject,
  observed: ObservedFile,
): Promise<CommandOutcome> => {
  const at = now().toISOString();
  let stored: Promise<KeptContent> | undefined;
  return executeOnFinding(table, systemScope('evidence', tenantId), findingId, {
    actor: SYSTEM_ACTOR('evidence'),
    at,
    decide: async (aggregate) => {
      const announced = aggregate.evidence.find(({ id }) => id === evidenceId);
      const refusal = announced && refusalOf(announced, observed);
      if (refusal) return refuseEvidence(aggregate, evidenceId, refusal);
      const vaultKey = evidenceKeys.kept(tenantId, observed.sha256);
      const allowed = verifyEvidence(aggregate, evidenceId, { vaultKey }, at);
      if (!announced || !allowed.ok) return allowed;
      // The content is safe before anything says so; once, however often the rule runs.
      stored ??= storeContent(
        { table, objects },
        { owner: aggregate.finding, item: announced, object, observed, vaultKey, at },
      );
      return verifyEvidence(aggregate, evidenceId, await stored, at);
    },
    answer: () => ({ status: 200, body: null }),
  });
};
