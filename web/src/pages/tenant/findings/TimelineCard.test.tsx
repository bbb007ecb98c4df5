// @vitest-environment happy-dom

import { cleanup, configure, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, expect, it } from 'vitest';
import type { TimelineEvent } from '../../../api/types.ts';
import { PATIENCE_MS, WaitingServer } from '../../../api/waiting-server.tsx';
import { loadAllTexts, startI18n } from '../../../i18n/index.ts';
import { detailFixture } from './detail-fixture.ts';
import { FindingProvider } from './finding-context.ts';
import { TimelineCard } from './TimelineCard.tsx';

configure({ asyncUtilTimeout: PATIENCE_MS });
beforeAll(async () => {
  await startI18n();
  await loadAllTexts();
});
afterEach(cleanup);

const event = (seq: number, type: TimelineEvent['type']): TimelineEvent => ({
  seq,
  at: `2025-03-${String(seq).padStart(2, '0')}T02:00:00.000Z`,
  type,
  actor: { userId: 'u', name: '王经办' },
  data: {},
  hash: 'a'.repeat(64),
});

/** The events on the page, by number; `older` are those that only the whole trail has. */
const show = (events: readonly TimelineEvent[], older: readonly TimelineEvent[] = []) => {
  const server = new WaitingServer({ read: () => ({ items: [...older, ...events] }), done: () => undefined });
  const detail = detailFixture({ timeline: [...events], timelineTruncated: older.length > 0 });
  server.show(
    <FindingProvider value={{ tenantId: 'bhcyc', findingId: 'f', detail, etag: undefined }}>
      <TimelineCard />
    </FindingProvider>,
  );
};
const count = () => screen.getAllByTestId('timeline-event').length;
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const pressed = (name: string) => screen.getByRole('button', { name }).getAttribute('aria-pressed');

const MIXED = [
  event(1, 'finding.delivered'),
  event(2, 'measure.added'),
  event(3, 'stage.accepted'),
  event(4, 'evidence.registered'),
];

it('narrows the trail to one kind and back again, and offers only kinds that something has happened of', () => {
  show(MIXED);
  expect(screen.getAllByRole('button').map(({ textContent }) => textContent)).toEqual([
    '全部',
    '措施',
    '材料',
    '其他',
  ]);
  press('措施');
  // Stages belong to the measures.
  expect([count(), pressed('措施'), pressed('全部')]).toEqual([2, 'true', 'false']);
  press('材料');
  expect(count()).toBe(1);
  press('全部');
  expect(count()).toBe(4);
});

it('offers nothing to choose where all is of one kind', () => {
  show([event(1, 'measure.added'), event(2, 'measure.edited')]);
  expect(screen.queryByRole('button', { name: '全部' })).toBeNull();
});

it('keeps its kind when the rest of a long trail is asked for', async () => {
  const long = Array.from({ length: 14 }, (_, at) =>
    event(at + 10, at < 13 ? 'measure.reported' : 'evidence.verified'),
  );
  show(long, [...MIXED, event(5, 'finding.started')]);
  expect(count()).toBe(12);
  press('措施');
  expect(count()).toBe(12);
  press(/13/);
  expect(count()).toBe(13);
  press(/更早|全部记录|更多/);
  // Of the older ones an added measure and an accepted stage.
  await waitFor(() => expect(count()).toBe(15));
  expect(pressed('措施')).toBe('true');
});
