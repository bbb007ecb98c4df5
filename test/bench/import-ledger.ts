/**
 * Times a ledger's whole way through the product on the embedded engines, as one machine runs them: upload, reading
 * and preview, commit, publication. The stream is pumped here; engines, API functions and jobs are the real ones.
 * Run: `node test/bench/import-ledger.ts [rows] [runs]`. Prints a table of medians and writes JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSubsidiary, officeAt, startImportScene } from '../../functions/jobs/import-scene.fixture.ts';
import { startEngine } from '../../packages/local/src/dynamodb/engine.ts';
import { startTestSts } from '../engine/sts.ts';
import { createTestTable } from '../engine/table.ts';
import { writeSyntheticLedger } from '../fixtures/synthetic-ledger.ts';

const rows = Number(process.argv[2] ?? 5_000);
const runs = Number(process.argv[3] ?? 3);

const STEPS = ['upload', 'readAndPreview', 'commit', 'publish'] as const;
const samples: Record<(typeof STEPS)[number], number[]> = {
  upload: [],
  readAndPreview: [],
  commit: [],
  publish: [],
};
const timed = async <T>(step: (typeof STEPS)[number], work: () => Promise<T>): Promise<T> => {
  const start = performance.now();
  const value = await work();
  samples[step].push(performance.now() - start);
  return value;
};
const median = (values: readonly number[]): number =>
  Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);

const dataDir = mkdtempSync(join(tmpdir(), 'xuncha-bench-'));
const engine = await startEngine({
  dataDir,
  logFile: join(dataDir, 'engine.log'),
  now: Date.now,
  consumedUpTo: new Map(),
  reporter: { info: () => undefined, warn: () => undefined },
});
const table = await createTestTable(engine.url);
const sts = await startTestSts();
const scene = await startImportScene({
  ...table,
  sts,
  stop: async () => {
    await sts.stop();
    await engine.stop();
  },
});
// Requests and jobs log a line each; here only the table counts.
const { log } = console;
console.log = () => undefined;

const bytes = await writeSyntheticLedger(rows);
let findings = 0;
for (let run = 0; run < runs; run += 1) {
  const tenantId = await newSubsidiary(table.table);
  const office = officeAt(scene, tenantId);
  const { body } = await office.register('台账.xlsx', bytes);
  await timed('upload', () =>
    fetch(body.upload.url, { method: 'PUT', headers: body.upload.headers, body: new Uint8Array(bytes) }),
  );
  await timed('readAndPreview', () => scene.pump.drain());
  const { status } = await office.commit(body.import.id);
  if (status !== 202) throw new Error(`the commit answered ${status}`);
  await timed('commit', () => scene.pump.drain());
  const done = await office.detail(body.import.id);
  if (done.status !== 'committed') throw new Error(`the import ended as ${done.status}`);
  findings = done.imported ?? 0;
  await office.call('batches.publish', { batchId: done.batchId, body: { feedbackDate: '2024-09-12' } });
  await timed('publish', () => scene.pump.drain());
}

const medians = Object.fromEntries(STEPS.map((step) => [`${step}Ms`, median(samples[step])]));
const importMs = ['upload', 'readAndPreview', 'commit'].reduce(
  (sum, step) => sum + (medians[`${step}Ms`] ?? 0),
  0,
);
const result = { rows, runs, findings, fileBytes: bytes.length, ...medians, importMs };
console.log = log;
console.table(result);
const output = new URL('./results/import-ledger.json', import.meta.url);
await mkdir(new URL('.', output), { recursive: true });
await writeFile(output, `${JSON.stringify(result, null, 2)}\n`);
await scene.stop();
table.client.destroy();
await engine.stop();
rmSync(dataDir, { recursive: true, force: true });
