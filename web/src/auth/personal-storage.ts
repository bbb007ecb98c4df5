/** What this browser keeps for one person and shows to nobody else who sits at it. Names are listed where they are used. */
const PREFIX = 'xuncha.of';

const keyOf = (userId: string, name: string): string => `${PREFIX}.${userId}.${name}`;

/** A full or forbidden storage must not break a page: then nothing is remembered. */
export const keep = (userId: string, name: string, value: string): void => {
  try {
    localStorage.setItem(keyOf(userId, name), value);
  } catch {
    // Nothing to do: the page works without.
  }
};

export const kept = (userId: string, name: string): string | undefined =>
  localStorage.getItem(keyOf(userId, name)) ?? undefined;
