// @vitest-environment happy-dom

import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, renderHook } from '@testing-library/react';
import { type Client, ProblemError } from '@xuncha/contracts';
import type { ReactNode } from 'react';
import { afterEach, expect, it } from 'vitest';
import { ApiProvider } from '../../../api/client-context.ts';
import { createQueryClient } from '../../../api/query-client.ts';
import { useUnitApprovals } from './use-unit-approvals.ts';

afterEach(cleanup);

/** A server at which one unit is suspended. */
const atUnits = () => {
  const calls: string[] = [];
  const client: Client = {
    async call(_id, input) {
      const { params, body } = JSON.parse(JSON.stringify(input));
      calls.push(`${params.tenantId} ${body.approval}`);
      if (params.tenantId === 'nanhe')
        throw new ProblemError({ status: 409, code: 'tenant_suspended', detail: '该单位已停用' });
      return { data: JSON.parse(JSON.stringify(body)), etag: undefined };
    },
  };
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <QueryClientProvider client={createQueryClient()}>
      <ApiProvider value={{ client, membership: undefined }}>{children}</ApiProvider>
    </QueryClientProvider>
  );
  return { calls, ...renderHook(() => useUnitApprovals(), { wrapper }) };
};

it('sets units one after the other; one that is refused stops no other and says why', async () => {
  const { calls, result } = atUnits();
  await act(() => result.current.set(['beihe', 'nanhe', 'xihe'], 'leading_group'));
  expect(calls).toEqual(['beihe leading_group', 'nanhe leading_group', 'xihe leading_group']);
  expect(Object.fromEntries(result.current.outcomes)).toEqual({
    beihe: { approval: 'leading_group' },
    nanhe: { problem: '该单位已停用' },
    xihe: { approval: 'leading_group' },
  });
  expect(result.current.progress).toBeUndefined();
});
