import { parentPort, workerData } from 'node:worker_threads';
import { readWorkbook } from './read-workbook.ts';
import { WorkbookError } from './workbook-error.ts';

/** Reads a workbook in a thread of bounded memory: a hostile file ends this thread at worst, not the test. */
const bytes: Uint8Array = workerData;
const started = performance.now();
try {
  const sheets = await readWorkbook(bytes);
  parentPort?.postMessage({ code: 'read', rows: sheets[0]?.rows.length, ms: performance.now() - started });
} catch (error) {
  const code = error instanceof WorkbookError ? error.code : `unexpected: ${error}`;
  parentPort?.postMessage({
    code,
    message: error instanceof Error ? error.message : '',
    ms: performance.now() - started,
  });
}
