// @vitest-environment happy-dom

import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, renderHook } from '@testing-library/react';
import { type Client, ProblemError } from '@xuncha/contracts';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProvider } from './client-context.ts';
import { createQueryClient } from './query-client.ts';
import { useCommand, useOperation } from './use-operation.ts';

/** A client that answers from a list, and the idempotency keys it was called with. */
const scripted = (answers: readonly (Error | 'ok')[]) => {
  const keys: (string | undefined)[] = [];
  const client: Client = {
    async call(_, input) {
      const answer = answers[keys.length];
      keys.push(input.idempotencyKey);
      if (answer instanceof Error) throw answer;
      return { data: JSON.parse('{"id":"x","version":2}'), etag: undefined };
    },
  };
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <QueryClientProvider client={createQueryClient()}>
      <ApiProvider value={{ client, membership: undefined }}>{children}</ApiProvider>
    </QueryClientProvider>
  );
  return { keys, wrapper };
};
const send = async (answers: readonly (Error | 'ok')[], reasons: readonly string[]) => {
  const { keys, wrapper } = scripted(answers);
  const { result } = renderHook(() => useCommand('findings.object'), { wrapper });
  for (const reason of reasons)
    await act(() =>
      result.current
        .mutateAsync({ params: { tenantId: 't', findingId: 'f' }, body: { reason } })
        .catch(() => undefined),
    );
  return keys;
};
const refusal = new ProblemError({ status: 409, code: 'state_not_delivered', detail: '…' });

const fault = new ProblemError({ status: 500, code: 'internal', detail: '…' });

describe('idempotency key of a command', () => {
  afterEach(() => {
    cleanup();
    sessionStorage.clear();
  });

  it('stays for the same request while nobody knows whether it arrived', async () => {
    const [first, second] = await send([fault, 'ok'], ['同', '同']);
    expect(first).toBeDefined();
    expect(second).toBe(first);
  });

  it('stays after a reload of the page, and nothing of the request is kept with it', async () => {
    const [first] = await send([fault], ['举报内容']);
    cleanup();
    expect(JSON.stringify({ ...sessionStorage })).not.toContain('举报');
    // Another page: nothing but the tab's storage is left.
    expect(await send(['ok', 'ok'], ['举报内容', '举报内容'])).toEqual([
      first,
      expect.not.stringMatching(first ?? ''),
    ]);
  });

  it('stays while the connection is lost: the command is repeated by itself until there is an answer', async () => {
    vi.useFakeTimers();
    const gateway = new ProblemError({ status: 503, code: 'unexpected_answer', detail: '…' });
    const { keys, wrapper } = scripted([new TypeError('network'), gateway, 'ok']);
    const { result } = renderHook(() => useCommand('findings.object'), { wrapper });
    result.current.mutate({ params: { tenantId: 't', findingId: 'f' }, body: { reason: '同' } });
    await act(() => vi.advanceTimersByTimeAsync(500));
    expect(keys).toHaveLength(1);
    await act(() => vi.advanceTimersByTimeAsync(10_000));
    vi.useRealTimers();
    expect(keys).toEqual([keys[0], keys[0], keys[0]]);
    expect(result.current.isSuccess).toBe(true);
  });

  it('is new after an answer, after a refusal, and for other content', async () => {
    const answered = await send(['ok', 'ok'], ['同', '同']);
    const refused = await send([refusal, 'ok'], ['同', '同']);
    const changed = await send([fault, 'ok'], ['甲', '乙']);
    for (const keys of [answered, refused, changed]) expect(new Set(keys).size).toBe(2);
  });
});

describe('readings that a command overtakes', () => {
  /** A server whose readings are answered when told to, with what is true when they arrived. */
  const slowReads = () => {
    let version = 1;
    const onTheWay: (() => void)[] = [];
    const client: Client = {
      async call(id) {
        if (id === 'findings.object') version += 1;
        const data = JSON.parse(JSON.stringify({ version }));
        if (id === 'findings.get') await new Promise<void>((resolve) => onTheWay.push(resolve));
        return { data, etag: undefined };
      },
    };
    const queries = createQueryClient();
    const wrapper = ({ children }: { readonly children: ReactNode }) => (
      <QueryClientProvider client={queries}>
        <ApiProvider value={{ client, membership: undefined }}>{children}</ApiProvider>
      </QueryClientProvider>
    );
    const params = { tenantId: 't', findingId: 'f' };
    const command = renderHook(() => useCommand('findings.object', ['findings.get']), { wrapper });
    const shown: unknown[] = [];
    return {
      /** All that the page has ever said. */
      shown,
      openPage: () =>
        renderHook(
          () => {
            const { data } = useOperation('findings.get', { params });
            if (data) shown.push(data.data);
          },
          { wrapper },
        ),
      object: () => act(async () => command.result.current.mutate({ params, body: { reason: '理由' } })),
      /** The reading of this number arrives, once it has been sent. */
      answer: async (which: number) => {
        await expect.poll(() => onTheWay.length).toBeGreaterThan(which);
        await act(async () => onTheWay[which]?.());
      },
    };
  };
  afterEach(cleanup);

  it('the first one of a page shows nothing of before, however late it comes', async () => {
    const { shown, openPage, object, answer } = slowReads();
    openPage();
    await object();
    await answer(0);
    await answer(1);
    await expect.poll(() => shown).toEqual([{ version: 2 }]);
  });

  it('one whose page was left is not shown as true when the page is opened again', async () => {
    const { shown, openPage, object, answer } = slowReads();
    const page = openPage();
    page.unmount();
    await object();
    await answer(0);
    openPage();
    await answer(1);
    await expect.poll(() => shown).toEqual([{ version: 2 }]);
  });
});

describe('429', () => {
  const full = new ProblemError({ status: 429, code: 'too_many_requests', detail: '…', retryAfter: 3 });
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  it('makes a reading wait as long as the server wants, and get its answer', async () => {
    const { keys: calls, wrapper } = scripted([full, full, 'ok']);
    const { result } = renderHook(() => useOperation('me.get', {}), { wrapper });
    await act(() => vi.advanceTimersByTimeAsync(2_900));
    expect(calls).toHaveLength(1);
    await act(() => vi.advanceTimersByTimeAsync(1_700));
    expect(calls).toHaveLength(2);
    expect([result.current.error, result.current.isSuccess]).toEqual([null, false]);
    await act(() => vi.advanceTimersByTimeAsync(4_600));
    expect(result.current.isSuccess).toBe(true);
  });

  it('is shown after four more tries', async () => {
    const { keys: calls, wrapper } = scripted(Array.from({ length: 20 }, () => full));
    const { result } = renderHook(() => useOperation('me.get', {}), { wrapper });
    await act(() => vi.advanceTimersByTimeAsync(120_000));
    expect(calls).toHaveLength(5);
    expect(result.current.error).toBe(full);
  });

  it('repeats no command by itself', async () => {
    vi.useRealTimers();
    const { keys: calls, wrapper } = scripted([full, 'ok']);
    const { result } = renderHook(() => useCommand('findings.object'), { wrapper });
    const input = { params: { tenantId: 't', findingId: 'f' }, body: { reason: '理由' } };
    await act(() => result.current.mutateAsync(input).catch(() => undefined));
    expect(calls).toHaveLength(1);
    await act(() => result.current.mutateAsync(input));
    expect(calls).toHaveLength(2);
  });
});
