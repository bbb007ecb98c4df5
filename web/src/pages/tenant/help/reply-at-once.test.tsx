// @vitest-environment happy-dom

import { cleanup, configure, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ProblemError } from '@xuncha/contracts';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HelpDetail } from '../../../api/types.ts';
import { useOperation } from '../../../api/use-operation.ts';
import { PATIENCE_MS, until, WaitingServer } from '../../../api/waiting-server.tsx';
import { drafts } from '../../../drafts/draft-store.ts';
import { loadAllTexts, startI18n } from '../../../i18n/index.ts';
import { HelpRequest } from './HelpRequestPage.tsx';

configure({ asyncUtilTimeout: PATIENCE_MS });

const PLACE = { tenantId: 'bhcyc', helpId: '01jtest000000000000000hlp1' };
const AT = '2025-03-01T02:00:00.000Z';

/** A request for help that one department is asked to answer. */
class Help {
  replies: HelpDetail['help']['replyList'] = [];
  readonly server = new WaitingServer({
    read: (): HelpDetail => ({
      help: {
        tenantId: PLACE.tenantId,
        id: PLACE.helpId,
        kind: 'help',
        title: '协调事项',
        status: this.replies.length > 0 ? 'answered' : 'asked',
        findingIds: [],
        open: true,
        overdue: false,
        createdByName: '王经办',
        createdAt: AT,
        updatedAt: AT,
        version: 1,
        target: { kind: 'department', name: '财务部' },
        replies: this.replies.length,
        question: '请提供近三年的合同台账。',
        replyList: this.replies,
      },
      files: [],
      trail: [],
      possible: this.replies.length > 0 ? [] : ['help.reply'],
    }),
    done: (_, body) => this.replied('李会计', Reflect.get(Object(body), 'text')),
  });

  replied(byName: string, text: string): void {
    this.replies = [...this.replies, { no: this.replies.length + 1, text, byName, at: AT }];
  }
}

const Page = () => {
  const query = useOperation('help.get', { params: PLACE });
  return query.data ? <HelpRequest place={PLACE} detail={query.data.data} /> : null;
};

const user = userEvent.setup();
const dialog = async () => within(await screen.findByRole('dialog', { name: '答复' }));
const reply = async (text: string): Promise<void> => {
  await user.click(await screen.findByRole('button', { name: /^答\s?复$/ }));
  const form = await dialog();
  await user.type(await form.findByLabelText('答复内容'), text);
  await user.click(form.getByRole('button', { name: /提\s?交/ }));
  await until(() => expect(screen.queryByRole('dialog')).toBeNull());
};
const hasDraft = () => JSON.stringify({ ...localStorage }).includes('台账');
const taken = new ProblemError({
  status: 409,
  code: 'help_state',
  detail: '协调事项已经答复或办结，请刷新页面查看。',
});

describe('an answer to a request for help', { timeout: 60_000 }, () => {
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

  it('stands on the page at once, marked as being saved, and then as the server has it', async () => {
    const { server } = new Help();
    server.show(<Page />);
    await reply('台账已送达。');
    const onWay = await screen.findByTestId('reply-on-way');
    expect(onWay.textContent).toContain('台账已送达。');
    expect([server.told, hasDraft(), screen.queryByTestId('help-reply')]).toEqual([[], true, null]);
    await server.answer();
    expect((await screen.findByTestId('help-reply')).textContent).toContain('李会计');
    await until(() => expect(screen.queryByTestId('reply-on-way')).toBeNull());
    expect([server.told, hasDraft()]).toEqual([['已答复'], false]);
  });

  it('comes back beside the one that was faster, with the reason and everything typed', async () => {
    const help = new Help();
    help.server.show(<Page />);
    await reply('台账已送达。');
    help.replied('赵出纳', '合同台账见附件。');
    await help.server.answer(taken);
    const form = await dialog();
    await form.findByText('他人已先办理：赵出纳 合同台账见附件。');
    expect((await form.findByRole('alert')).textContent).toContain('已经答复');
    expect(Reflect.get(form.getByLabelText('答复内容'), 'value')).toBe('台账已送达。');
    expect([help.server.told, hasDraft()]).toEqual([[], true]);
  });

  it('that was refused after its page was left says so there, and can still be read', async () => {
    const help = new Help();
    const { queries, leave } = help.server.show(<Page />);
    await reply('台账已送达。');
    leave();
    help.replied('赵出纳', '合同台账见附件。');
    await help.server.answer(taken);
    help.server.show(<Page />, queries);
    const unsent = await screen.findByTestId('reply-unsent');
    expect(unsent.textContent).toContain('已经答复');
    await user.click(within(unsent).getByRole('button', { name: '继续填写' }));
    const form = await dialog();
    expect(Reflect.get(await form.findByLabelText('答复内容'), 'value')).toBe('台账已送达。');
  });
});
