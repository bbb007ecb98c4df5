// @vitest-environment happy-dom

import { cleanup, render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, expect, it } from 'vitest';
import { useSectionInAddress } from './use-section-in-address.ts';

/** The cards of a finding, fetched after its head. */
const Cards = () => {
  useSectionInAddress();
  return <section id="measures" aria-label="措施" />;
};
const Page = ({ cards }: { readonly cards: boolean }) => (
  <MemoryRouter initialEntries={['/t/unit/findings/f1#measures']}>
    <div role="dialog">
      <textarea aria-label="异议理由" />
    </div>
    {cards ? <Cards /> : null}
  </MemoryRouter>
);

afterEach(cleanup);

it('leads to the section of the address when the cards are there', () => {
  const page = render(<Page cards={false} />);
  page.rerender(<Page cards />);
  expect(document.activeElement).toBe(screen.getByLabelText('措施'));
});

it('does not take the keys away from whoever has begun to type before the cards are there', () => {
  const page = render(<Page cards={false} />);
  screen.getByLabelText('异议理由').focus();
  page.rerender(<Page cards />);
  expect(document.activeElement).toBe(screen.getByLabelText('异议理由'));
});
