import { type Handler, HttpProblem } from '@xuncha/http';
import { BATCHES, changeWrite, readDocument } from '@xuncha/store';
import { changeImport, requireStatus } from './import-command.ts';
import type { ImportDeps } from './import-deps.ts';

/**
 * Takes a whole import back before its batch is published. Emptying the batch in the same transaction keeps
 * everybody from publishing it while the job withdraws its findings.
 */
export const undoImport: Handler<'imports.undo', ImportDeps> = (call, deps) =>
  changeImport(call, deps, 202, async (before) => {
    const { tenantId } = call.scope;
    requireStatus(before, ['committed'], '撤销');
    const batch = await readDocument(deps.table, BATCHES, tenantId, before.batchId ?? '');
    if (batch && batch.status !== 'draft')
      throw new HttpProblem(409, 'batch_published', '反馈已经发布，问题已送达单位，不能再撤销导入。');
    const { reason } = call.body;
    return {
      event: {
        type: 'import.undone',
        data: { fileName: before.fileName, sha256: before.sha256, batchId: before.batchId, reason },
      },
      after: {
        status: 'undoing',
        undoReason: reason,
        commandAt: call.at,
        position: 0,
        done: 0,
        total: batch?.findings ?? 0,
      },
      beside: batch ? [changeWrite(BATCHES, batch, { ...batch, findings: 0 })] : [],
    };
  });
