import { type ObservedFile, refusalOf, SYSTEM_ACTOR, settleMatterFile, systemScope } from '@xuncha/domain';
import { log } from '@xuncha/http';
import { executeOnMatter } from '@xuncha/store';
import { contentTypeOf } from './content-type.ts';
import { evidenceKeys, type UploadPlace } from './evidence-keys.ts';
import type { ArrivedObject } from './object-store.ts';
import { storeContent } from './store-content.ts';
import type { UploadVerifierDeps } from './verify-upload.ts';

type MatterPlace = Extract<UploadPlace, { kind: 'matter' }>;

/** Compares an uploaded paper of a matter with what was announced, and keeps or refuses it. May run again at any point. */
export const verifyMatterFile = async (
  { table, objects, now }: UploadVerifierDeps,
  { tenantId, matterId, fileId }: MatterPlace,
  object: ArrivedObject,
): Promise<void> => {
  const at = now().toISOString();
  const { size, sha256 } = object;
  const observed: ObservedFile = { size, sha256, ...(await contentTypeOf(object.sample)) };
  const vaultKey = evidenceKeys.kept(tenantId, sha256);
  const outcome = await executeOnMatter(
    table,
    systemScope('evidence', tenantId),
    { id: matterId },
    async (aggregate) => {
      const item = aggregate.files.find(({ id, status }) => id === fileId && status === 'registered');
      if (!item || refusalOf(item, observed))
        return settleMatterFile(aggregate, fileId, observed, { vaultKey }, at);
      // The content is safe before anything says so.
      const owner = aggregate.matter;
      const kept = await storeContent({ table, objects }, { owner, item, object, observed, vaultKey, at });
      return settleMatterFile(aggregate, fileId, observed, kept, at);
    },
    { actor: SYSTEM_ACTOR('evidence'), at, answer: () => ({ status: 200, body: null }) },
  );
  if (outcome.kind === 'stale' || outcome.kind === 'exists')
    throw new Error(`verification can't end with ${outcome.kind}`);
  if (outcome.kind === 'refused' || outcome.kind === 'missing')
    log('info', 'upload_not_taken', { tenant: tenantId, matterId, fileId, outcome: outcome.kind });
  if (outcome.kind !== 'missing') await objects.drop(object);
};
