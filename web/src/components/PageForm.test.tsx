// @vitest-environment happy-dom

import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ProblemError } from '@xuncha/contracts';
import { Form, Input } from 'antd';
import { type ReactElement, useState } from 'react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drafts } from '../drafts/draft-store.ts';
import { loadAllTexts, startI18n } from '../i18n/index.ts';
import { ControlsTheme } from '../layout/ControlsTheme.tsx';
import { Theme } from '../layout/Theme.tsx';
import { PageForm } from './PageForm.tsx';

interface Values {
  readonly title: string;
  readonly limits: { readonly days: string };
  readonly entries?: readonly { readonly id?: string; readonly text: string }[];
}
const PRESENT: Values = { title: '甲', limits: { days: '5' }, entries: [{ id: 'e1', text: '一' }] };
const STALE = new ProblemError({ status: 412, code: 'stale', detail: '内容已被他人修改。' });

const sent: Values[] = [];
/** The page: sends after a moment, answers with the outcome. */
const Page = (props: {
  readonly present?: Values;
  readonly outcome?: Error;
  readonly again?: boolean;
  readonly disabled?: boolean;
  readonly withoutDays?: boolean;
  readonly line?: { readonly pending: boolean; readonly send: (values: Values) => void };
}) => {
  const [state, setState] = useState<{ pending: boolean; error?: Error }>({ pending: false });
  const send = (values: Values) => {
    sent.push(values);
    if (props.line) return props.line.send(values);
    setState({ pending: true });
    window.setTimeout(() => setState({ pending: false, error: props.outcome }), 5);
  };
  return (
    <Theme>
      <ControlsTheme>
        <PageForm<Values>
          name="test"
          initialValues={props.present ?? PRESENT}
          again={props.again}
          disabled={props.disabled}
          pending={props.line?.pending ?? state.pending}
          error={state.error}
          onSubmit={send}
        >
          <Form.Item name="title" label="名称">
            <Input />
          </Form.Item>
          {props.withoutDays ? null : (
            <Form.Item name={['limits', 'days']}>
              <Input aria-label="天数" />
            </Form.Item>
          )}
        </PageForm>
      </ControlsTheme>
    </Theme>
  );
};
const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
const save = () => screen.getByRole('button', { name: /保\s?存/ });

