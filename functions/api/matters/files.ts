import type { OperationId, OutputOf } from '@xuncha/contracts';
import {
  fail,
  MATTER_KINDS,
  type Matter,
  type MatterAggregate,
  type MatterFile,
  ok,
  type Result,
  reachOf,
  registerMatterFile,
  withdrawMatterFile,
} from '@xuncha/domain';
import { type Call, type Handler, HttpProblem, notFound } from '@xuncha/http';
import { loadMatter, newId } from '@xuncha/store';
import { evidenceKeys } from '../../evidence/evidence-keys.ts';
import type { EvidenceDeps } from '../evidence/evidence-deps.ts';
import { matterDone, runOnMatter } from '../matter-command.ts';
import { matterFileView } from '../matter-view.ts';

/** The row of the matrix that the kind names may be narrower than the operation's own. */
const mayDo = (
  { principal }: Pick<Call<OperationId>, 'principal'>,
  { kind }: Matter,
  what: 'read' | 'attach',
): boolean => reachOf(principal.roles, MATTER_KINDS[kind][what]) !== undefined;

const mayAttach = (call: Pick<Call<OperationId>, 'principal'>, matter: Matter): Result<true> => {
  if (!mayDo(call, matter, 'attach'))
    return fail('forbidden', 'forbidden', '您的角色不能为这个事项添加附件，如确需办理请联系本单位管理员。');
  if (!matter.open) return fail('conflict', 'matter_closed', '事项已经办结，不能再增减附件。');
  return ok(true);
};

const readFile = async (
  call: Pick<Call<OperationId>, 'scope' | 'principal'> & {
    readonly params: { readonly matterId: string; readonly fileId: string };
  },
  { table }: EvidenceDeps,
): Promise<MatterFile> => {
  const aggregate = await loadMatter(table, call.scope, undefined, call.params.matterId);
  const file = aggregate?.files.find(({ id }) => id === call.params.fileId);
  if (!aggregate || !file || !mayDo(call, aggregate.matter, 'read')) throw notFound();
  return file;
};

/** Announces a paper of a matter and answers where to send it. */
export const registerFile: Handler<'matterFiles.register', EvidenceDeps> = async (call, deps) => {
  const file: MatterFile = {
    ...call.body,
    id: newId(Date.parse(call.at)),
    uploadedBy: call.actor.userId,
    uploadedByName: call.actor.name,
    registeredAt: call.at,
    status: 'registered',
  };
  const { tenantId } = call.scope;
  const { matterId } = call.params;
  const { body, status, etag } = await runOnMatter(call, deps, {
    matterId,
    decide: (aggregate: MatterAggregate) => {
      const allowed = mayAttach(call, aggregate.matter);
      return allowed.ok ? registerMatterFile(aggregate, file, call.today) : allowed;
    },
    status: 201,
    body: (): OutputOf<'matterFiles.get'> => matterFileView(file),
  });
  // The address is a bearer right: made afresh for every answer, never stored with it.
  const key = evidenceKeys.matterUpload(tenantId, matterId, body.id);
  const { uploadAddress } = await import('../../evidence/object-store.ts');
  const upload = await uploadAddress(await deps.client(), { bucket: deps.intakeBucket, key }, file);
  return { status, etag, body: { file: body, upload } };
};

export const getFile: Handler<'matterFiles.get', EvidenceDeps> = async (call, deps) => ({
  body: matterFileView(await readFile(call, deps)),
});

export const downloadFile: Handler<'matterFiles.download', EvidenceDeps> = async (call, deps) => {
  const { vaultKey, fileName } = await readFile(call, deps);
  if (!vaultKey)
    throw new HttpProblem(409, 'evidence_not_verified', '附件还没有通过校验，暂时不能下载，请稍后再试。');
  const { downloadAddress } = await import('../../evidence/object-store.ts');
  const link = await downloadAddress(
    await deps.client(),
    { bucket: deps.vaultBucket, key: vaultKey },
    fileName,
  );
  return { body: { ...link, fileName } };
};

/** F07: a paper is withdrawn with a reason and stays on record. */
export const withdrawFile: Handler<'matterFiles.withdraw', EvidenceDeps> = (call, deps) =>
  runOnMatter(call, deps, {
    matterId: call.params.matterId,
    decide: (aggregate: MatterAggregate) => {
      const allowed = mayAttach(call, aggregate.matter);
      return allowed.ok ? withdrawMatterFile(aggregate, call.params.fileId, call.body.reason) : allowed;
    },
    body: matterDone,
  });
