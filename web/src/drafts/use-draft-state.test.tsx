// @vitest-environment happy-dom

import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { drafts } from './draft-store.ts';
import { useDraftState } from './use-draft-state.ts';

const EMPTY: Readonly<Record<string, string>> = {};
const open = () => renderHook(() => useDraftState('meeting/m1', EMPTY));
const without =
  (name: string) =>
  ({ [name]: _done, ...rest }: Readonly<Record<string, string>>) =>
    Object.keys(rest).length > 0 ? rest : undefined;

beforeEach(() => drafts.openFor('u1'));
afterEach(() => {
  cleanup();
  localStorage.clear();
});

it('an answer that comes late leaves what was typed since', () => {
  const page = open();
  act(() => page.result.current.change({ sent: '甲' }));
  const { revise } = page.result.current;
  act(() => page.result.current.change({ sent: '甲', since: '乙' }));
  act(() => revise(without('sent')));
  expect(page.result.current.value).toEqual({ since: '乙' });
});

it('so does one that comes when its page was left and opened again', () => {
  const page = open();
  act(() => page.result.current.change({ sent: '甲' }));
  const { revise } = page.result.current;
  page.unmount();
  const again = open();
  act(() => again.result.current.change({ sent: '甲', since: '乙' }));
  act(() => revise(without('sent')));
  again.unmount();
  expect(open().result.current.value).toEqual({ since: '乙' });
});

it('keeps nothing when nothing is left', () => {
  const page = open();
  act(() => page.result.current.change({ sent: '甲' }));
  act(() => page.result.current.revise(without('sent')));
  expect([page.result.current.value, drafts.read('meeting/m1')]).toEqual([EMPTY, undefined]);
});