describe('a form on a page', () => {
  beforeAll(async () => {
    await startI18n();
    await loadAllTexts();
  });
  beforeEach(() => {
    drafts.openFor('u1');
    sent.length = 0;
  });
  afterEach(() => {
    cleanup();
    localStorage.clear();
  });

  it('has again what was typed, until it has been sent', async () => {
    const user = userEvent.setup();
    const page = render(<Page />);
    await user.clear(field('名称'));
    await user.type(field('名称'), '乙');
    page.unmount();
    const again = render(<Page />);
    expect(field('名称').value).toBe('乙');
    expect(screen.getByTestId('restored-draft')).toBeDefined();
    await user.click(save());
    await expect.poll(() => screen.queryByTestId('restored-draft')).toBeNull();
    expect(sent.map(({ title }) => title)).toEqual(['乙']);
    expect(field('名称').value).toBe('乙');
    again.unmount();
    render(<Page />);
    expect(field('名称').value).toBe('甲');
  });

  it('an emptied field stays empty, and what is not wanted goes', async () => {
    const user = userEvent.setup();
    const page = render(<Page />);
    await user.clear(field('天数'));
    page.unmount();
    render(<Page />);
    expect(field('天数').value).toBe('');
    await user.click(screen.getByRole('button', { name: '不要了，重新填写' }));
    expect(field('天数').value).toBe('5');
    expect(Object.keys({ ...localStorage }).filter((key) => key.includes('draft'))).toEqual([]);
  });

  it('begins anew once sent where another one may follow', async () => {
    const user = userEvent.setup();
    render(<Page again />);
    await user.type(field('名称'), '乙');
    await user.click(save());
    await expect.poll(() => field('名称').value).toBe('甲');
  });

  it('keeps what is typed when it is refused, and offers to send it again', async () => {
    const user = userEvent.setup();
    render(<Page outcome={STALE} />);
    await user.type(field('名称'), '乙');
    await user.click(save());
    expect((await screen.findByRole('alert')).textContent).toContain('代码 stale');
    await user.click(screen.getByRole('button', { name: /重\s?试/ }));
    await expect.poll(() => sent.map(({ title }) => title)).toEqual(['甲乙', '甲乙']);
  });

  it('follows others in fields nobody has touched, and shows both versions of one that both changed', async () => {
    const user = userEvent.setup();
    const page = render(<Page />);
    await user.type(field('名称'), '乙');
    page.rerender(<Page present={{ ...PRESENT, title: '丙', limits: { days: '9' } }} />);
    expect(field('天数').value).toBe('9');
    const conflict = screen.getByTestId('conflict');
    expect(conflict.textContent).toContain('甲乙');
    expect(conflict.textContent).toContain('丙');
    expect(conflict.textContent).not.toContain('天数');
    await user.click(screen.getByRole('button', { name: /采用.*名称|名称/ }));
    expect(field('名称').value).toBe('丙');
    expect(screen.queryByTestId('conflict')).toBeNull();
  });

  it('shows a conflict within a group of fields too, also after a reload', async () => {
    const user = userEvent.setup();
    const page = render(<Page />);
    await user.type(field('天数'), '0');
    page.unmount();
    render(<Page present={{ ...PRESENT, title: '丙', limits: { days: '9' } }} />);
    expect(field('名称').value).toBe('丙');
    expect(field('天数').value).toBe('50');
    expect((await screen.findByTestId('conflict')).textContent).toContain('天数');
  });

  describe('on a slow line, where somebody goes on typing while it is sent', () => {
    /** The page whose server takes its time: `answered` is when it holds what was sent. */
    const SlowPage = ({ again }: { readonly again?: boolean }) => {
      const [state, setState] = useState<{ pending: boolean; present: Values }>({
        pending: false,
        present: PRESENT,
      });
      return (
        <Page
          present={state.present}
          again={again}
          line={{
            pending: state.pending,
            send: (values) => {
              setState({ ...state, pending: true });
              answered = () =>
                setState({ pending: false, present: again ? PRESENT : { ...PRESENT, ...values } });
            },
          }}
        />
      );
    };
    let answered: () => void;
    const sendAndTypeOn = async (page: ReactElement) => {
      const user = userEvent.setup();
      const drawn = render(page);
      await user.type(field('名称'), '乙');
      await user.click(save());
      await expect.poll(() => sent.map(({ title }) => title)).toEqual(['甲乙']);
      await user.type(field('名称'), '丙');
      await act(async () => answered());
      return { user, drawn };
    };

    it('what was typed since is still there, as something to be sent', async () => {
      const { user, drawn } = await sendAndTypeOn(<SlowPage />);
      expect(field('名称').value).toBe('甲乙丙');
      expect(screen.queryByTestId('conflict')).toBeNull();
      await user.click(save());
      await expect.poll(() => sent.map(({ title }) => title)).toEqual(['甲乙', '甲乙丙']);
      await act(async () => answered());
      drawn.unmount();
      render(<Page />);
      expect(screen.queryByTestId('restored-draft')).toBeNull();
    });

    it('is found again after a reload, and the own text of before is nobody else’s', async () => {
      const { drawn } = await sendAndTypeOn(<SlowPage />);
      drawn.unmount();
      render(<Page present={{ ...PRESENT, title: '甲乙' }} />);
      expect(field('名称').value).toBe('甲乙丙');
      expect(screen.queryByTestId('conflict')).toBeNull();
    });

    it('a field that comes with the answer has not been typed in, and shows what the answer says', async () => {
      let done = (): void => undefined;
      const Choice = () => {
        const [state, setState] = useState<{ pending: boolean; present: Values }>({
          pending: false,
          present: PRESENT,
        });
        return (
          <Page
            present={state.present}
            withoutDays={state.present === PRESENT}
            line={{
              pending: state.pending,
              send: () => {
                setState({ ...state, pending: true });
                done = () =>
                  setState({ pending: false, present: { ...PRESENT, title: '甲乙', limits: { days: '9' } } });
              },
            }}
          />
        );
      };
      const user = userEvent.setup();
      render(<Choice />);
      await user.type(field('名称'), '乙');
      await user.click(save());
      await expect.poll(() => sent).toHaveLength(1);
      await act(async () => done());
      expect(field('天数').value).toBe('9');
      expect(screen.queryByTestId('conflict')).toBeNull();
      expect(Object.keys({ ...localStorage }).filter((key) => key.includes('draft'))).toEqual([]);
    });

    it('is found again by whoever left before the answer', async () => {
      const user = userEvent.setup();
      const drawn = render(<SlowPage />);
      await user.type(field('名称'), '乙');
      await user.click(save());
      await expect.poll(() => sent).toHaveLength(1);
      await user.type(field('名称'), '丙');
      drawn.unmount();
      render(<Page />);
      expect(field('名称').value).toBe('甲乙丙');
    });

    it('begins anew but for what was typed since', async () => {
      const { drawn } = await sendAndTypeOn(<SlowPage again />);
      expect(field('名称').value).toBe('甲乙丙');
      drawn.unmount();
      render(<Page again />);
      expect(field('名称').value).toBe('甲乙丙');
    });
  });

  it('brings nothing back for whoever may only read', async () => {
    const user = userEvent.setup();
    const page = render(<Page />);
    await user.type(field('名称'), '乙');
    page.unmount();
    render(<Page disabled />);
    expect(field('名称').value).toBe('甲');
    expect(screen.queryByRole('button', { name: /保\s?存/ })).toBeNull();
  });
});
