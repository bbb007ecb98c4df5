// @vitest-environment happy-dom

import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import type { Client, OutputOf } from '@xuncha/contracts';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { ApiProvider } from '../../../../api/client-context.ts';
import { createQueryClient } from '../../../../api/query-client.ts';
import type { CloseoutCase, FindingDetail } from '../../../../api/types.ts';
import { loadAllTexts, startI18n } from '../../../../i18n/index.ts';
import { detailFixture } from '../detail-fixture.ts';
import { FindingProvider } from '../finding-context.ts';
import { CompareButton } from './CompareDialog.tsx';

beforeAll(async () => {
  await startI18n();
  await loadAllTexts();
});
afterEach(cleanup);

type Snapshot = OutputOf<'closeouts.snapshot'>['snapshot'];
const [FIRST, SECOND] = ['01jtest000000000000000cas1', '01jtest000000000000000cas2'];
const caseOf = (id: string, at: string, status: CloseoutCase['status']): CloseoutCase => ({
  id,
  status,
  gates: [],
  policyVersion: 1,
  application: { result: '结果', similarCheck: '已排查', newRules: [], by: 'u', byName: '申请人', at },
  snapshotHash: 'a'.repeat(64),
  frozen: true,
});
const snapshot: Snapshot = {
  finding: {
    id: 'f',
    no: '1',
    round: '轮',
    text: '原文',
    termClass: 'time_limited',
    responsibility: { leaderName: '甲', supportingDepartments: [] },
    dueDate: '2025-03-01',
  },
  application: caseOf(FIRST, '2025-02-01T00:00:00.000Z', 'returned').application,
  measures: [
    {
      id: 'm1',
      seq: 1,
      text: '修订制度',
      term: { kind: 'date', date: '2025-03-01' },
      status: 'done',
      progress: 100,
      result: '已修订',
    },
  ],
  evidence: [{ id: 'e1', fileName: '制度.pdf', sha256: '1'.repeat(64), size: 2048, measureId: 'm1' }],
};
const LATER: Snapshot = {
  ...snapshot,
  application: { ...snapshot.application, result: '补充后的结果' },
  measures: snapshot.measures.map((measure) => ({ ...measure, result: '已修订并检查' })),
  evidence: [{ id: 'e2', fileName: '制度.pdf', sha256: '2'.repeat(64), size: 4096, measureId: 'm1' }],
};

const detailOf = (state: FindingDetail['finding']['state'], cases: CloseoutCase[]): FindingDetail =>
  detailFixture({
    finding: { state, responsibility: { leaderName: '甲', supportingDepartments: [] } },
    body: { text: '原文' },
    cases,
  });

const show = (detail: FindingDetail) => {
  const asked: string[] = [];
  const client: Client = {
    async call(_id, input) {
      const caseId = String(Object.entries(input.params ?? {}).find(([key]) => key === 'caseId')?.[1]);
      asked.push(caseId);
      const answer = {
        hash: caseId === FIRST ? 'f'.repeat(64) : 'e'.repeat(64),
        snapshot: caseId === FIRST ? snapshot : LATER,
      };
      return { data: JSON.parse(JSON.stringify(answer)), etag: undefined };
    },
  };
  render(
    <QueryClientProvider client={createQueryClient()}>
      <ApiProvider value={{ client, membership: 'm' }}>
        <FindingProvider value={{ tenantId: 'bhcyc', findingId: 'f', detail, etag: undefined }}>
          <CompareButton />
        </FindingProvider>
      </ApiProvider>
    </QueryClientProvider>,
  );
  return asked;
};
const BOTH = [
  caseOf(FIRST, '2025-02-01T00:00:00.000Z', 'returned'),
  caseOf(SECOND, '2025-03-01T00:00:00.000Z', 'closed'),
];

it('shows fields, measures and files with their checksums that changed between two applications', async () => {
  const asked = show(detailOf('closed', BOTH));
  fireEvent.click(screen.getByRole('button', { name: '比较版本' }));
  const difference = within(await screen.findByTestId('difference'));
  expect(asked.sort()).toEqual([FIRST, SECOND]);
  const lines = difference.getAllByTestId('changed-line').map(({ textContent }) => textContent);
  expect(lines[0]).toBe('整改结果结果补充后的结果');
  expect(lines[1]).toBe('整改结果已修订已修订并检查');
  // Word by word: only what was put in is marked.
  const marked = difference.getAllByTestId('changed-line')[1]?.querySelectorAll('del, ins');
  expect(Array.from(marked ?? [], ({ tagName, textContent }) => [tagName, textContent])).toEqual([
    ['INS', '并检查'],
  ]);
  const file = within(difference.getByTestId('evidence-replaced'));
  expect(file.getByText('1'.repeat(64))).toBeDefined();
  expect(file.getByText('2'.repeat(64))).toBeDefined();
  expect(screen.getByText('f'.repeat(64))).toBeDefined();
});

it('holds the present state against the last application while people work on it', async () => {
  show(detailOf('rectifying', BOTH.slice(0, 1)));
  fireEvent.click(screen.getByRole('button', { name: '比较版本' }));
  const difference = within(await screen.findByTestId('difference'));
  expect(difference.getByTestId('measure-removed').textContent).toContain('修订制度');
  expect(difference.getByTestId('evidence-removed').textContent).toContain('1'.repeat(64));
  expect(screen.getByText(/不比较申请里填写的内容/)).toBeDefined();
});

it('is not offered for one version alone, or for a case of which nothing is kept', () => {
  show(detailOf('closed', BOTH.slice(0, 1)));
  expect(screen.queryByRole('button', { name: '比较版本' })).toBeNull();
  cleanup();
  show(
    detailOf(
      'closed',
      BOTH.map((one) => ({ ...one, frozen: undefined })),
    ),
  );
  expect(screen.queryByRole('button', { name: '比较版本' })).toBeNull();
});
