// @vitest-environment happy-dom

import { act, cleanup, render } from '@testing-library/react';
import { useState } from 'react';
import { BrowserRouter, Route, Routes, useNavigate } from 'react-router';
import { afterEach, expect, it } from 'vitest';
import { type StartView, useLedgerView } from './use-ledger-view.ts';

const OVERDUE: StartView = { id: 'overdue', query: 'due=overdue' };

/** The two things that may come together: the answer with the person's start view, and the person who goes on. */
let startIsKnown: () => void;
let leave: () => void;

const Ledger = () => {
  const [start, setStart] = useState<StartView>();
  const navigate = useNavigate();
  startIsKnown = () => setStart(OVERDUE);
  leave = () => void navigate('/t/unit/imports');
  const { filtered } = useLedgerView(start);
  return <p>{filtered ? 'filtered' : 'everything'}</p>;
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
