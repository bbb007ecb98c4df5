// @vitest-environment happy-dom

import { act, cleanup, render } from '@testing-library/react';
import { useState } from 'react';
import { BrowserRouter, Route, Routes, useNavigate } from 'react-router';
import { afterEach, expect, it } from 'vitest';
import { type LedgerViewState, type StartView, useLedgerView } from './use-ledger-view.ts';

const OVERDUE: StartView = { id: 'overdue', query: 'due=overdue' };

/** The two things that may come together: the answer with the person's start view, and the person who goes on. */
let startIsKnown: () => void;
let leave: () => void;
/** The ledger as it was drawn last: a timer may still hold it when the address is ahead. */
let drawn: LedgerViewState;

const Ledger = () => {
  const [start, setStart] = useState<StartView>();
  const navigate = useNavigate();
  startIsKnown = () => setStart(OVERDUE);
  leave = () => void navigate('/t/unit/imports');
  drawn = useLedgerView(start);
  return <p>{drawn.filtered ? 'filtered' : 'everything'}</p>;
};

const openLedger = () => {
  window.history.replaceState(null, '', '/t/unit/ledger');
  return render(
    <BrowserRouter>
      <Routes>
        <Route path="/t/unit/ledger" element={<Ledger />} />
        <Route path="/t/unit/imports" element={<p>imports</p>} />
      </Routes>
    </BrowserRouter>,
  );
};

const address = () => `${window.location.pathname}${window.location.search}`;

afterEach(cleanup);

it('the start view stands in the address as soon as it is known', async () => {
  const page = openLedger();
  await act(async () => startIsKnown());
  expect(page.container.textContent).toBe('filtered');
  expect(address()).toBe('/t/unit/ledger?due=overdue&view=overdue');
});

it('a start view that becomes known while somebody leaves does not call them back', async () => {
  const page = openLedger();
  await act(async () => {
    leave();
    startIsKnown();
  });
  expect(page.container.textContent).toBe('imports');
  expect(address()).toBe('/t/unit/imports');
});

it('a view chosen while the start view becomes known is the one that stays', async () => {
  openLedger();
  await act(async () => {
    startIsKnown();
    drawn.open('mine', 'state=rectifying');
  });
  expect(address()).toBe('/t/unit/ledger?state=rectifying&view=mine');
});

it('two filters chosen before the page has drawn the first of them both hold', async () => {
  const page = openLedger();
  await act(async () => {
    drawn.filter({ due: 'overdue' });
    drawn.filter({ q: '安全' });
    drawn.change({ density: 'compact' });
  });
  expect(page.container.textContent).toBe('filtered');
  expect(Object.fromEntries(new URLSearchParams(window.location.search))).toMatchObject({
    due: 'overdue',
    q: '安全',
    density: 'compact',
  });
});

it('words that ask after their pause do not call somebody back who has left meanwhile', async () => {
  const page = openLedger();
  await act(async () => {
    leave();
    drawn.filter({ q: '安全' });
  });
  expect(page.container.textContent).toBe('imports');
  expect(address()).toBe('/t/unit/imports');
});

it('a view that is removed leaves what was chosen while it went, and another view its name', async () => {
  openLedger();
  await act(async () => drawn.open('mine', 'state=rectifying'));
  const { forgetName } = drawn;
  await act(async () => drawn.filter({ due: 'overdue' }));
  await act(async () => forgetName('mine'));
  const { state, due, view } = Object.fromEntries(new URLSearchParams(window.location.search));
  expect([state, due, view]).toEqual(['rectifying', 'overdue', 'all']);
  await act(async () => drawn.open('other', 'due=overdue'));
  await act(async () => forgetName('mine'));
  expect(address()).toBe('/t/unit/ledger?due=overdue&view=other');
});
