import { expect, test } from 'vitest';
import { measureLedger, readLedgerFile, unmeasured } from './cost-ledger.ts';

const FINDINGS = 10_000;
const TIMEOUT_MS = 120_000;

// One size to a file: the functions read their environment once, and vitest gives each file a process of its own.
test(`every operation costs what the ledger says in a tenant of ${FINDINGS} findings`, {
  timeout: TIMEOUT_MS,
}, async () => {
  const measured = await measureLedger(FINDINGS);
  expect(unmeasured(measured.operations)).toEqual([]);
  expect(measured).toEqual(readLedgerFile());
});
