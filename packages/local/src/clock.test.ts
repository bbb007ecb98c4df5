import { expect, it } from 'vitest';
import { createClock } from './clock.ts';

it('is moved until it is held, and then goes on from where it stands', () => {
  const clock = createClock(true);
  const real = clock.now();
  clock.moveBy(-60_000);
  expect(real - clock.now()).toBeGreaterThan(58_000);
  clock.moveBy(60_000);
  clock.hold();
  expect(clock.movable).toBe(false);
  expect(() => clock.moveBy(1)).toThrow('cannot be moved');
  expect(clock.now() - real).toBeGreaterThanOrEqual(0);
  clock.release();
});
