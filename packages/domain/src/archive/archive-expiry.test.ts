import { expect, it } from 'vitest';
import { archiveExpiresOn, hasExpired, mayRebuild } from './archive-expiry.ts';

const TODAY = '2025-06-01';
const built = { builtAt: '2025-03-03T02:00:00.000Z', expiresOn: '2025-06-01' };

it('the last day is counted in Shanghai from the day of completion', () => {
  // 00:30 on 4 March in Shanghai; 28 days of March and 30 of April and 31 of May and one of June are 90.
  expect(archiveExpiresOn(new Date('2025-03-03T16:30:00Z'), 90)).toBe('2025-06-02');
});

it('an archive can be downloaded on its last day and not after it', () => {
  expect(hasExpired({ status: 'ready', ...built }, TODAY)).toBe(false);
  expect(hasExpired({ status: 'ready', ...built }, '2025-06-02')).toBe(true);
  expect(hasExpired({ status: 'expired', ...built }, TODAY)).toBe(true);
  expect(hasExpired({ status: 'building', ...built }, '2025-06-02')).toBe(false);
});

it('is built again once it was complete, can no longer be had, and nobody is at it', () => {
  for (const status of ['expired', 'failed', 'cancelled', 'refused'])
    expect(mayRebuild({ status, ...built }, TODAY), status).toBe(true);
  for (const status of ['ready', 'requested', 'queued', 'building'])
    expect(mayRebuild({ status, ...built }, TODAY), status).toBe(false);
  expect(mayRebuild({ status: 'ready', ...built }, '2025-06-02')).toBe(true);
  expect(mayRebuild({ status: 'failed' }, TODAY)).toBe(false);
});
