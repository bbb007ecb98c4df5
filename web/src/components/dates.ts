import { shanghaiDateOf } from '@xuncha/domain';

/** Milliseconds by which the server's clock is ahead of this computer's. */
let serverAhead = 0;

/** A minute is the difference between two clocks and the way of an answer; only more than that is a wrong clock. */
const TOLERANCE_MS = 60_000;

/** Takes the server's time from an answer: it decides what is overdue, and an office computer's clock may be wrong. */
export const noteServerTime = (date: string | null): void => {
  const ahead = Date.parse(date ?? '') - Date.now();
  if (Number.isFinite(ahead)) serverAhead = Math.abs(ahead) < TOLERANCE_MS ? 0 : ahead;
};

/** Business date of now by the server's clock: Asia/Shanghai, wherever the browser stands. */
export const businessToday = (): string => shanghaiDateOf(new Date(Date.now() + serverAhead));

const SHANGHAI_MINUTES = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** `2025-03-01 09:30`, Asia/Shanghai. */
export const showInstant = (instant: string): string => SHANGHAI_MINUTES.format(new Date(instant));
export const dayOf = (instant: string): string => shanghaiDateOf(new Date(instant));
