/** Under which the pages remember that somebody is signed in. */
export const SESSION_KEY = ['session'] as const;
