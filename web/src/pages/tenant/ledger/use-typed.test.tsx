// @vitest-environment happy-dom

import { act, cleanup, renderHook } from '@testing-library/react';
import type { LedgerFilter } from '@xuncha/domain';
import { BrowserRouter } from 'react-router';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useLedgerView } from './use-ledger-view.ts';
import { useTyped } from './use-typed.ts';

/** Longer than a pause in typing. */
const PAUSE_MS = 400;
const asked: Partial<LedgerFilter>[] = [];

/** The field on a page that comes to an address only when it is told to, as one does that is slow to draw. */
const openField = () => {
  const { result, rerender } = renderHook(
    ({ shown }: { readonly shown: string }) => {
      const ledger = useLedgerView(undefined);
      const view = { ...ledger.view, filter: shown ? { q: shown } : {} };
      return useTyped({ ...ledger, view, filter: (next) => void asked.push(next) }, 'q');
    },
    { wrapper: BrowserRouter, initialProps: { shown: '' } },
  );
  return {
    words: () => result.current[0],
    type: (words: string) => act(() => result.current[1](words)),
    pause: () => act(() => vi.advanceTimersByTimeAsync(PAUSE_MS)),
    pageShows: (shown: string) => rerender({ shown }),
  };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  asked.length = 0;
});

it('keeps what is typed on while the page comes to what was asked for before', async () => {
  const field = openField();
  field.type('安全');
  await field.pause();
  field.type('安全生产');
  field.pageShows('安全');
  expect(field.words()).toBe('安全生产');
  await field.pause();
  expect(asked).toEqual([{ q: '安全' }, { q: '安全生产' }]);
});

it('keeps what is typed on when the page comes to one question after the next', async () => {
  const field = openField();
  for (const words of ['安', '安全']) {
    field.type(words);
    await field.pause();
  }
  field.type('安全生');
  field.pageShows('安');
  field.pageShows('安全');
  expect(field.words()).toBe('安全生');
});

it('shows the words of a view that was opened, also those it has asked for itself before', async () => {
  const field = openField();
  field.type('安全');
  await field.pause();
  field.pageShows('安全');
  field.pageShows('');
  expect(field.words()).toBe('');
  field.pageShows('安全');
  expect(field.words()).toBe('安全');
});
