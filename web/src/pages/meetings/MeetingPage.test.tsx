// @vitest-environment happy-dom

import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Client } from '@xuncha/contracts';
import { MemoryRouter, Route, Routes } from 'react-router';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { ApiProvider } from '../../api/client-context.ts';
import { MeProvider } from '../../api/me.ts';
import { createQueryClient } from '../../api/query-client.ts';
import { drafts } from '../../drafts/draft-store.ts';
import { loadAllTexts, startI18n } from '../../i18n/index.ts';
import { ControlsTheme } from '../../layout/ControlsTheme.tsx';
import { Theme } from '../../layout/Theme.tsx';
import MeetingPage from './MeetingPage.tsx';

const task = (no: string) => ({
  id: `task-${no}`,
  tenantId: 'beihe',
  tenantName: '北河',
  findingId: `finding-${no}`,
  kind: 'leading_group',
  why: '等待决定',
  no,
  title: '采购未公开招标',
  overdue: false,
  caseId: `case-${no}`,
  visit: 1,
  snapshotHash: 'a'.repeat(64),
  since: '2025-03-01T00:00:00.000Z',
});
const MEETING = {
  id: 'm1',
  title: '领导小组会',
  date: '2026-03-02',
  attendees: ['甲'],
  decided: 0,
  version: 1,
};

/** A meeting with three cases, and a server that decides when it is told to. */
const openMeeting = () => {
  let waiting = ['1', '2', '3'].map(task);
  let decide = (): void => undefined;
  const client: Client = {
    async call(id, input) {
      let answer: unknown = { items: [] };
      if (id === 'meetings.list') answer = { items: [MEETING] };
      if (id === 'inbox.list') answer = { items: waiting };
      if (id === 'meetings.decide') {
        const { body } = JSON.parse(JSON.stringify(input));
        const ids = body.decisions.map(({ findingId }: { findingId: string }) => findingId);
        await new Promise<void>((resolve) => {
          decide = resolve;
        });
        waiting = waiting.filter(({ findingId }) => !ids.includes(findingId));
        answer = { results: ids.map((findingId: string) => ({ findingId, ok: true })) };
      }
      return { data: JSON.parse(JSON.stringify(answer)), etag: undefined };
    },
  };
  const me = JSON.stringify({
    userId: 'u1',
    name: '秘书',
    current: { tenantId: 'group', tenantKind: 'group' },
    actions: { 'meeting.read': 'group', 'meeting.edit': 'group' },
  });
  const page = render(
    <MemoryRouter initialEntries={['/meetings/m1']}>
      <QueryClientProvider client={createQueryClient()}>
        <ApiProvider value={{ client, membership: undefined }}>
          <MeProvider value={JSON.parse(me)}>
            <Theme>
              <ControlsTheme>
                <Routes>
                  <Route path="/meetings/:meetingId" element={<MeetingPage />} />
                </Routes>
              </ControlsTheme>
            </Theme>
          </MeProvider>
        </ApiProvider>
      </QueryClientProvider>
    </MemoryRouter>,
  );
  return { page, answered: () => act(async () => decide()) };
};

const choose = (no: string) => screen.findByRole('checkbox', { name: new RegExp(`北河 ?${no}`) });
const cases = () => screen.queryAllByTestId('meeting-case').map(({ id }) => id);

beforeAll(async () => {
  await startI18n();
  await loadAllTexts();
});
beforeEach(() => drafts.openFor('u1'));
afterEach(() => {
  cleanup();
  localStorage.clear();
});

it('what is written about the next cases while the first are sent is still there afterwards', async () => {
  const user = userEvent.setup();
  const { answered } = openMeeting();
  await user.click(await choose('1'));
  await user.click(screen.getByRole('button', { name: /提交/ }));
  // The answer takes its time; the secretary goes on to the next case by keys.
  await user.click(await choose('2'));
  await user.keyboard('r');
  const reason = await screen.findByRole('textbox');
  await user.type(reason, '整改未到位');
  await answered();
  await expect.poll(cases).toEqual(['case-task-2', 'case-task-3']);
  expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('整改未到位');
  expect((await choose('2')).matches(':checked')).toBe(true);
  cleanup();
  expect(drafts.read('meeting/m1')?.values).toMatchObject({
    choices: { 'task-2': { reason: '整改未到位' } },
  });
});
