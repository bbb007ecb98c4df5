// @vitest-environment happy-dom

import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen } from '@testing-library/react';
import type { Client } from '@xuncha/contracts';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { ApiProvider } from '../api/client-context.ts';
import { noteAnswer } from '../api/connection.ts';
import { createQueryClient } from '../api/query-client.ts';
import { useCommand } from '../api/use-operation.ts';
import { startI18n } from '../i18n/index.ts';
import { ConnectionBanner } from './ConnectionBanner.tsx';

beforeAll(() => startI18n());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const Objection = () => {
  const object = useCommand('findings.object');
  const send = () =>
    object.mutate({ params: { tenantId: 't', findingId: 'f' }, body: { reason: '有审批记录' } });
  return (
    <button type="button" onClick={send}>
      提交
    </button>
  );
};

it('stands as long as a command waits for its answer, although something else got through meanwhile', async () => {
  vi.useFakeTimers();
  let commands = 0;
  const client: Client = {
    async call(id) {
      const lost = id === 'findings.object' && ++commands === 1;
      noteAnswer(lost ? new TypeError('network') : undefined);
      if (lost) throw new TypeError('network');
      return { data: JSON.parse('{}'), etag: undefined };
    },
  };
  render(
    <QueryClientProvider client={createQueryClient()}>
      <ApiProvider value={{ client, membership: undefined }}>
        <ConnectionBanner />
        <Objection />
      </ApiProvider>
    </QueryClientProvider>,
  );
  await act(async () => screen.getByText('提交').click());
  await act(() => vi.advanceTimersByTimeAsync(100));
  await act(() => client.call('me.get', {}));
  expect(screen.getByTestId('connection-lost').textContent).toContain('连接中断');
  await act(() => vi.advanceTimersByTimeAsync(2_000));
  expect(commands).toBe(2);
  expect(screen.queryByTestId('connection-lost')).toBeNull();
});
