import type { OperationId } from '@xuncha/contracts';
import { type Call, HttpProblem, notFound, type Reply } from '@xuncha/http';
import {
  changeWrite,
  decideOnTenants,
  IMPORTS,
  type ImportStatus,
  type LedgerImport,
  readDocument,
  readTenant,
  type Table,
  type Write,
} from '@xuncha/store';
import type { ImportDeps } from './import-deps.ts';
import { summaryOf } from './import-view.ts';

export const readImport = async (table: Table, tenantId: string, id: string): Promise<LedgerImport> => {
  const found = await readDocument(table, IMPORTS, tenantId, id);
  if (!found) throw notFound();
  return found;
};

const STATUS_NAMES: Readonly<Record<ImportStatus, string>> = {
  awaiting_upload: '等待上传',
  uploaded: '正在读取',
  reading: '正在读取',
  previewed: '待确认',
  failed: '读取失败',
  committing: '正在导入',
  committed: '已导入',
  undoing: '正在撤销',
  undone: '已撤销',
};

/** Refuses unless the import stands where the command can begin. */
export const requireStatus = (item: LedgerImport, allowed: readonly ImportStatus[], doing: string): void => {
  if (allowed.includes(item.status)) return;
  throw new HttpProblem(
    409,
    'import_state',
    `该导入当前为“${STATUS_NAMES[item.status]}”，不能${doing}，请刷新页面查看最新状态。`,
    { details: { status: item.status } },
  );
};

export const sameFile = (importId: string): HttpProblem =>
  new HttpProblem(
    409,
    'import_same_file',
    '这份文件已经导入过，不会重复导入。如需重新导入，请先撤销原来的导入；如内容有修改，请上传修改后的文件。',
    { details: { importId } },
  );

/** What one command makes of an import, and how the tenant's chain records it. */
export interface ImportChange {
  readonly event: { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
  /** Absent for an import that begins with this command. */
  readonly before?: LedgerImport;
  readonly after: LedgerImport;
  readonly beside?: readonly Write[];
}

/**
 * A command on an import, with its event in the tenant's chain. `decide` runs again when somebody wrote in between,
 * and what it refuses holds unless this very request was carried out before.
 */
export const runOnImport = async (
  call: Pick<Call<OperationId>, 'scope' | 'actor' | 'at' | 'claim'>,
  deps: ImportDeps,
  status: number,
  decide: () => Promise<ImportChange & { readonly write: Write }>,
): Promise<Reply<ReturnType<typeof summaryOf>>> => {
  const { scope, actor, at, claim } = call;
  const answer = await decideOnTenants(deps.table, scope, { actor, at, claim }, async () => {
    const head = await readTenant(deps.table, scope.tenantId);
    if (!head) throw notFound();
    const { event, after, write, beside = [] } = await decide();
    return {
      changes: [{ head, event: { type: event.type, data: { importId: after.id, ...event.data } } }],
      beside: [write, ...beside],
      answer: { status, body: summaryOf(after) },
    };
  });
  if (!answer) throw notFound();
  return { status: answer.status, body: answer.body as ReturnType<typeof summaryOf> };
};

/** A change of an import that exists; the person becomes the one behind the step that follows. */
export const changeImport = (
  call: Pick<Call<OperationId>, 'scope' | 'actor' | 'at' | 'claim'> & {
    readonly params: { readonly importId: string };
  },
  deps: ImportDeps,
  status: number,
  change: (
    before: LedgerImport,
  ) => Promise<{ readonly after: Partial<LedgerImport> } & Pick<ImportChange, 'event' | 'beside'>>,
): Promise<Reply<ReturnType<typeof summaryOf>>> =>
  runOnImport(call, deps, status, async () => {
    const before = await readImport(deps.table, call.scope.tenantId, call.params.importId);
    const { after: changes, event, beside } = await change(before);
    const after: LedgerImport = { ...before, ...changes, actor: call.actor, updatedAt: call.at };
    return { event, after, beside, write: changeWrite(IMPORTS, before, after) };
  });
