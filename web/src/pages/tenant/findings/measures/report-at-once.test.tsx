// @vitest-environment happy-dom

import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, configure, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type Client, ProblemError } from '@xuncha/contracts';
import { ConfigProvider } from 'antd';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProvider } from '../../../../api/client-context.ts';
import { createQueryClient } from '../../../../api/query-client.ts';
import type { FindingDetail } from '../../../../api/types.ts';
import { useOperation } from '../../../../api/use-operation.ts';
import { ToastProvider } from '../../../../components/use-toast.ts';
import { drafts } from '../../../../drafts/draft-store.ts';
import { loadAllTexts, startI18n } from '../../../../i18n/index.ts';
import { detailFixture } from '../detail-fixture.ts';
import { FindingProvider } from '../finding-context.ts';
import { MeasuresCard } from './MeasuresCard.tsx';

const MEASURE: FindingDetail['measures'][number] = {
  id: '01jtest000000000000000mea1',
  seq: 1,
  text: '修订采购管理办法',
  supportingDepartments: [],
  term: { kind: 'date', date: '2025-06-30' },
  status: 'under_way',
  progress: 30,
};
/** Ten seconds: a busy machine draws a form in five. */
const PATIENCE_MS = 10_000;
configure({ asyncUtilTimeout: PATIENCE_MS });
const until = (check: () => void) => vi.waitFor(check, { timeout: PATIENCE_MS });

const PARAMS = { tenantId: 'bhcyc', findingId: 'f' };

interface Sent {
  readonly key: string | undefined;
  readonly body: { readonly progress: number; readonly seen?: unknown };
}

/** One measure on a server that answers each report as the test says, in turn. */
class Server {
  progress = 30;
  readonly sent: Sent[] = [];
  readonly #answers: PromiseWithResolvers<Error | undefined>[] = [];

  readonly client: Client = {
    call: async (id, input) => {
      const data = async (): Promise<unknown> => {
        if (id === 'findings.get')
          return detailFixture({
            measures: [{ ...MEASURE, progress: this.progress }],
            possible: [{ operation: 'measures.report', allowed: true }],
          });
        if (id !== 'measures.report') return { items: [] };
        const { body } = JSON.parse(JSON.stringify(input));
        this.sent.push({ key: input.idempotencyKey, body });
        const answer = Promise.withResolvers<Error | undefined>();
        this.#answers.push(answer);
        const failure = await answer.promise;
        if (failure) throw failure;
        this.progress = body.progress;
        return { id: 'f', version: 2 };
      };
      return { data: JSON.parse(JSON.stringify(await data())), etag: '"v1"' };
    },
  };

