// @vitest-environment happy-dom

import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { type Client, ProblemError } from '@xuncha/contracts';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { ApiProvider } from '../../api/client-context.ts';
import { createQueryClient } from '../../api/query-client.ts';
import type { NotificationLine } from '../../api/types.ts';
import { ToastProvider } from '../../components/use-toast.ts';
import { loadAllTexts, startI18n } from '../../i18n/index.ts';
import NotificationsPage from './NotificationsPage.tsx';

beforeAll(async () => {
  await startI18n();
  await loadAllTexts();
});
afterEach(cleanup);

const line = (id: string): NotificationLine => ({
  id,
  tenantId: 'bhcyc',
  tenantName: '北河采油厂',
  subject: { type: 'finding', id: '01jtest000000000000000fnd1' },
  no: id,
  title: '问题',
  why: '整改期限临近',
  due: '2025-03-01',
  on: '2025-02-22',
  overdue: false,
  unread: true,
});

/** A server whose commands answer when the test says so. */
const show = () => {
  const sent: unknown[] = [];
  const seen = new Set<string>();
  let mail: string | undefined;
  const { promise, resolve: settle } = Promise.withResolvers<Error | undefined>();
  const client: Client = {
    async call(id, input) {
      const body = JSON.parse(JSON.stringify(input)).body;
      const answer = (data: unknown) => ({ data: JSON.parse(JSON.stringify(data)), etag: undefined });
      if (id === 'notifications.list') {
        const items = ['1', '2', '3'].map((each) => ({ ...line(each), unread: !seen.has(each) }));
        return answer({ items, unread: 3 - seen.size });
      }
      if (id === 'preferences.get') return answer({ digest: false, email: mail });
      sent.push([id, body]);
      const failure = await promise;
      if (failure) throw failure;
      if (id === 'notifications.markSeen') for (const each of body.ids) seen.add(each);
      else mail = body.email;
      return answer(id === 'notifications.markSeen' ? { unread: 3 - seen.size } : body);
    },
  };
  render(
    <QueryClientProvider client={createQueryClient()}>
      <ApiProvider value={{ client, membership: 'm' }}>
        <ToastProvider value={{ success: () => undefined }}>
          <MemoryRouter>
            <NotificationsPage />
          </MemoryRouter>
        </ToastProvider>
      </ApiProvider>
    </QueryClientProvider>,
  );
  return { sent, settle };
};
const unread = () => screen.queryAllByText('未读').length;
const refusal = new ProblemError({
  status: 422,
  code: 'email_missing',
  detail: '请填写接收每日汇总的邮箱。',
});

it('marks the chosen ones as read before the server has answered, in one command', async () => {
  const { sent, settle } = show();
  await waitFor(() => expect(unread()).toBe(3));
  fireEvent.click(screen.getByRole('checkbox', { name: '选择 1 问题' }));
  fireEvent.click(screen.getByRole('checkbox', { name: '选择 3 问题' }));
  fireEvent.click(screen.getByRole('button', { name: '所选标为已读（2）' }));
  await waitFor(() => expect(unread()).toBe(1));
  await waitFor(() => expect(sent).toEqual([['notifications.markSeen', { ids: ['1', '3'] }]]));
  settle(undefined);
  await waitFor(() => expect(screen.getByRole('button', { name: '全部标为已读（1）' })).toBeDefined());
  expect(unread()).toBe(1);
});

it('takes it back and says so when it could not be kept', async () => {
  const { settle } = show();
  await waitFor(() => expect(unread()).toBe(3));
  fireEvent.click(screen.getByRole('checkbox', { name: '选择全部未读' }));
  fireEvent.click(screen.getByRole('button', { name: '所选标为已读（3）' }));
  await waitFor(() => expect(unread()).toBe(0));
  settle(refusal);
  await waitFor(() => expect(unread()).toBe(3));
  expect(screen.getByText('没有保存成功')).toBeDefined();
});

it('says at once what holds for mail, and takes it back with what was typed still there', async () => {
  const { settle } = show();
  const now = await screen.findByTestId('preferences-now');
  expect(now.textContent).toContain('不发邮件');
  fireEvent.change(screen.getByLabelText('接收提醒的邮箱'), { target: { value: 'a@example.com' } });
  fireEvent.click(screen.getByRole('button', { name: /保\s?存/ }));
  await waitFor(() => expect(now.textContent).toContain('a@example.com'));
  settle(refusal);
  await waitFor(() => expect(now.textContent).toContain('不发邮件'));
  expect(screen.getByLabelText('接收提醒的邮箱')).toHaveProperty('value', 'a@example.com');
});
