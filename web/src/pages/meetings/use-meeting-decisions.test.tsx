// @vitest-environment happy-dom

import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, renderHook } from '@testing-library/react';
import { type Client, ProblemError } from '@xuncha/contracts';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiProvider } from '../../api/client-context.ts';
import { createQueryClient } from '../../api/query-client.ts';
import { DEFAULT_CHOICE, type DecidableTask } from './meeting-choice.ts';
import { useMeetingDecisions } from './use-meeting-decisions.ts';

const task = (tenantId: string): DecidableTask => ({
  id: tenantId,
  tenantId,
  tenantName: tenantId,
  findingId: `finding-of-${tenantId}`,
  kind: 'leading_group',
  why: '等待决定',
  no: '1',
  title: '采购未公开招标',
  round: '2024年第二轮',
  overdue: false,
  caseId: `case-of-${tenantId}`,
  visit: 1,
  snapshotHash: 'a'.repeat(64),
  since: '2025-03-01T00:00:00.000Z',
});

/** Every call fails once as told, by unit, and is answered with success otherwise. */
const scripted = (failures: Record<string, Error>) => {
  const calls: { readonly unit: string; readonly key: string | undefined }[] = [];
  const left = new Map(Object.entries(failures));
  const client: Client = {
    async call(_id, input) {
      const { params, body } = JSON.parse(JSON.stringify(input));
      calls.push({ unit: params.tenantId, key: input.idempotencyKey });
      const failure = left.get(params.tenantId);
      left.delete(params.tenantId);
      if (failure) throw failure;
      const results = body.decisions.map(({ findingId }: { findingId: string }) => ({ findingId, ok: true }));
      return { data: JSON.parse(JSON.stringify({ results })), etag: undefined };
    },
  };
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <QueryClientProvider client={createQueryClient()}>
      <ApiProvider value={{ client, membership: undefined }}>{children}</ApiProvider>
    </QueryClientProvider>
  );
  const { result } = renderHook(() => useMeetingDecisions('meeting'), { wrapper });
  const submit = (units: readonly string[]) =>
    act(() => result.current.submit(units.map(task), () => DEFAULT_CHOICE));
  return { calls, result, submit };
};

describe('decisions of a meeting', () => {
  afterEach(cleanup);

  it('go out unit by unit, each under a key of its own, and a refused unit stops no other', async () => {
    const suspended = new ProblemError({ status: 409, code: 'tenant_suspended', detail: '该单位已停用' });
    const { calls, submit, result } = scripted({ nanhe: suspended });
    const results = await submit(['beihe', 'nanhe', 'xihe']);
    expect(calls.map(({ unit }) => unit)).toEqual(['beihe', 'nanhe', 'xihe']);
    expect(new Set(calls.map(({ key }) => key)).size).toBe(3);
    expect(results.map(({ ok, problem }) => (ok ? 'ok' : problem?.detail))).toEqual([
      'ok',
      '该单位已停用',
      'ok',
    ]);
    expect(result.current.error).toBeUndefined();
  });

  it('go on by themselves under the same key when the connection was lost for a moment', async () => {
    const { calls, submit, result } = scripted({ nanhe: new TypeError('network') });
    const results = await submit(['beihe', 'nanhe', 'xihe']);
    expect(results.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(calls.map(({ unit }) => unit)).toEqual(['beihe', 'nanhe', 'nanhe', 'xihe']);
    expect(calls[2]?.key).toBe(calls[1]?.key);
    expect(result.current.error).toBeUndefined();
  });

  const fault = new ProblemError({ status: 500, code: 'internal', detail: '…' });
  it('stop where no answer comes, keep what was decided, and go on under the same key', async () => {
    const { calls, submit, result } = scripted({ nanhe: fault });
    const first = await submit(['beihe', 'nanhe', 'xihe']);
    expect(first.map(({ findingId }) => findingId)).toEqual(['finding-of-beihe']);
    expect(result.current.error).toBe(fault);
    await submit(['nanhe', 'xihe']);
    expect(calls.map(({ unit }) => unit)).toEqual(['beihe', 'nanhe', 'nanhe', 'xihe']);
    expect(calls[2]?.key).toBe(calls[1]?.key);
    expect(result.current.error).toBeUndefined();
  });
});
