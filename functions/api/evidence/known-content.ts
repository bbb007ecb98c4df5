import { covers, referToContent, type TenantScope } from '@xuncha/domain';
import { type Handler, HttpProblem } from '@xuncha/http';
import { findingFromItem, keys, readContents, type Table, type VaultContent } from '@xuncha/store';
import { runOnFinding } from '../finding-command.ts';
import type { EvidenceDeps } from './evidence-deps.ts';
import { evidenceView } from './evidence-view.ts';
import { draftOf } from './register.ts';

/**
 * Contents the person could download anyway, because the finding they first came with is within their reach. Others
 * count as unknown: knowing a hash must not give anybody a file.
 */
const visibleContents = async (
  table: Table,
  scope: TenantScope,
  sha256s: readonly string[],
): Promise<VaultContent[]> => {
  const contents = (await readContents(table, scope.tenantId, sha256s)).filter(({ damage }) => !damage);
  const findingIds = [...new Set(contents.map(({ findingId }) => findingId))];
  const heads = await table.getMany(findingIds.map((id) => keys.finding(scope.tenantId, id)));
  const visible = new Set(
    heads
      .map(findingFromItem)
      .filter(({ batchId, state, responsibility: { departmentId } }) =>
        covers(scope, { batchId, state, departmentId }),
      )
      .map(({ id }) => id),
  );
  return contents.filter(({ findingId }) => visible.has(findingId));
};

/** Which of these files the unit has already: they need not be uploaded again. */
export const findKnownContents: Handler<'evidence.known', EvidenceDeps> = async (
  { scope, body },
  { table },
) => {
  const contents = await visibleContents(table, scope, body.sha256s);
  return {
    body: {
      known: contents.map(({ sha256, size, fileName, findingId, evidenceId, storedAt }) => ({
        sha256,
        size,
        fileName,
        findingId,
        evidenceId,
        storedAt,
      })),
    },
  };
};

/** Takes a file the vault holds already as evidence here as well: verified at once, stored once. */
export const referToKnownContent: Handler<'evidence.refer', EvidenceDeps> = async (call, deps) => {
  const [known] = await visibleContents(deps.table, call.scope, [call.body.sha256]);
  if (!known)
    throw new HttpProblem(409, 'content_unknown', '本单位没有这份文件，请直接上传。', { field: 'sha256' });
  const draft = draftOf(call, { ...call.body, size: known.size });
  return runOnFinding(call, deps, {
    findingId: call.params.findingId,
    decide: (aggregate) => referToContent(aggregate, draft, known, call.today, call.at),
    status: 201,
    body: () => evidenceView({ ...draft, status: 'verified', vaultKey: known.vaultKey, uploadedAt: call.at }),
  });
};
