import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frozenAssembly } from '../journeys/bench.ts';
import { killAtEveryWrite, STRIDE } from './every-write.ts';
import { closing, exporting, importing, provisioning } from './killed-journeys.ts';
import { prepareStartState, type StartState } from './start-state.ts';

/**
 * Nothing is lost and nothing is doubled, wherever the machine dies.
 *
 * Covered by `npm run kill-test`: for each of the four journeys, *every* durable write n of a whole run; by `npm test`:
 * every twelfth n, from the first on. Writes are DynamoDB requests that write (before they are made, and once more after
 * they are made and before anybody hears of it), S3 blobs and catalogue, commits of the Step Functions journal and
 * checkpoints of the three stream consumers. For every n the journey starts from the same prepared data, the process
 * kills itself with SIGKILL at write n, is started again, and the people repeat only what was not answered, with the
 * same Idempotency-Key. No operator helps, and the reconciler leaves alone what is younger than two minutes. Consumers
 * run side by side, so the n-th write need not be the same write in two runs; what counts is that no n ends wrong, until
 * runs have no n-th write any more.
 *
 * That it can fail was shown by hand, on bundles changed for the purpose:
 * - counters that don't remember the last record they applied: wrong by one after a death between counting and
 *   checkpoint (before `streams:checkpoint …ProjectionsFeed`);
 * - commands that don't look for their first answer: the repeated application is refused after a death behind its
 *   transaction (after `TransactWriteItems ×4`);
 * - a relay that completes a gate's token when the gate opens, without a decision in the table: the gate opener sends
 *   the workflow back, so nothing is lost, but gate states are entered that should not be.
 *
 * Not covered: the loss of what the operating system has taken but not written to the disk (power failure), and
 * a second death during the recovery.
 */

const directory = mkdtempSync(join(tmpdir(), 'xuncha-kill-'));
let assemblyDir: string;
let state: StartState;

beforeAll(async () => {
  assemblyDir = await frozenAssembly(directory);
  state = await prepareStartState(assemblyDir, join(directory, 'start'));
}, 240_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/**
 * The least number of writes a journey has, so that the test can't pass because the hooks no longer fire.
 * A whole close-out takes about 120 (each write of the table counted before and after it).
 */
describe('a machine that dies at any durable write', () => {
  it.each([
    [closing, 80],
    [importing, 15],
    [provisioning, 20],
    [exporting, 15],
  ])(
    '%# ends its journey as if nothing had happened',
    async (journey, least) => {
      const began = performance.now();
      const { kills, faults } = await killAtEveryWrite(assemblyDir, state, journey);
      const seconds = ((performance.now() - began) / 1000).toFixed(0);
      console.log(`${journey.name}: killed at ${kills.length} writes in ${seconds} s`);
      // The first ones tell enough: a fault of every run would fill pages.
      expect(faults.slice(0, 20)).toEqual([]);
      expect(kills.length).toBeGreaterThan(least / STRIDE);
    },
    1_800_000,
  );
});
