// @vitest-environment happy-dom

import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ProblemError } from '@xuncha/contracts';
import { useState } from 'react';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadAllTexts, startI18n } from '../i18n/index.ts';
import { ControlsTheme } from '../layout/ControlsTheme.tsx';
import { Theme } from '../layout/Theme.tsx';
import { ReasonDialog } from './ReasonDialog.tsx';

const sent: string[] = [];
const Page = ({ answer }: { readonly answer: Error }) => {
  const [error, setError] = useState<Error>();
  return (
    <Theme>
      <ControlsTheme>
        <ReasonDialog
          open
          title="退回"
          pending={false}
          error={error}
          onClose={() => {}}
          onSubmit={(reason) => {
            sent.push(reason);
            setError(answer);
          }}
        />
      </ControlsTheme>
    </Theme>
  );
};

/** As most pages do it: the dialog comes with a press and is taken away whole, and its field asks for the focus. */
const Opener = () => {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <Theme>
      <ControlsTheme>
        <button type="button" onClick={() => setOpen(true)}>
          撤回
        </button>
        {open ? (
          <ReasonDialog open title="撤回" pending={false} error={null} onClose={close} onSubmit={close} />
        ) : null}
      </ControlsTheme>
    </Theme>
  );
};

describe('a form in a dialog', () => {
  beforeAll(async () => {
    await startI18n();
    await loadAllTexts();
  });
  afterEach(() => {
    cleanup();
    sent.length = 0;
  });

  it('gives the focus back to what opened it', async () => {
    const user = userEvent.setup();
    render(<Opener />);
    const opener = screen.getByRole('button', { name: '撤回' });
    await user.click(opener);
    expect(document.activeElement).toBe(await screen.findByLabelText('原因'));
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.activeElement).toBe(opener);
  });

  it('sends nothing while the reason is blank', async () => {
    const user = userEvent.setup();
    render(<Page answer={new Error()} />);
    await user.type(screen.getByLabelText('原因'), '   ');
    await user.click(screen.getByRole('button', { name: '提交' }));
    expect(await screen.findByText('请填写')).toBeDefined();
    expect(sent).toEqual([]);
  });

  it('shows sentence and code of a refusal and keeps what was typed', async () => {
    const user = userEvent.setup();
    render(
      <Page
        answer={
          new ProblemError({
            status: 412,
            code: 'stale',
            detail: '内容已被他人修改，请核对后再提交。',
            traceId: 't-1',
          })
        }
      />,
    );
    await user.type(screen.getByLabelText('原因'), '缺少照片');
    await user.click(screen.getByRole('button', { name: '提交' }));
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('内容已被他人修改');
    expect(alert.textContent).toContain('代码 stale');
    expect(screen.getByLabelText('原因')).toHaveProperty('value', '缺少照片');
    expect(sent).toEqual(['缺少照片']);
  });

  it('offers to send the same again when the server is full for a moment', async () => {
    const user = userEvent.setup();
    const answer = new ProblemError({ status: 429, code: 'too_many_requests', detail: '请稍候几秒再试。' });
    render(<Page answer={answer} />);
    await user.type(screen.getByLabelText('原因'), '缺少照片');
    await user.click(screen.getByRole('button', { name: '提交' }));
    expect((await screen.findByRole('alert')).textContent).toContain('请稍候几秒再试。');
    await user.click(screen.getByRole('button', { name: /重\s?试/ }));
    await expect.poll(() => sent).toEqual(['缺少照片', '缺少照片']);
  });

  it('says what to do when the network is gone', async () => {
    const user = userEvent.setup();
    render(<Page answer={new TypeError('fetch failed')} />);
    await user.type(screen.getByLabelText('原因'), '缺少照片');
    await user.click(screen.getByRole('button', { name: '提交' }));
    expect((await screen.findByRole('alert')).textContent).toContain('请检查网络后重试');
    expect(screen.getByLabelText('原因')).toHaveProperty('value', '缺少照片');
  });
});