  /** Answers the report that waits for it. */
  async answer(failure?: Error): Promise<void> {
    await until(() => expect(this.#answers.length).toBeGreaterThan(0));
    await act(async () => this.#answers.shift()?.resolve(failure));
  }
}

const Page = () => {
  const query = useOperation('findings.get', { params: PARAMS });
  return query.data ? (
    <FindingProvider value={{ ...PARAMS, detail: query.data.data, etag: query.data.etag }}>
      <MeasuresCard />
    </FindingProvider>
  ) : null;
};

const told: string[] = [];
const show = (server: Server, queries = createQueryClient()) => {
  const page = render(
    <QueryClientProvider client={queries}>
      <ApiProvider value={{ client: server.client, membership: 'm' }}>
        <ToastProvider value={{ success: (text) => told.push(text) }}>
          <MemoryRouter>
            {/* Nothing here ends a movement. */}
            <ConfigProvider theme={{ token: { motion: false } }}>
              <Page />
            </ConfigProvider>
          </MemoryRouter>
        </ToastProvider>
      </ApiProvider>
    </QueryClientProvider>,
  );
  return { queries, leave: page.unmount };
};

const user = userEvent.setup();
const reportButton = () => screen.findByRole('button', { name: '填报进度：措施 1' });
const dialog = () => screen.findByRole('dialog', { name: '填报措施 1 的进度' });
const shownProgress = () => screen.getByRole('progressbar').getAttribute('aria-valuenow');

const write = async (progress: string, note: string): Promise<void> => {
  await user.click(await reportButton());
  const form = within(await dialog());
  await user.clear(await form.findByLabelText('完成百分比'));
  await user.type(form.getByLabelText('完成百分比'), progress);
  await user.type(form.getByLabelText('本期工作'), note);
};
const send = async (): Promise<void> =>
  user.click(within(await dialog()).getByRole('button', { name: /提\s?交/ }));
const typedNote = async (): Promise<unknown> =>
  Reflect.get(await within(await dialog()).findByLabelText('本期工作'), 'value');
const isAway = () => until(() => expect(screen.queryByRole('dialog')).toBeNull());
const hasDraft = () => JSON.stringify({ ...localStorage }).includes('走访');

const lost = new TypeError('network');

describe('a progress report', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    await startI18n();
    await loadAllTexts();
    // Fetched when it is first opened: on a busy machine longer than one waits for what is on the page.
    await import('./ReportDialog.tsx');
  });
  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
    told.length = 0;
    drafts.openFor('u');
  });
  afterEach(() => {
    cleanup();
    drafts.forget();
    vi.useRealTimers();
  });

  it('shows at once, marked as being saved, and is confirmed by the answer', async () => {
    const server = new Server();
    show(server);
    await write('60', '已走访三家单位');
    await send();
    const onWay = await screen.findByTestId('report-on-way');
    expect(onWay.textContent).toContain('正在保存');
    expect(onWay.textContent).toContain('已走访三家单位');
    expect(shownProgress()).toBe('60');
    await isAway();
    // What is not known to be saved is not forgotten.
    expect([told, hasDraft()]).toEqual([[], true]);
    await server.answer();
    await until(() => expect(screen.queryByTestId('report-on-way')).toBeNull());
    expect([told, hasDraft(), shownProgress()]).toEqual([['已填报'], false, '60']);
    expect(screen.queryByTestId('report-unsent')).toBeNull();
    expect(server.sent.map(({ body }) => body.seen)).toEqual([{ progress: 30 }]);
  });

  it('comes back with everything typed and the reason when it is refused', async () => {
    const server = new Server();
    show(server);
    await write('60', '已走访三家单位');
    await send();
    await isAway();
    await server.answer(
      new ProblemError({ status: 422, code: 'evidence_unknown', detail: '所选佐证材料已撤回，请重新选择。' }),
    );
    const form = within(await dialog());
    expect((await form.findByRole('alert')).textContent).toContain('所选佐证材料已撤回');
    expect(await typedNote()).toBe('已走访三家单位');
    expect([shownProgress(), told, hasDraft()]).toEqual(['30', [], true]);
    await send();
    await server.answer();
    await until(() => expect(told).toEqual(['已填报']));
    expect(hasDraft()).toBe(false);
  });

  it('shows both when somebody else has reported meanwhile, and is sent again knowing it', async () => {
    const server = new Server();
    show(server);
    await write('60', '已走访三家单位');
    server.progress = 80;
    await send();
    await server.answer(
      new ProblemError({ status: 409, code: 'changed_meanwhile', detail: '已由他人填报（现为 80%）。' }),
    );
    const conflict = await within(await dialog()).findByTestId('conflict');
    expect(conflict.textContent).toContain('60');
    expect(conflict.textContent).toContain('80');
    expect(shownProgress()).toBe('80');
    expect(await typedNote()).toBe('已走访三家单位');
    await user.click(within(conflict).getByRole('button', { name: '再次提交' }));
    await server.answer();
    await until(() => expect(told).toEqual(['已填报']));
    expect(server.sent.map(({ body }) => body)).toMatchObject([
      { progress: 60, seen: { progress: 30 } },
      { progress: 60, seen: { progress: 80 } },
    ]);
    expect(shownProgress()).toBe('60');
  });

  it('stays while the line is lost, is sent again by itself, and by hand when that was in vain', async () => {
    const server = new Server();
    show(server);
    await write('60', '已走访三家单位');
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await send();
    await server.answer(lost);
    await until(() => expect(screen.getByTestId('report-on-way').textContent).toContain('连接中断'));
    // Eleven more tries by itself.
    for (let again = 0; again < 11; again += 1) {
      await act(() => vi.advanceTimersByTimeAsync(10_000));
      await server.answer(lost);
    }
    await act(() => vi.advanceTimersByTimeAsync(1_000));
    vi.useRealTimers();
    const unsent = await screen.findByTestId('report-unsent');
    expect(unsent.textContent).toContain('没有送达');
    expect([screen.queryByRole('dialog'), hasDraft(), shownProgress()]).toEqual([null, true, '30']);
    await user.click(within(unsent).getByRole('button', { name: '重新发送' }));
    await server.answer();
    await until(() => expect(told).toEqual(['已填报']));
    expect(screen.queryByTestId('report-unsent')).toBeNull();
    expect(hasDraft()).toBe(false);
    // Whatever arrived of them, the server does it once.
    expect(new Set(server.sent.map(({ key }) => key)).size).toBe(1);
  });

  it('goes on when its page is left, and is found again as it stands', async () => {
    const server = new Server();
    const { queries, leave } = show(server);
    await write('60', '已走访三家单位');
    await send();
    await isAway();
    leave();
    expect(hasDraft()).toBe(true);
    show(server, queries);
    expect((await screen.findByTestId('report-on-way')).textContent).toContain('已走访三家单位');
    await server.answer(new ProblemError({ status: 409, code: 'closeout_locked', detail: '措施只读。' }));
    const unsent = await screen.findByTestId('report-unsent');
    expect(unsent.textContent).toContain('措施只读。');
    await user.click(within(unsent).getByRole('button', { name: '继续填写' }));
    expect(await typedNote()).toBe('已走访三家单位');
  });

  it('leaves nothing behind when it was done after its page was left', async () => {
    const server = new Server();
    const { queries, leave } = show(server);
    await write('60', '已走访三家单位');
    await send();
    await isAway();
    leave();
    await server.answer();
    await until(() => expect(hasDraft()).toBe(false));
    show(server, queries);
    await until(() => expect(shownProgress()).toBe('60'));
    expect(screen.queryByTestId('report-unsent')).toBeNull();
  });
});
