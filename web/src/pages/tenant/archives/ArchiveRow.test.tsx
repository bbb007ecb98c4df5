// @vitest-environment happy-dom

import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { type Client, ProblemError } from '@xuncha/contracts';
import type { ReactNode } from 'react';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { ApiProvider } from '../../../api/client-context.ts';
import { type Me, MeProvider } from '../../../api/me.ts';
import { createQueryClient } from '../../../api/query-client.ts';
import type { ArchiveExport } from '../../../api/types.ts';
import { ToastProvider } from '../../../components/use-toast.ts';
import { loadAllTexts, startI18n } from '../../../i18n/index.ts';
import { ArchiveRow } from './ArchiveRow.tsx';

beforeAll(async () => {
  await startI18n();
  await loadAllTexts();
});
afterEach(cleanup);

const me: Me = {
  userId: 'auditor',
  name: '审计员癸',
  current: {
    membershipId: '01jtest000000000000000mbr1',
    tenantId: 'jituan',
    tenantName: '集团',
    tenantKind: 'group',
    roles: ['auditor'],
  },
  memberships: [],
  actions: { 'archive.read': 'group', 'archive.export': 'group' },
};
const archive: ArchiveExport = {
  id: '01jtest000000000000000arc1',
  tenantId: 'bhcyc',
  no: 'BHCYC-A-2025-0001',
  scope: { kind: 'tenant' },
  scopeTitle: '北河采油厂全部巡察反馈问题',
  purpose: '年度审计',
  status: 'expired',
  downloads: 1,
  createdAt: '2025-03-03T02:00:00.000Z',
  createdByName: '审计员癸',
  expiresOn: '2025-06-01',
  mayRebuild: true,
  bags: [{ number: 1, fileName: '档案.zip', findings: 1, files: 1, size: 1000 }],
};

/** A server without the file. */
const show = (over: Partial<ArchiveExport> = {}) => {
  const calls: unknown[] = [];
  const client: Client = {
    async call(id, input) {
      calls.push([id, JSON.parse(JSON.stringify(input)).body]);
      if (id === 'archives.download')
        throw new ProblemError({ status: 409, code: 'archive_expired', detail: '档案文件已过保存期限' });
      return { data: JSON.parse(JSON.stringify({ ...archive, status: 'queued' })), etag: undefined };
    },
  };
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <QueryClientProvider client={createQueryClient()}>
      <ApiProvider value={{ client, membership: undefined }}>
        <MeProvider value={me}>
          <ToastProvider value={{ success: () => undefined }}>{children}</ToastProvider>
        </MeProvider>
      </ApiProvider>
    </QueryClientProvider>
  );
  render(<ArchiveRow archive={{ ...archive, ...over }} />, { wrapper });
  return calls;
};

it('an expired archive says so, offers no download, and is built again for a purpose', async () => {
  const calls = show();
  screen.getByText('已过期');
  expect(screen.queryByRole('button', { name: /^下载/ })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: '重新生成：BHCYC-A-2025-0001' }));
  fireEvent.change(await screen.findByLabelText('用途'), { target: { value: '复核审计' } });
  fireEvent.click(screen.getByRole('button', { name: '重新生成' }));
  await waitFor(() => expect(calls).toEqual([['archives.rebuild', { reason: '复核审计' }]]));
});

it('an archive whose file is gone before its day offers to build it again', async () => {
  show({ status: 'ready', mayRebuild: false, expiresOn: '2099-12-31' });
  expect(screen.queryByRole('button', { name: /^重新生成/ })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: '下载：档案.zip' }));
  await screen.findByRole('button', { name: '重新生成：BHCYC-A-2025-0001' });
});
