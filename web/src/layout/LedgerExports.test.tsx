// @vitest-environment happy-dom

import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { type Client, type OutputOf, ProblemError } from '@xuncha/contracts';
import { MemoryRouter, useNavigate } from 'react-router';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { ApiProvider } from '../api/client-context.ts';
import { type Me, MeProvider } from '../api/me.ts';
import { openExports, useOpenExports } from '../api/open-exports.ts';
import { createQueryClient } from '../api/query-client.ts';
import { ToastProvider } from '../components/use-toast.ts';
import { loadAllTexts, startI18n } from '../i18n/index.ts';
import LedgerExports from './LedgerExports.tsx';

type Item = OutputOf<'ledgerExports.get'>;

beforeAll(async () => {
  await startI18n();
  await loadAllTexts();
});
beforeEach(() => vi.useFakeTimers({ shouldAdvanceTime: true }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
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
  actions: { 'finding.export': 'tenant' },
};

let visits = 0;

/** A server that has one export, in the state the test says. */
const show = (path: string, first: Partial<Item> = {}) => {
  visits += 1;
  const membership = `m${visits}`;
  const server = {
    item: {
      id: 'e1',
      status: 'queued',
      looked: 512,
      total: 2048,
      createdAt: '2025-03-03T02:00:00Z',
      ...first,
    },
    refusal: undefined as ProblemError | undefined,
  };
  const sent: string[] = [];
  const told: string[] = [];
  const client: Client = {
    async call(id, input) {
      const { params = {}, body } = JSON.parse(JSON.stringify(input));
      const answer = (data: unknown) => ({ data: JSON.parse(JSON.stringify(data)), etag: undefined });
      if (id === 'ledgerExports.get') return answer(server.item);
      sent.push([id, params.exportId, body?.query].filter(Boolean).join(' '));
      if (server.refusal) throw server.refusal;
      if (id === 'ledgerExports.download')
        return answer({ url: 'https://files/e1', fileName: '台账.xlsx', expiresAt: '' });
      if (id === 'ledgerExports.create') server.item = { ...server.item, id: 'e2', status: 'queued' };
      return answer(server.item);
    },
  };
  openExports.add(membership, { tenantId: 'bhcyc', exportId: 'e1', query: 'due=open' });
  let go: ReturnType<typeof useNavigate> = () => undefined;
  const Frame = () => {
    go = useNavigate();
    const open = useOpenExports(membership);
    return open.length > 0 ? <LedgerExports open={open} /> : <p>没有导出</p>;
  };
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
  render(
    <QueryClientProvider client={createQueryClient()}>
      <ApiProvider value={{ client, membership }}>
        <MeProvider value={me}>
          <ToastProvider value={{ success: (text) => told.push(text) }}>
            <MemoryRouter initialEntries={[path]}>
              <Frame />
            </MemoryRouter>
          </ToastProvider>
        </MeProvider>
      </ApiProvider>
    </QueryClientProvider>,
  );
  const done = (over: Partial<Item> = {}) => {
    server.item = { ...server.item, status: 'ready', rows: 1200, expiresOn: '2025-03-10', ...over };
    return act(() => vi.advanceTimersByTimeAsync(700));
  };
  return { server, sent, told, click, done, go: (to: string) => act(async () => go(to)) };
};
const LEDGER = '/t/bhcyc/ledger';
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

it('tells whoever is elsewhere how far it is and that it is ready, and leads to the file', async () => {
  const { sent, told, click, done } = show('/notifications');
  await waitFor(() => expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('25'));
  expect(screen.getByRole('status').textContent).toContain('正在生成北河采油厂的台账');
  await done();
  await waitFor(() =>
    expect(screen.getByRole('status').textContent).toBe(
      '北河采油厂的台账已生成（1200 条），文件保留到 2025-03-10',
    ),
  );
  expect([sent, click.mock.calls]).toEqual([[], []]);
  press('下载');
  await waitFor(() => expect(told).toEqual(['已导出 1200 条：台账.xlsx']));
  expect([sent, click.mock.calls.length]).toEqual([['ledgerExports.download e1'], 1]);
  expect(screen.getByText('没有导出')).toBeDefined();
});

it('gives it to whoever waits at the ledger, or comes back there, by itself and once', async () => {
  const { sent, done, go } = show(LEDGER);
  await go('/notifications');
  await done();
  await waitFor(() => expect(screen.getByText(/台账已生成/)).toBeDefined());
  expect(sent).toEqual([]);
  await go(LEDGER);
  await waitFor(() => expect(screen.getByText('没有导出')).toBeDefined());
  expect(sent).toEqual(['ledgerExports.download e1']);
});

it('calls it off at the server, and says so when it was too late', async () => {
  const { server, sent, told, done } = show(LEDGER);
  await waitFor(() => expect(screen.getByRole('progressbar')).toBeDefined());
  server.refusal = new ProblemError({ status: 409, code: 'export_ended', detail: '这份台账已经生成' });
  server.item = { ...server.item, status: 'ready', rows: 3, expiresOn: '2025-03-10' };
  press('取消导出');
  await waitFor(() => expect(screen.getByText(/这份台账已经生成/)).toBeDefined());
  // Whoever did not want it is not given it unasked.
  expect(sent).toEqual(['ledgerExports.cancel e1']);
  server.refusal = undefined;
  await done({ status: 'queued' });
  cleanup();
  const other = show(LEDGER);
  await waitFor(() => expect(screen.getByRole('progressbar')).toBeDefined());
  press('取消导出');
  await waitFor(() => expect(other.told).toEqual(['已取消导出，没有留下文件']));
  expect(other.sent).toEqual(['ledgerExports.cancel e1']);
  expect(screen.getByText('没有导出')).toBeDefined();
  expect(told).toEqual([]);
});

it('whose file has gone is made again of the same view', async () => {
  const { sent } = show('/', { status: 'expired' });
  await waitFor(() => expect(screen.getByText('这次导出的文件已过保留期（7 天）')).toBeDefined());
  press('重新导出');
  await waitFor(() => expect(screen.getByRole('progressbar')).toBeDefined());
  expect(sent).toEqual(['ledgerExports.create due=open']);
});

it('is still there after a reload of the tab', () => {
  openExports.add('kept', { tenantId: 'bhcyc', exportId: 'e9', query: '' });
  expect(JSON.parse(sessionStorage.getItem('xuncha.exports.kept') ?? '')).toMatchObject([{ exportId: 'e9' }]);
});
