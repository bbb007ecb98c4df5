import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Client, OutputOf } from '@xuncha/contracts';
import { addCalendarMonths } from '@xuncha/domain';
import { FEEDBACK_DATE, roundLater, workbookLater } from './demo-time.ts';
import { until } from './waiting.ts';

/** A ledger as a unit or the inspection office keeps it, and the batch it becomes. */
export interface DemoLedger {
  readonly tenantId: string;
  readonly fileName: string;
  readonly content: Uint8Array;
  readonly round: string;
  readonly title: string;
  readonly feedbackDate: string;
}

/** The ledger of the demonstration's first unit, so many months later than it was written. */
export const openLedger = async (months = 0): Promise<DemoLedger> => {
  const file = join(import.meta.dirname, '整改台账-北河采油厂.xlsx');
  return {
    tenantId: 'bhcyc',
    fileName: basename(file),
    content: await workbookLater(await readFile(file), months),
    round: roundLater(months),
    title: '集团党委第二轮巡察反馈问题',
    feedbackDate: addCalendarMonths(FEEDBACK_DATE, months),
  };
};

/** Asks until the answer is settled, as the page does. */
const settled = <T>(ask: () => Promise<T>, done: (answer: T) => boolean, what: string): Promise<T> =>
  until(what, async () => {
    const answer = await ask();
    return done(answer) ? answer : undefined;
  });

const register = async (
  client: Client,
  { tenantId, fileName, content }: DemoLedger,
): Promise<OutputOf<'imports.get'>['id']> => {
  const { data } = await client.call('imports.register', {
    params: { tenantId },
    body: {
      fileName,
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    },
  });
  const answer = await fetch(data.upload.url, {
    method: 'PUT',
    headers: data.upload.headers,
    body: Buffer.from(content),
  });
  if (!answer.ok) throw new Error(`the upload of the ledger was answered ${answer.status}`);
  return data.import.id;
};

/** Statuses that end in themselves; an import in one of them is not taken up again. */
const GIVEN_UP = ['failed', 'undone', 'undoing', 'awaiting_upload'];

const latestImport = async (client: Client, tenantId: string): Promise<string | undefined> => {
  const { data } = await client.call('imports.list', { params: { tenantId }, query: { limit: 20 } });
  return data.items.find(({ status }) => !GIVEN_UP.includes(status))?.id;
};

/**
 * Imports a ledger of the demonstration as the inspection office would, and publishes it: the unit finds its findings
 * delivered. Goes on wherever an interrupted run stopped.
 * @returns whether the findings were published by this run
 */
export const importLedger = async (client: Client, ledger: DemoLedger): Promise<boolean> =>
  publish(client, ledger, (await latestImport(client, ledger.tenantId)) ?? (await register(client, ledger)));

/** Imports and publishes a further ledger of a unit, whatever it has imported before. */
export const importAnew = async (client: Client, ledger: DemoLedger): Promise<boolean> =>
  publish(client, ledger, await register(client, ledger));

const publish = async (
  client: Client,
  { tenantId, round, title, feedbackDate }: DemoLedger,
  importId: string,
): Promise<boolean> => {
  const params = { tenantId, importId };
  const read = async () => (await client.call('imports.get', { params })).data;
  const waiting = ['uploaded', 'reading', 'awaiting_upload'];
  const previewed = await settled(read, ({ status }) => !waiting.includes(status), 'the preview');
  if (previewed.status === 'previewed')
    await client.call('imports.commit', { params, body: { round, title, onlyGood: true } });
  const committed = await settled(read, ({ status }) => status !== 'committing', 'the import');
  if (committed.status !== 'committed' || !committed.batchId)
    throw new Error(`the ledger was not imported: ${committed.status} ${committed.problem?.message ?? ''}`);
  const batch = { tenantId, batchId: committed.batchId };
  const readBatch = async () => (await client.call('batches.get', { params: batch })).data;
  const draft = (await readBatch()).status === 'draft';
  if (draft) await client.call('batches.publish', { params: batch, body: { feedbackDate } });
  await settled(readBatch, ({ status }) => status === 'published', 'the publication');
  return draft;
};
