import { useEffect, useState } from 'react';
import type { SessionState, SessionWatch } from './session-watch.ts';

const ACTIVITY = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;
const LOOK_MS = 1_000;

const same = (a: SessionState, b: SessionState): boolean =>
  a.kind === b.kind &&
  (a.kind !== 'warning' || b.kind !== 'warning' || Math.ceil(a.leftMs / 1000) === Math.ceil(b.leftMs / 1000));

/** Follows the session's clock and what other tabs do. While the warning stands only its button counts as activity. */
export const useSessionState = (watch: SessionWatch): SessionState => {
  const [state, setState] = useState(watch.state);
  useEffect(() => {
    const look = () =>
      setState((before) => {
        const after = watch.state();
        return same(before, after) ? before : after;
      });
    const act = () => {
      if (watch.state().kind === 'active') watch.touch();
    };
    const timer = window.setInterval(look, LOOK_MS);
    // A laptop that wakes up, and a tab that comes to the front, look at once.
    document.addEventListener('visibilitychange', look);
    window.addEventListener('storage', look);
    for (const event of ACTIVITY) window.addEventListener(event, act, { passive: true });
    return () => {
      window.clearInterval(timer);
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('storage', look);
      for (const event of ACTIVITY) window.removeEventListener(event, act);
    };
  }, [watch]);
  return state;
};
