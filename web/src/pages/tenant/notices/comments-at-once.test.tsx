// @vitest-environment happy-dom

import { cleanup, configure, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ProblemError } from '@xuncha/contracts';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useOperation } from '../../../api/use-operation.ts';
import { PATIENCE_MS, until, WaitingServer } from '../../../api/waiting-server.tsx';
import { drafts } from '../../../drafts/draft-store.ts';
import { loadAllTexts, startI18n } from '../../../i18n/index.ts';
import { NoticeComments } from './NoticeComments.tsx';
import type { NoticeDetail } from './notice-chip.tsx';

configure({ asyncUtilTimeout: PATIENCE_MS });

type Comment = NoticeDetail['commentList'][number];
const PARAMS = { tenantId: 'bhcyc', noticeId: '01jtest000000000000000ntc1' };
const AT = '2025-03-01T02:00:00.000Z';
const received = (id: string, text: string): Comment => ({
  id,
  text,
  receivedOn: '2025-03-01',
  registeredByName: '周干事',
  status: 'open',
});

/** A notice that is out, with one comment that waits for its answer. */
class Disclosure {
  comments: Comment[] = [received('c1', '食堂收支为何不公开？')];
  readonly server = new WaitingServer({
    read: (id) => (id === 'notices.preview' ? { view: {}, findings: [] } : this.#notice()),
    done: (id, body) => {
      const { text, answer } = Object(body);
      if (id === 'notices.comment') this.comments = [...this.comments, received('c2', text)];
      else this.answered(answer);
    },
  });

  #notice(): NoticeDetail {
    return {
      tenantId: PARAMS.tenantId,
      id: PARAMS.noticeId,
      kind: 'notice',
      title: '整改公开',
      batchId: 'b',
      batchTitle: '第一批',
      audience: 'internal',
      status: 'published',
      findingIds: [],
      open: true,
      overdue: false,
      createdByName: '周干事',
      createdAt: AT,
      updatedAt: AT,
      version: 1,
      comments: this.comments.length,
      commentsOpen: 1,
      texts: { intro: '', closing: '', contact: '', leftOut: [], wordings: {} },
      commentList: this.comments,
      trail: [],
      possible: ['comment'],
    };
  }

  answered(answer: string): void {
    this.comments = this.comments.map((one) => ({ ...one, status: 'answered', answer }));
  }
}

const Page = () => {
  const query = useOperation('notices.get', { params: PARAMS });
  return query.data ? <NoticeComments notice={query.data.data} /> : null;
};

const user = userEvent.setup();
const openForm = async (name: string) => {
  await user.click(await screen.findByRole('button', { name }));
  return within(await screen.findByRole('dialog', { name }));
};
const send = async (form: Awaited<ReturnType<typeof openForm>>): Promise<void> => {
  await user.click(form.getByRole('button', { name: /提\s?交/ }));
  await until(() => expect(screen.queryByRole('dialog')).toBeNull());
};
const hasDraft = () => JSON.stringify({ ...localStorage }).includes('收支');

describe('comments on a notice', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    await startI18n();
    await loadAllTexts();
  });
  beforeEach(() => {
    localStorage.clear();
    sessionStorage.clear();
    drafts.openFor('u');
  });
  afterEach(() => {
    cleanup();
    drafts.forget();
  });

  it('stand in the list at once, marked as being saved', async () => {
    const { server } = new Disclosure();
    server.show(<Page />);
    const form = await openForm('登记意见');
    await user.type(await form.findByLabelText('意见内容'), '收支明细请上墙。');
    await send(form);
    expect((await screen.findByTestId('comment-on-way')).textContent).toContain('收支明细请上墙。');
    expect([screen.getAllByTestId('notice-comment').length, hasDraft()]).toEqual([1, true]);
    await server.answer();
    await until(() => expect(screen.queryByTestId('comment-on-way')).toBeNull());
    expect([screen.getAllByTestId('notice-comment').length, hasDraft()]).toEqual([2, false]);
  });

  it('come back with everything typed and the reason when they are refused', async () => {
    const { server } = new Disclosure();
    server.show(<Page />);
    const form = await openForm('登记意见');
    await user.type(await form.findByLabelText('意见内容'), '收支明细请上墙。');
    await send(form);
    await server.answer(
      new ProblemError({ status: 409, code: 'notice_state', detail: '公示已结束，不能再登记意见。' }),
    );
    const back = within(await screen.findByRole('dialog', { name: '登记意见' }));
    expect((await back.findByRole('alert')).textContent).toContain('公示已结束');
    expect(Reflect.get(back.getByLabelText('意见内容'), 'value')).toBe('收支明细请上墙。');
    expect(hasDraft()).toBe(true);
  });

  it('are answered at once, and beside the answer that was faster', async () => {
    const disclosure = new Disclosure();
    const { server } = disclosure;
    server.show(<Page />);
    const form = await openForm('答复或转交');
    await user.type(await form.findByLabelText('答复或办理说明'), '收支已于本月公开。');
    await send(form);
    expect((await screen.findByTestId('settlement-on-way')).textContent).toContain('收支已于本月公开。');
    disclosure.answered('已转食堂管理委员会。');
    await server.answer(
      new ProblemError({ status: 409, code: 'comment_settled', detail: '这条意见已经办理，请刷新页面。' }),
    );
    const back = within(await screen.findByRole('dialog', { name: '答复或转交' }));
    await back.findByText('他人已先办理：已转食堂管理委员会。');
    expect(Reflect.get(back.getByLabelText('答复或办理说明'), 'value')).toBe('收支已于本月公开。');
    expect(screen.getByTestId('notice-comment').textContent).toContain('已转食堂管理委员会。');
    expect(hasDraft()).toBe(true);
  });
});
