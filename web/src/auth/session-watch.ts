import { IDLE_MS, SESSION_MS, WARNING_MS } from './session-limits.ts';

/** What all tabs know of the session: times only, nothing that could be used to sign in. */
const KEY = 'xuncha.session';

interface SessionTimes {
  readonly startedAt: number;
  readonly activeAt: number;
  /** Somebody signed out in one of the tabs. */
  readonly endedAt?: number;
}

export type SessionState =
  | { readonly kind: 'active' }
  | { readonly kind: 'warning'; readonly leftMs: number; readonly extendable: boolean }
  | { readonly kind: 'timed_out' }
  | { readonly kind: 'signed_out' };

/** Writing at every key stroke would be work for all tabs; a few seconds more or less don't matter. */
const TOUCH_MS = 5_000;

const read = (storage: Storage): SessionTimes | undefined => {
  const text = storage.getItem(KEY);
  return text ? (JSON.parse(text) as SessionTimes) : undefined;
};

/** Times of the session shared by the tabs of a browser: idle in one tab while working in another is not idle. */
export const createSessionWatch = (storage: Storage, now: () => number = Date.now) => {
  const write = (times: SessionTimes): void => storage.setItem(KEY, JSON.stringify(times));
  return {
    /**
     * After signing in. A further tab that the provider lets in without asking belongs to the session that began when
     * the person last proved who they are.
     */
    begin: (provedAt = now()): void => write({ startedAt: Math.min(provedAt, now()), activeAt: now() }),
    /** The person has done something. What has timed out or ended stays so. */
    touch(force = false): void {
      const times = read(storage);
      if (!times || times.endedAt !== undefined || now() - times.activeAt >= IDLE_MS) return;
      if (force || now() - times.activeAt >= TOUCH_MS) write({ ...times, activeAt: now() });
    },
    end(): void {
      const times = read(storage);
      write({ startedAt: now(), activeAt: now(), ...times, endedAt: now() });
    },
    /** Known to have timed out, in contrast to one that never was. */
    hasTimedOut(): boolean {
      return read(storage) !== undefined && this.state().kind === 'timed_out';
    },
    state(): SessionState {
      const times = read(storage);
      // Somebody cleared the browser's storage: nothing is known, so nothing is trusted.
      if (!times) return { kind: 'timed_out' };
      if (times.endedAt !== undefined) return { kind: 'signed_out' };
      const idleLeft = times.activeAt + IDLE_MS - now();
      const sessionLeft = times.startedAt + SESSION_MS - now();
      const leftMs = Math.min(idleLeft, sessionLeft);
      if (leftMs <= 0) return { kind: 'timed_out' };
      if (leftMs > WARNING_MS) return { kind: 'active' };
      return { kind: 'warning', leftMs, extendable: sessionLeft > WARNING_MS };
    },
  };
};

export type SessionWatch = ReturnType<typeof createSessionWatch>;
