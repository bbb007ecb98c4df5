/**
 * The time of day. `XUNCHA_CLOCK_OFFSET_MS` moves it on one machine, so that limits can be tried out; unset in AWS.
 */
export const now = (): Date => new Date(Date.now() + Number(process.env.XUNCHA_CLOCK_OFFSET_MS ?? 0));
