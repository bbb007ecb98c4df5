import type { OperationId, OutputOf } from '@xuncha/contracts';
import type { Call, Reply } from '@xuncha/http';
import { evidenceKeys } from '../../evidence/evidence-keys.ts';
import { type FindingCommand, runOnFinding } from '../finding-command.ts';
import type { EvidenceDeps } from './evidence-deps.ts';

type Item = OutputOf<'evidence.get'>;

/**
 * Announces a file and answers with the address for it. The address is a bearer right and lives 15 minutes, so it is
 * made afresh for every answer and never stored with it.
 */
export const replyWithUpload = async (
  call: Pick<Call<OperationId>, 'scope' | 'actor' | 'at' | 'claim' | 'ifVersion'>,
  deps: EvidenceDeps,
  command: FindingCommand<Item>,
): Promise<Reply<OutputOf<'evidence.register'>>> => {
  const { body: evidence, status, etag } = await runOnFinding(call, deps, command);
  const key = evidenceKeys.upload(call.scope.tenantId, command.findingId, evidence.id);
  const { uploadAddress } = await import('../../evidence/object-store.ts');
  const upload = await uploadAddress(await deps.client(), { bucket: deps.intakeBucket, key }, evidence);
  return { status, etag, body: { evidence, upload } };
};
