// @vitest-environment happy-dom

import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, renderHook } from '@testing-library/react';
import { type Client, ProblemError } from '@xuncha/contracts';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiProvider } from './client-context.ts';
import { createQueryClient } from './query-client.ts';
import { useCommand } from './use-operation.ts';

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

describe('idempotency key of a command', () => {
  afterEach(cleanup);

  it('stays for the same request while nobody knows whether it arrived', async () => {
    const [first, second] = await send([new TypeError('network'), 'ok'], ['同', '同']);
    expect(first).toBeDefined();
    expect(second).toBe(first);
  });

  it('is new after an answer, after a refusal, and for other content', async () => {
    const answered = await send(['ok', 'ok'], ['同', '同']);
    const refused = await send([refusal, 'ok'], ['同', '同']);
    const changed = await send([new TypeError('network'), 'ok'], ['甲', '乙']);
    for (const keys of [answered, refused, changed]) expect(new Set(keys).size).toBe(2);
  });
});
