import { previewTypeOf } from '@xuncha/domain';
import { type Handler, HttpProblem } from '@xuncha/http';
import type { EvidenceDeps } from './evidence-deps.ts';
import { readEvidence } from './get.ts';

const notVerified = (): HttpProblem =>
  new HttpProblem(409, 'evidence_not_verified', '材料还没有通过校验，暂时不能下载，请稍后再试。');

/** A short-lived address of a verified file. Withdrawn ones stay readable: they are part of the record (F07). */
export const downloadEvidence: Handler<'evidence.download', EvidenceDeps> = async (call, deps) => {
  const { vaultKey, fileName } = await readEvidence(deps.table, call.scope, call.params);
  if (!vaultKey) throw notVerified();
  const { downloadAddress } = await import('../../evidence/object-store.ts');
  const link = await downloadAddress(
    await deps.client(),
    { bucket: deps.vaultBucket, key: vaultKey },
    fileName,
  );
  return { body: { ...link, fileName } };
};

/** The same file for showing on the page: pictures, PDF and plain text only, under the type their content was verified to have. */
export const previewEvidence: Handler<'evidence.preview', EvidenceDeps> = async (call, deps) => {
  const { vaultKey, fileName } = await readEvidence(deps.table, call.scope, call.params);
  if (!vaultKey) throw notVerified();
  const type = previewTypeOf(fileName);
  if (!type) throw new HttpProblem(409, 'no_preview', '这种文件不能在线预览，请下载后查看。');
  const { previewAddress } = await import('../../evidence/object-store.ts');
  const link = await previewAddress(await deps.client(), { bucket: deps.vaultBucket, key: vaultKey }, type);
  return { body: { ...link, fileName } };
};
