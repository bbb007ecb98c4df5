import type { FindingDetail } from '../../../api/types.ts';

type Given = Partial<Omit<FindingDetail, 'finding'>> & {
  readonly finding?: Partial<FindingDetail['finding']>;
};

/** For tests: a finding as its page gets it, with what a test names different. */
export const detailFixture = ({ finding, ...rest }: Given = {}): FindingDetail => ({
  finding: {
    tenantId: 'bhcyc',
    id: 'f',
    no: '1',
    title: 'title',
    round: 'round',
    batchId: 'b',
    state: 'rectifying',
    termClass: 'time_limited',
    overdue: false,
    measureCount: 1,
    measureDone: 0,
    extensions: 0,
    progress: 0,
    dueDate: '2025-03-01',
    responsibility: { leaderName: 'leader', supportingDepartments: [] },
    parents: [],
    children: [],
    version: 1,
    createdAt: '2025-01-01T00:00:00.000Z',
    updatedAt: '2025-01-01T00:00:00.000Z',
    ...finding,
  },
  body: { text: 'text' },
  measures: [],
  evidence: [],
  cases: [],
  course: { whole: { planned: 0, actual: 0, deviation: 0 }, measures: [], reasons: [], formula: [] },
  reports: [],
  requests: [],
  timeline: [],
  timelineTruncated: false,
  missing: [],
  possible: [],
  ...rest,
});
