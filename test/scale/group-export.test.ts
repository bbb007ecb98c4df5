import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mammoth from 'mammoth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportGroup, type GroupExport } from './group-export.ts';
import { memberOf } from './independent-readers.ts';

/**
 * The small sister of `npm run bench:group`: three units with 36 findings and 360 files, some of them large enough for
 * S3 to copy, exported while the machine is killed by force twice.
 */
const SIZE = { findings: 12, filesPerFinding: 10, largeEvery: 15, largeBytes: 8e6, smallBytes: 30e3 };

const directory = mkdtempSync(join(tmpdir(), 'xuncha-group-'));
let outcome: GroupExport;

beforeAll(async () => {
  outcome = await exportGroup({ directory, size: SIZE, tell: console.log });
}, 600_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('a group exported while the machine is killed twice', () => {
  it('was killed once while an export was gathered and once while one was composed', () => {
    expect(outcome.kills).toEqual([expect.stringMatching(/gather|seal/), expect.stringContaining('compose')]);
  });

  it('has one archive for each unit, with every file, accepted by every reader that is installed', () => {
    expect(outcome.archives.map(({ tenantId, status, lost }) => [tenantId, status, lost])).toEqual(
      outcome.units.map(({ tenantId }) => [tenantId, 'ready', []]),
    );
    expect(outcome.units.map(({ files }) => files)).toEqual([120, 120, 120]);
    for (const { readers } of outcome.archives) expect(readers).toHaveProperty('verify.mjs from the archive');
    expect(outcome.deadLetters).toBe(0);
  });

  it('holds approval sheets that another reader opens, with every decision', async () => {
    const buffer = await memberOf(join(directory, `${outcome.units[0]?.tenantId}.zip`), '/审批表.docx');
    const { value, messages } = await mammoth.extractRawText({ buffer });
    expect(messages.filter(({ type }) => type === 'error')).toEqual([]);
    for (const shown of ['审批表', '北河采油厂', '党委书记甲', '同意上报', '〔2025〕3号'])
      expect(value).toContain(shown);
  });

  it('took each step less than a minute and less than 256 MB', () => {
    const steps = new Set(outcome.invocations.map(({ step }) => step));
    expect(steps).toEqual(new Set(['gather', 'seal', 'compose', 'pack']));
    for (const { step, milliseconds, peakMiB } of outcome.invocations) {
      expect(milliseconds, step).toBeLessThan(60_000);
      expect(peakMiB, step).toBeLessThan(256);
      // A process that runs Node at all has this much: the measurement measures.
      expect(peakMiB, step).toBeGreaterThan(30);
    }
  });
});
