/**
 * The time of day. `XUNCHA_CLOCK_OFFSET_MS` moves it on one machine, so that limits can be tried out; unset in AWS.
 */
export const now = (): Date => new Date(Date.now() + offset());

const offset = (): number => Number(process.env.XUNCHA_CLOCK_OFFSET_MS ?? 0);

/** The same for an instant the table tells, in whole seconds since 1970: its clock is not moved. */
export const tableTime = (seconds: number): Date => new Date(seconds * 1000 + offset());
