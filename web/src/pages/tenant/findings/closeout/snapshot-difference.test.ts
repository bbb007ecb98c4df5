import { describe, expect, it } from 'vitest';
import type { EvidenceItem, FindingDetail, Measure } from '../../../../api/types.ts';
import { snapshotDifference } from './snapshot-difference.ts';

const measure = (over: Partial<Measure> = {}): Measure => ({
  id: 'm1',
  seq: 1,
  text: '修订制度',
  supportingDepartments: [],
  term: { kind: 'date', date: '2025-03-01' },
  status: 'done',
  progress: 100,
  result: '已修订',
  ...over,
});
const item = (over: Partial<EvidenceItem> = {}): EvidenceItem => ({
  id: 'e1',
  purpose: 'measure',
  measureId: 'm1',
  fileName: '制度.pdf',
  size: 1,
  sha256: 'a'.repeat(64),
  contentType: 'application/pdf',
  formedOn: '2025-01-01',
  uploadedBy: 'u',
  uploadedByName: '经办人',
  registeredAt: '2025-01-01T00:00:00.000Z',
  status: 'verified',
  ...over,
});
type Seen = Parameters<typeof snapshotDifference>[0];
const FINDING: FindingDetail['finding'] = {
  tenantId: 'bhcyc',
  id: 'f',
  no: '1',
  title: '题',
  round: '轮',
  batchId: 'b',
  state: 'closing',
  termClass: 'time_limited',
  overdue: false,
  measureCount: 1,
  extensions: 0,
  measureDone: 1,
  progress: 100,
  dueDate: '2025-03-01',
  responsibility: { leaderName: '甲', supportingDepartments: [] },
  parents: [],
  children: [],
  version: 1,
  createdAt: '2025-01-01T00:00:00.000Z',
  updatedAt: '2025-01-01T00:00:00.000Z',
};
const seen = (over: Partial<Seen> = {}): Seen => ({
  finding: FINDING,
  measures: [measure()],
  evidence: [item()],
  cases: [],
  ...over,
});

describe('snapshotDifference', () => {
  it('is empty for the same case', () => {
    expect(snapshotDifference(seen(), seen())).toEqual([]);
  });

  it('leaves out minutes and files that do not count', () => {
    const after = seen({
      evidence: [item(), item({ id: 'e2', purpose: 'minutes' }), item({ id: 'e3', status: 'refused' })],
    });
    expect(snapshotDifference(seen(), after)).toEqual([]);
  });

  it('tells added, removed and replaced evidence apart', () => {
    const before = seen({ evidence: [item(), item({ id: 'e2', fileName: '照片.jpg' })] });
    const after = seen({
      evidence: [item({ sha256: 'b'.repeat(64) }), item({ id: 'e3', fileName: '纪要.pdf' })],
    });
    expect(snapshotDifference(before, after)).toEqual([
      { kind: 'evidenceReplaced', name: '制度.pdf' },
      { kind: 'evidenceAdded', name: '纪要.pdf' },
      { kind: 'evidenceRemoved', name: '照片.jpg' },
    ]);
  });

  it('names what changed in a measure', () => {
    const after = seen({ measures: [measure({ progress: 80, result: '部分修订', text: '修订两项制度' })] });
    expect(snapshotDifference(seen(), after)).toEqual([
      { kind: 'measureText', seq: 1 },
      { kind: 'measureProgress', seq: 1, before: 100, after: 80 },
      { kind: 'measureResult', seq: 1 },
    ]);
  });

  it('a withdrawn measure counts as removed', () => {
    const after = seen({ measures: [measure({ status: 'withdrawn' }), measure({ id: 'm2', seq: 2 })] });
    expect(snapshotDifference(seen(), after)).toEqual([
      { kind: 'measureAdded', seq: 2 },
      { kind: 'measureRemoved', seq: 1 },
    ]);
  });

  it('sees responsibility and due date', () => {
    const after = seen({ finding: { ...FINDING, dueDate: '2025-04-01' } });
    expect(snapshotDifference(seen(), after)).toEqual([{ kind: 'finding' }]);
  });
});
