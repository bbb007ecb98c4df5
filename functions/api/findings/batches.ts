import type { OutputOf } from '@xuncha/contracts';
import { covers, type TenantScope } from '@xuncha/domain';
import { etagOf, type Handler, HttpProblem, nextPage, notFound, startKeyOf } from '@xuncha/http';
import { BATCHES, type Batch, changeWrite, listDocuments, readDocument } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';
import { runOnTenant } from '../tenant-command.ts';

const PAGE = 50;

const viewOf = (batch: Batch): OutputOf<'batches.get'> => ({
  id: batch.id,
  tenantId: batch.tenantId,
  round: batch.round,
  title: batch.title,
  status: batch.status,
  feedbackDate: batch.feedbackDate,
  findings: batch.findings,
  delivered: batch.delivered,
  retention: batch.retention,
  importId: batch.importId,
  createdAt: batch.createdAt,
  createdByName: batch.createdByName,
});

/** A batch is not the unit's before it is published; who works on one department's findings sees those of all batches. */
const sees = (scope: TenantScope, batch: Batch): boolean =>
  covers({ ...scope, reach: 'tenant' }, { batchId: batch.id, state: batch.status });

export const listBatches: Handler<'batches.list', ApiDeps> = async ({ scope, query }, { table }) => {
  const startKey = startKeyOf(query.cursor, scope.tenantId);
  const page = await listDocuments(table, BATCHES, scope.tenantId, { limit: query.limit ?? PAGE, startKey });
  const seen = page.items.filter((batch) => sees(scope, batch));
  return { body: { items: seen.map(viewOf), ...nextPage(page.lastKey) } };
};

export const getBatch: Handler<'batches.get', ApiDeps> = async ({ scope, params }, { table }) => {
  const batch = await readDocument(table, BATCHES, scope.tenantId, params.batchId);
  if (!batch || !sees(scope, batch)) throw notFound();
  return { body: viewOf(batch), etag: etagOf(batch.version) };
};

/**
 * D04: publishes a batch. The answer is given at once; a job delivers the findings in chunks and the batch shows how
 * far it has come. The feedback date is fixed by this command.
 */
export const publishBatch: Handler<'batches.publish', ApiDeps> = async (call, deps) => {
  const { scope, params, body, today } = call;
  const batch = await readDocument(deps.table, BATCHES, scope.tenantId, params.batchId);
  if (!batch) throw notFound();
  if (body.feedbackDate > today)
    throw new HttpProblem(422, 'feedback_in_future', '反馈日期不能晚于今天，请改正。', {
      field: 'feedbackDate',
    });
  if (batch.status !== 'draft')
    throw new HttpProblem(409, 'batch_published', '该批次已经发布，反馈日期不能再改。');
  if (batch.findings === 0) throw new HttpProblem(422, 'batch_empty', '批次中没有问题，不能发布。');
  const published: Batch = {
    ...batch,
    status: 'publishing',
    feedbackDate: body.feedbackDate,
    publishedBy: call.actor,
    publishedAt: call.at,
    updatedAt: call.at,
  };
  return runOnTenant(call, deps, {
    event: {
      type: 'batch.published',
      data: { batchId: batch.id, feedbackDate: body.feedbackDate, findings: batch.findings },
    },
    beside: [changeWrite(BATCHES, batch, published)],
    status: 202,
    body: viewOf(published),
    explain: () => new HttpProblem(409, 'batch_published', '该批次刚刚被他人发布，请刷新页面。'),
  });
};

/**
 * K04: how long the files of one round are kept. It holds for new files at once; the nightly check lengthens the locks
 * of those that are there, and a lock never becomes shorter.
 */
export const setBatchRetention: Handler<'batches.setRetention', ApiDeps> = async (call, deps) => {
  const { scope, params, body } = call;
  const batch = await readDocument(deps.table, BATCHES, scope.tenantId, params.batchId);
  if (!batch || !sees(scope, batch)) throw notFound();
  const retention = body.retention ?? undefined;
  const after: Batch = { ...batch, retention, updatedAt: call.at };
  return runOnTenant(call, deps, {
    event: {
      type: 'batch.retention_set',
      data: { batchId: batch.id, before: batch.retention, retention },
    },
    beside: [changeWrite(BATCHES, batch, after)],
    status: 200,
    body: viewOf(after),
    explain: () => new HttpProblem(409, 'busy', '该批次刚刚有变动，请刷新页面后再保存一次。'),
  });
};
