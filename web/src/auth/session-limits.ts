const MINUTE = 60_000;

/** Half an hour, the usual limit for office systems with sensitive files: a lunch break ends a session, a call doesn't. */
export const IDLE_MS = 30 * MINUTE;
/** One working day, as long as the providers' refresh tokens: a person signs in once in the morning. */
export const SESSION_MS = 12 * 60 * MINUTE;
/** Long enough to come back from the other end of the room. */
export const WARNING_MS = 2 * MINUTE;
