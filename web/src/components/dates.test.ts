import { shanghaiDateOf } from '@xuncha/domain';
import { afterEach, expect, it } from 'vitest';
import { businessToday, noteServerTime } from './dates.ts';

afterEach(() => noteServerTime(new Date().toUTCString()));

it('today is the server’s day, whatever this computer’s clock says', () => {
  noteServerTime('Wed, 08 Oct 2025 22:00:00 GMT');
  expect(businessToday()).toBe('2025-10-09');
});

it('an answer without a time changes nothing', () => {
  noteServerTime('Wed, 08 Oct 2025 22:00:00 GMT');
  noteServerTime(null);
  expect(businessToday()).toBe('2025-10-09');
  noteServerTime(new Date().toUTCString());
  expect(businessToday()).toBe(shanghaiDateOf(new Date()));
});
