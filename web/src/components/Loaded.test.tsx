// @vitest-environment happy-dom

import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type Client, ProblemError } from '@xuncha/contracts';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ApiProvider } from '../api/client-context.ts';
import { createQueryClient } from '../api/query-client.ts';
import { useList, useOperation } from '../api/use-operation.ts';
import { loadAllTexts, startI18n } from '../i18n/index.ts';
import { Loaded } from './Loaded.tsx';
import { LoadedList } from './LoadedList.tsx';

beforeAll(async () => {
  await startI18n();
  await loadAllTexts();
});
afterEach(cleanup);

const params = { tenantId: 'bhcyc' };
const One = () => (
  <Loaded query={useOperation('tenants.get', { params })}>{({ name }) => <p>{name}</p>}</Loaded>
);
const Many = () => (
  <LoadedList list={useList('batches.list', { params })} empty="nothing">
    {(items) => items.map(({ id, title }) => <p key={id}>{title}</p>)}
  </LoadedList>
);

describe.each([
  ['one answer', <One key="one" />, { name: '北河' }],
  ['a list', <Many key="many" />, { items: [{ id: 'b', title: '北河' }] }],
])('%s that could not be read', (_of, page, answer) => {
  /** The first reading is refused; each further one is answered when the test says so. */
  const show = () => {
    const asked: PromiseWithResolvers<Error | undefined>[] = [];
    const client: Client = {
      async call() {
        const one = Promise.withResolvers<Error | undefined>();
        asked.push(one);
        const failure = await one.promise;
        if (failure) throw failure;
        return { data: JSON.parse(JSON.stringify(answer)), etag: undefined };
      },
    };
    render(
      <QueryClientProvider client={createQueryClient()}>
        <ApiProvider value={{ client, membership: 'm' }}>{page}</ApiProvider>
      </QueryClientProvider>,
    );
    return (which: number, failure?: Error) => act(async () => asked[which]?.resolve(failure));
  };
  const refused = new ProblemError({ status: 403, code: 'forbidden', detail: '没有权限' });
  const retry = () => screen.getByRole('button', { name: '重试' });

  it('keeps saying so, and its button under the keys, while it is tried again', async () => {
    const answerTo = show();
    await answerTo(0, refused);
    await userEvent.click(await screen.findByRole('button', { name: '重试' }));
    const button = retry();
    expect([document.activeElement, button.getAttribute('aria-busy')]).toEqual([button, 'true']);
    await answerTo(1, refused);
    await expect.poll(() => retry().getAttribute('aria-busy')).toBeNull();
    expect(document.activeElement).toBe(retry());
    await userEvent.keyboard('{Enter}');
    await answerTo(2);
    expect(await screen.findByText('北河')).toBeDefined();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
