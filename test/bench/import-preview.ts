/**
 * Times the import of a 5,000-row ledger, step by step, beside ExcelJS reading the same file in the same run.
 * Run: `node test/bench/import-preview.ts [rows] [runs]`. Prints a table of medians and writes JSON.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import ExcelJS from 'exceljs';
import { readWorkbook } from '../../packages/documents/src/index.ts';
import { buildPreview, chooseSheet, type Sheet } from '../../packages/domain/src/ledger/index.ts';
import { SYNTHETIC_DEPARTMENTS, writeSyntheticLedger } from '../fixtures/synthetic-ledger.ts';

const rows = Number(process.argv[2] ?? 5_000);
const runs = Number(process.argv[3] ?? 5);

const departments = SYNTHETIC_DEPARTMENTS.map((name) => ({ id: name, name }));

async function timed<T>(work: () => T | Promise<T>): Promise<{ value: T; ms: number }> {
  const start = performance.now();
  const value = await work();
  return { value, ms: performance.now() - start };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function preview(sheets: readonly Sheet[]) {
  const choice = chooseSheet(sheets);
  const sheet = sheets[choice?.index ?? -1];
  if (choice === undefined || sheet === undefined) throw new Error('no ledger in the file');
  return buildPreview(sheet, choice.detection, {
    departments,
    people: [],
    round: { feedbackDate: '2024-09-12' },
  });
}

async function readWithExcelJs(bytes: Uint8Array): Promise<void> {
  const copy = new Uint8Array(bytes);
  await new ExcelJS.Workbook().xlsx.load(copy.buffer);
}

const written = await timed(() => writeSyntheticLedger(rows));
const bytes = written.value;
const samples: Record<'read' | 'preview' | 'readAndPreview' | 'excelJsRead', number[]> = {
  read: [],
  preview: [],
  readAndPreview: [],
  excelJsRead: [],
};
let totals = {};
// Alternating, so that a busy spell of the machine falls on both.
for (let run = 0; run < runs; run += 1) {
  const read = await timed(() => readWorkbook(bytes));
  const previewed = await timed(() => preview(read.value));
  samples.read.push(read.ms);
  samples.preview.push(previewed.ms);
  samples.readAndPreview.push(read.ms + previewed.ms);
  samples.excelJsRead.push((await timed(() => readWithExcelJs(bytes))).ms);
  totals = previewed.value.totals;
}

const result = {
  rows,
  runs,
  fileBytes: bytes.length,
  writeMs: Math.round(written.ms),
  readMs: Math.round(median(samples.read)),
  previewMs: Math.round(median(samples.preview)),
  readAndPreviewMs: Math.round(median(samples.readAndPreview)),
  excelJsReadMs: Math.round(median(samples.excelJsRead)),
  readToExcelJs: Number((median(samples.read) / median(samples.excelJsRead)).toFixed(3)),
  totals,
};
console.table(Object.fromEntries(Object.entries(result).filter(([, value]) => typeof value === 'number')));
const output = new URL('./results/import-preview.json', import.meta.url);
await mkdir(new URL('.', output), { recursive: true });
await writeFile(output, `${JSON.stringify(result, null, 2)}\n`);
