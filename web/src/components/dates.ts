import { shanghaiDateOf } from '@xuncha/domain';

/** Business date of now: Asia/Shanghai, wherever the browser stands. */
export const businessToday = (): string => shanghaiDateOf(new Date());

const SHANGHAI_MINUTES = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** `2025-03-01 09:30`, Asia/Shanghai. */
export const showInstant = (instant: string): string => SHANGHAI_MINUTES.format(new Date(instant));
export const dayOf = (instant: string): string => shanghaiDateOf(new Date(instant));
