/** Long enough for a form that waits over a holiday week; older drafts say more about the past than about the form. */
const KEPT_MS = 10 * 24 * 60 * 60_000;
const PREFIX = 'xuncha.draft.';

/** What somebody has typed into a form and not sent. */
export interface Draft<Values> {
  /** Instant of the last key stroke. */
  readonly at: string;
  readonly values: Values;
  /** What the form held before they typed: shows later what somebody else has changed since. */
  readonly base: unknown;
}

/**
 * Drafts of forms in the storage of this browser, by person and form. A person's drafts are forgotten when they sign
 * out; those of a session that ran out wait for the same person. Restricted forms never come here (see
 * `KeepsNoDrafts`).
 */
export const createDraftStore = (storageOf: () => Storage, now: () => number = Date.now) => {
  let person: string | undefined;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const prefixOf = (userId: string): string => `${PREFIX}${userId}.`;
  const keyOf = (form: string): string | undefined => (person ? `${prefixOf(person)}${form}` : undefined);
  const isOld = (at: string): boolean => !(now() - Date.parse(at) <= KEPT_MS);
  const parse = <Values>(text: string): Draft<Values> | undefined => {
    try {
      return JSON.parse(text) as Draft<Values>;
    } catch {
      return undefined;
    }
  };
  const removeWhere = (unwanted: (key: string, text: string) => boolean): void => {
    for (const [key, text] of Object.entries({ ...storageOf() }))
      if (key.startsWith(PREFIX) && unwanted(key, String(text))) storageOf().removeItem(key);
  };
  return {
    /** From now on drafts are this person's; what is too old goes. */
    openFor(userId: string): void {
      if (person === userId) return;
      person = userId;
      removeWhere((_key, text) => isOld(parse(text)?.at ?? ''));
    },
    read<Values>(form: string): Draft<Values> | undefined {
      const key = keyOf(form);
      const text = key ? storageOf().getItem(key) : null;
      const draft = text ? parse<Values>(text) : undefined;
      return draft && !isOld(draft.at) ? draft : undefined;
    },
    write<Values>(form: string, values: Values, base: unknown): void {
      const key = keyOf(form);
      if (!key) return;
      try {
        storageOf().setItem(key, JSON.stringify({ at: new Date(now()).toISOString(), values, base }));
      } catch {
        // A full storage: the form works on, only a reload would lose what is typed.
      }
      tell();
    },
    remove(form: string): void {
      const key = keyOf(form);
      if (!key || storageOf().getItem(key) === null) return;
      storageOf().removeItem(key);
      tell();
    },
    /** Runs whenever something is kept or removed; answers how to stop that. */
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** The person signs out: nothing of theirs stays in the browser. */
    forget(): void {
      const gone = person;
      person = undefined;
      if (gone) removeWhere((key) => key.startsWith(prefixOf(gone)));
      tell();
    },
  };
};

export const drafts = createDraftStore(() => window.localStorage);
