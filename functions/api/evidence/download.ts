import { type Handler, HttpProblem } from '@xuncha/http';
import { downloadAddress } from '../../evidence/object-store.ts';
import type { EvidenceDeps } from './evidence-deps.ts';
import { readEvidence } from './get.ts';

/** A short-lived address of a verified file. Withdrawn ones stay readable: they are part of the record (F07). */
export const downloadEvidence: Handler<'evidence.download', EvidenceDeps> = async (call, deps) => {
  const { vaultKey, fileName } = await readEvidence(deps.table, call.scope, call.params);
  if (!vaultKey)
    throw new HttpProblem(409, 'evidence_not_verified', '材料还没有通过校验，暂时不能下载，请稍后再试。');
  const link = await downloadAddress(deps.client, { bucket: deps.vaultBucket, key: vaultKey }, fileName);
  return { body: { ...link, fileName } };
};
