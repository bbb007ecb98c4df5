import type { AppConfig } from '../config/app-config.ts';
import { createSessionWatch } from './session-watch.ts';
import { createSourceMemory } from './sign-in-source.ts';
import { createUserStore, type StoredUser } from './stored-user.ts';

/** Membership chosen in the header; kept for the tab, like the tokens. */
const MEMBERSHIP_KEY = 'xuncha.membership';

export const chosenMembership = {
  read: (): string | undefined => window.sessionStorage.getItem(MEMBERSHIP_KEY) ?? undefined,
  keep: (membershipId: string): void => window.sessionStorage.setItem(MEMBERSHIP_KEY, membershipId),
  forget: (): void => window.sessionStorage.removeItem(MEMBERSHIP_KEY),
};

/** What the browser holds of a sign-in, without the library that gets and renews it. */
export const createHeldTokens = (config: AppConfig) => {
  const sources = createSourceMemory(window.sessionStorage, window.localStorage, config.unitIssuerOrigins);
  const watch = createSessionWatch(window.localStorage);
  const store = () => {
    const source = sources.get();
    return createUserStore(
      window.sessionStorage,
      source?.issuer ?? config.oidcAuthority,
      source?.clientId ?? config.oidcClientId,
    );
  };
  return {
    sources,
    watch,
    store,
    /** The person's tokens while the session lasts: a token outlives it by minutes, and is then not used any more. */
    read(): StoredUser | undefined {
      const { kind } = watch.state();
      return kind === 'timed_out' || kind === 'signed_out' ? undefined : store().read();
    },
  };
};
