import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client, OutputOf } from '@xuncha/contracts';

const TENANT = 'bhcyc';
const FILE = join(import.meta.dirname, '整改台账-北河采油厂.xlsx');
/** The day named in the ledger's second row. */
const FEEDBACK_DATE = '2024-09-12';
const ROUND = '2024年第二轮';
const TITLE = '集团党委第二轮巡察反馈问题';

/** A job of a few dozen rows takes some seconds; a loaded machine more. */
const PATIENCE_MS = 120_000;

/** Asks until the answer is settled, as the page does. */
const settled = async <T>(ask: () => Promise<T>, done: (answer: T) => boolean, what: string): Promise<T> => {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (done(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`${what} is not settled after ${PATIENCE_MS / 1000} s`);
    await pause(100);
  }
};

const register = async (client: Client): Promise<OutputOf<'imports.get'>['id']> => {
  const content = await readFile(FILE);
  const { data } = await client.call('imports.register', {
    params: { tenantId: TENANT },
    body: {
      fileName: basename(FILE),
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    },
  });
  const answer = await fetch(data.upload.url, { method: 'PUT', headers: data.upload.headers, body: content });
  if (!answer.ok) throw new Error(`the upload of the ledger was answered ${answer.status}`);
  return data.import.id;
};

/** Statuses that end in themselves; an import in one of them is not taken up again. */
const GIVEN_UP = ['failed', 'undone', 'undoing', 'awaiting_upload'];

const latestImport = async (client: Client): Promise<string | undefined> => {
  const { data } = await client.call('imports.list', { params: { tenantId: TENANT }, query: { limit: 20 } });
  return data.items.find(({ status }) => !GIVEN_UP.includes(status))?.id;
};

/**
 * Imports the demonstration's ledger as the inspection office would, and publishes it: the unit finds its findings
 * delivered. Goes on wherever an interrupted run stopped.
 * @returns whether the findings were published by this run
 */
export const importLedger = async (client: Client): Promise<boolean> => {
  const importId = (await latestImport(client)) ?? (await register(client));
  const params = { tenantId: TENANT, importId };
  const read = async () => (await client.call('imports.get', { params })).data;
  const waiting = ['uploaded', 'reading', 'awaiting_upload'];
  const previewed = await settled(read, ({ status }) => !waiting.includes(status), 'the preview');
  if (previewed.status === 'previewed')
    await client.call('imports.commit', { params, body: { round: ROUND, title: TITLE, onlyGood: true } });
  const committed = await settled(read, ({ status }) => status !== 'committing', 'the import');
  if (committed.status !== 'committed' || !committed.batchId)
    throw new Error(`the ledger was not imported: ${committed.status} ${committed.problem?.message ?? ''}`);
  const batch = { tenantId: TENANT, batchId: committed.batchId };
  const readBatch = async () => (await client.call('batches.get', { params: batch })).data;
  const draft = (await readBatch()).status === 'draft';
  if (draft) await client.call('batches.publish', { params: batch, body: { feedbackDate: FEEDBACK_DATE } });
  await settled(readBatch, ({ status }) => status === 'published', 'the publication');
  return draft;
};
