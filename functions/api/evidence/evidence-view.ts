import type { OutputOf } from '@xuncha/contracts';
import type { Evidence } from '@xuncha/domain';

/** An item as people see it: where its bytes lie is nobody's business. */
export const evidenceView = ({
  vaultKey: _vaultKey,
  uploadedOnBehalfOf: _uploadedOnBehalfOf,
  ...evidence
}: Evidence): OutputOf<'evidence.get'> => evidence;
