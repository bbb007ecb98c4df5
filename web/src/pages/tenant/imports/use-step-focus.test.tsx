// @vitest-environment happy-dom

import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useStepFocus } from './use-step-focus.ts';

const Page = ({ step, dialog }: { readonly step: string; readonly dialog: boolean }) => {
  const place = useStepFocus<HTMLParagraphElement>(step);
  return (
    <>
      <p ref={place} tabIndex={-1}>
        step
      </p>
      {dialog ? (
        <div className="ant-modal">
          <input aria-label="reason" />
        </div>
      ) : null}
    </>
  );
};
const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));
const step = () => screen.getByText('step');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it('follows to the step, however long the dialog that began it takes to go', async () => {
  const page = render(<Page step="preview" dialog />);
  screen.getByLabelText('reason').focus();
  page.rerender(<Page step="working" dialog />);
  await pass(1_000);
  page.rerender(<Page step="working" dialog={false} />);
  await pass(200);
  expect(document.activeElement).toBe(step());
});

it('follows to the step from the page itself, where a dialog gives the focus whose button is gone', async () => {
  const main = document.createElement('main');
  main.tabIndex = -1;
  document.body.append(main);
  const page = render(<Page step="preview" dialog />);
  screen.getByLabelText('reason').focus();
  page.rerender(<Page step="working" dialog />);
  page.rerender(<Page step="working" dialog={false} />);
  main.focus();
  await pass(200);
  expect(document.activeElement).toBe(step());
  main.remove();
});

it('takes the keys away from no dialog that stays', async () => {
  const page = render(<Page step="preview" dialog />);
  screen.getByLabelText('reason').focus();
  page.rerender(<Page step="working" dialog />);
  await pass(10_000);
  expect(document.activeElement).toBe(screen.getByLabelText('reason'));
});
