// @vitest-environment happy-dom

import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import type { Client } from '@xuncha/contracts';
import { parseLedgerView } from '@xuncha/domain';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { ApiProvider } from '../../../api/client-context.ts';
import { type Me, MeProvider } from '../../../api/me.ts';
import { createQueryClient } from '../../../api/query-client.ts';
import { loadAllTexts, startI18n, switchLanguage } from '../../../i18n/index.ts';
import { PrintedView } from './PrintedView.tsx';

beforeAll(async () => {
  await startI18n();
  await loadAllTexts();
});
afterEach(async () => {
  cleanup();
  await switchLanguage('zh-CN');
});

const me: Me = {
  userId: 'office',
  name: '整改办甲',
  current: {
    membershipId: '01jtest000000000000000mbr1',
    tenantId: 'bhcyc',
    tenantName: '北河采油厂',
    tenantKind: 'subsidiary',
    roles: ['rectification_office'],
  },
  memberships: [],
  actions: { 'tenant.read': 'tenant', 'batch.read': 'tenant' },
};
const ANSWERS: Readonly<Record<string, unknown>> = {
  'tenants.get': { departments: [{ id: 'dep1', name: '物资供应站', order: 1 }] },
  'batches.list': { items: [{ id: 'b1', title: '第二轮反馈问题' }] },
  'ledgerViews.list': { views: [], mayShare: false, startId: 'all', startQuery: '' },
};
const client: Client = {
  async call(id) {
    return { data: JSON.parse(JSON.stringify(ANSWERS[id])), etag: undefined };
  },
};

const show = (query: string, viewId: string) => {
  const view = parseLedgerView(new Map(new URLSearchParams(query).entries()));
  const ignore = () => undefined;
  const ledger = { view, columns: [], viewId, query, bare: false, filtered: true };
  render(
    <QueryClientProvider client={createQueryClient()}>
      <ApiProvider value={{ client, membership: 'm' }}>
        <MeProvider value={me}>
          <PrintedView
            tenantId="bhcyc"
            ledger={{
              ...ledger,
              filter: ignore,
              change: ignore,
              clear: ignore,
              open: ignore,
              forgetName: ignore,
            }}
          />
        </MeProvider>
      </ApiProvider>
    </QueryClientProvider>,
  );
  return () => [...screen.getByTestId('printed-view').children].map(({ textContent }) => textContent);
};

const EVERYTHING =
  'q=采购&state=rectifying,closing&due=overdue&departmentId=dep1&batchId=b1&alert=red&round=2024年第二轮&category=采购' +
  '&domain=经营&person=李&termClass=immediate&idle=stalled&result=stage&rules=built&step=done&closedIn=2025-01&inTime=no' +
  '&order=-progress';

it('names every condition, the order and the changed view', async () => {
  const lines = show(EVERYTHING, 'open');
  await waitFor(() =>
    expect(lines()).toEqual([
      '筛选：关键词：采购；状态：整改中、销号中；期限：已逾期；责任部门：物资供应站；批次：第二轮反馈问题；预警：逾期；' +
        '轮次：2024年第二轮；类别：采购；领域：经营；人员：李；整改类型：立行立改；推进情况：久未推进；' +
        '整改结果：阶段性成果，持续整改；制度建设：已建制度；整改环节：措施完成；销号月份：2025-01；是否按时：逾期销号',
      '视图：未销号（已调整）；排序：按整改进度降序',
    ]),
  );
});

it('in English too, and says that nothing is left out', async () => {
  await switchLanguage('en');
  const lines = show('', 'all');
  await waitFor(() =>
    expect(lines()).toEqual(['Filters: all findings', 'View: All findings; Order: Due, ascending']),
  );
  cleanup();
  const narrowed = show('state=rectifying,closing&due=overdue&departmentId=dep1', 'gone');
  await waitFor(() =>
    expect(narrowed()).toEqual([
      'Filters: state: Rectifying, Closing; due: Overdue; department: 物资供应站',
      'Order: Due, ascending',
    ]),
  );
});
