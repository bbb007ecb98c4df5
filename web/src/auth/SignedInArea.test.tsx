// @vitest-environment happy-dom

import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, Route, Routes } from 'react-router';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createQueryClient } from '../api/query-client.ts';
import { useOperation } from '../api/use-operation.ts';
import { loadAllTexts, startI18n } from '../i18n/index.ts';
import { Theme } from '../layout/Theme.tsx';
import { SignedInArea } from './SignedInArea.tsx';
import { createSessionWatch } from './session-watch.ts';
import type { SignIn } from './sign-in.ts';
import { SignInProvider } from './sign-in-context.ts';

const ME = {
  userId: 'u1',
  name: '何静怡',
  current: { membershipId: 'm1', tenantId: 'unit', tenantKind: 'unit', tenantName: '北河' },
  memberships: [],
  actions: {},
};

/** Every reading but that of the person waits for its answer, in the order they were sent. */
const onTheWay: ((status: number) => Promise<void>)[] = [];
const answer = (body: unknown, status: number): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
const line = (url: string): Promise<Response> =>
  url.endsWith('/v1/me')
    ? Promise.resolve(answer(ME, 200))
    : new Promise((resolve) => {
        onTheWay.push((status) =>
          act(async () =>
            resolve(
              status === 200
                ? answer({ items: [] }, status)
                : answer({ status, code: 'unauthenticated', detail: '请重新登录。' }, status),
            ),
          ),
        );
      });

/** Is fetched when it is needed. */
const DIALOG = { timeout: 15_000 };

const nothing = (): void => undefined;
const signIn: SignIn = {
  current: async () => ({ accessToken: 'a', refreshable: true, subject: 's', expired: false }),
  start: async () => undefined,
  finish: async () => undefined,
  again: async () => undefined,
  prepare: nothing,
  signOut: async () => undefined,
  source: () => undefined,
  use: nothing,
  readLink: () => undefined,
  forget: nothing,
  isLeaving: () => false,
  watch: createSessionWatch(localStorage),
  accessToken: async () => 'a',
  membership: () => undefined,
  chooseMembership: nothing,
};

const Page = () => {
  const inbox = useOperation('inbox.list', {});
  const started = useOperation('started.list', {});
  return <p>{inbox.isSuccess && started.isSuccess ? 'both are there' : 'waiting'}</p>;
};

beforeAll(async () => {
  vi.stubGlobal('fetch', line);
  signIn.watch.begin();
  await startI18n();
  await loadAllTexts();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('a refusal of the session before, which arrives when somebody has signed in again, asks nobody once more', async () => {
  const user = userEvent.setup();
  render(
    <MemoryRouter>
      <SignInProvider value={signIn}>
        <QueryClientProvider client={createQueryClient()}>
          <Theme>
            <Routes>
              <Route element={<SignedInArea />}>
                <Route index element={<Page />} />
              </Route>
            </Routes>
          </Theme>
        </QueryClientProvider>
      </SignInProvider>
    </MemoryRouter>,
  );
  await screen.findByText('waiting');
  await expect.poll(() => onTheWay.length).toBe(2);
  await onTheWay[0]?.(401);
  await user.click(await screen.findByRole('button', { name: '重新登录' }, DIALOG));
  await expect.poll(() => screen.queryByRole('dialog')).toBeNull();
  await onTheWay[1]?.(401);
  await expect.poll(() => onTheWay.length).toBe(4);
  for (const again of onTheWay.slice(2)) await again(200);
  await screen.findByText('both are there');
  expect(screen.queryByRole('dialog')).toBeNull();
});
