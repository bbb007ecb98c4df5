import { describe, expect, it } from 'vitest';
import { batchesOf, type DecidableTask } from './meeting-choice.ts';

const task = (tenantId: string, no: number): DecidableTask => ({
  id: `${tenantId}-${no}`,
  tenantId,
  tenantName: `单位${tenantId}`,
  findingId: `finding-${no}`,
  kind: 'leading_group',
  why: '等待决定',
  no: String(no),
  title: '采购未公开招标',
  round: '2024年第二轮',
  overdue: false,
  caseId: `case-${no}`,
  visit: 1,
  snapshotHash: 'a'.repeat(64),
  since: '2025-03-01T00:00:00.000Z',
});

describe('the calls of a meeting', () => {
  it('hold the cases of one unit each, in the order of the list', () => {
    const tasks = [task('beihe', 1), task('nanhe', 2), task('beihe', 3)];
    expect(batchesOf(tasks).map(({ unit, tasks: some }) => [unit, some.map(({ no }) => no)])).toEqual([
      ['单位beihe', ['1', '3']],
      ['单位nanhe', ['2']],
    ]);
    expect(batchesOf([])).toEqual([]);
  });

  it('hold no more cases than a call may decide', () => {
    const tasks = Array.from({ length: 5 }, (_one, index) => task('beihe', index));
    expect(batchesOf(tasks, 2).map((batch) => batch.tasks.length)).toEqual([2, 2, 1]);
  });
});
