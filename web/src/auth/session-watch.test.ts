// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { IDLE_MS, SESSION_MS, WARNING_MS } from './session-limits.ts';
import { createSessionWatch } from './session-watch.ts';

let now = 0;
const clock = () => now;
const tab = () => createSessionWatch(window.localStorage, clock);

beforeEach(() => {
  now = Date.parse('2025-03-03T01:00:00Z');
  window.localStorage.clear();
});

describe('a session', () => {
  it('warns before it times out for want of activity, and goes on when the person does', () => {
    const watch = tab();
    watch.begin();
    now += IDLE_MS - WARNING_MS - 1;
    expect(watch.state()).toEqual({ kind: 'active' });
    now += 1;
    expect(watch.state()).toEqual({ kind: 'warning', leftMs: WARNING_MS, extendable: true });
    watch.touch();
    expect(watch.state()).toEqual({ kind: 'active' });
    now += IDLE_MS;
    expect(watch.state()).toEqual({ kind: 'timed_out' });
    // Moving the mouse afterwards brings nothing back.
    watch.touch(true);
    expect(watch.state()).toEqual({ kind: 'timed_out' });
  });

  it('ends after a working day however busy the person is', () => {
    const watch = tab();
    watch.begin();
    for (const end = now + SESSION_MS - WARNING_MS; now < end; now += WARNING_MS) {
      expect(watch.state()).toEqual({ kind: 'active' });
      watch.touch();
    }
    expect(watch.state()).toMatchObject({ kind: 'warning', extendable: false });
    watch.touch(true);
    now += WARNING_MS;
    expect(watch.state()).toEqual({ kind: 'timed_out' });
  });

  it('is one for all tabs: activity in one keeps the other, sign-out in one ends the other', () => {
    const [one, other] = [tab(), tab()];
    one.begin();
    now += IDLE_MS - 1_000;
    other.touch();
    now += 2_000;
    expect(one.state()).toEqual({ kind: 'active' });
    other.end();
    expect(one.state()).toEqual({ kind: 'signed_out' });
    one.touch(true);
    expect(one.state()).toEqual({ kind: 'signed_out' });
    one.begin();
    expect(other.state()).toEqual({ kind: 'active' });
  });

  it('began when the person proved who they are, also where the provider asks nobody again', () => {
    const watch = tab();
    watch.begin(now - SESSION_MS + WARNING_MS);
    expect(watch.state()).toMatchObject({ kind: 'warning', extendable: false });
  });

  it('of which nothing is known is over, and what is kept holds times only', () => {
    const watch = tab();
    expect(watch.state()).toEqual({ kind: 'timed_out' });
    watch.begin();
    expect(Object.keys(JSON.parse(window.localStorage.getItem('xuncha.session') ?? '{}')).sort()).toEqual([
      'activeAt',
      'startedAt',
    ]);
  });
});
