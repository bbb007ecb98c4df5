import type { OutputOf } from '@xuncha/contracts';
import type { Evidence } from '@xuncha/domain';

/** An item as people see it: where its bytes lie is nobody's business. */
export const evidenceView = ({
  vaultKey: _vaultKey,
  crc32: _crc32,
  uploadedOnBehalfOf: _uploadedOnBehalfOf,
  kept,
  hold,
  ...evidence
}: Evidence): OutputOf<'evidence.get'> => ({
  ...evidence,
  ...(kept ? { keptAt: kept.at } : {}),
  ...(hold ? { hold: { reason: hold.reason, byName: hold.byName, at: hold.at } } : {}),
});
