import type { User, UserManager } from 'oidc-client-ts';
import { forgetKnown } from '../api/known-actions.ts';
import { openRequests } from '../api/open-requests.ts';
import type { AppConfig } from '../config/app-config.ts';
import { drafts } from '../drafts/draft-store.ts';
import { forgetTenantInView } from '../layout/tenant-in-view.ts';
import { forgetListAtHand } from '../pages/tenant/findings/list-at-hand.ts';
import { chosenMembership, createHeldTokens } from './held-tokens.ts';
import type { SessionWatch } from './session-watch.ts';
import { readSignInLink, type SignInSource } from './sign-in-source.ts';
import type { StoredUser } from './stored-user.ts';

/** Where to go on after signing in; travels through the identity provider as state. */
interface SignInState {
  readonly returnTo: string;
}

const returnToOf = (user: User): string => {
  const state = user.state as SignInState | undefined;
  return state?.returnTo.startsWith('/') ? state.returnTo : '/';
};

export interface SignIn {
  /** The signed-in person's tokens, or undefined. */
  readonly current: () => Promise<StoredUser | undefined>;
  /** Leaves the page for the identity provider and comes back to `returnTo`. */
  readonly start: (returnTo: string) => Promise<void>;
  /** Completes on the callback page; answers where to go on, or undefined when this was the pop-up window. */
  readonly finish: () => Promise<string | undefined>;
  /** Signs in again beside the open page, so that what was typed stays. */
  readonly again: () => Promise<void>;
  /** Fetches what `again` needs, so that the window opens at the click itself. */
  readonly prepare: () => void;
  readonly signOut: () => Promise<void>;
  /** The unit's own provider this tab signs in with; undefined for the group's. */
  readonly source: () => SignInSource | undefined;
  /** Signs in there from now on, in this tab and in new ones. */
  readonly use: (source: SignInSource | undefined) => void;
  /** What a sign-in link names, if people may be sent there. */
  readonly readLink: (hash: string) => SignInSource | undefined;
  /** The session has timed out, or was ended in another tab: no token stays in this tab. */
  readonly forget: () => void;
  /** This tab is on its way to the provider's sign-out. */
  readonly isLeaving: () => boolean;
  readonly watch: SessionWatch;
  readonly accessToken: () => Promise<string | undefined>;
  readonly membership: () => string | undefined;
  readonly chooseMembership: (membershipId: string | undefined) => void;
}

/** Authorization Code with PKCE. Tokens live in sessionStorage of this tab and are removed on sign-out. */
export const createSignIn = (config: AppConfig): SignIn => {
  const held = createHeldTokens(config);
  const { sources, watch, store } = held;
  let manager: Promise<UserManager> | undefined;
  /** A failed fetch of the library is tried again the next time. */
  const managed = (): Promise<UserManager> => {
    manager ??= import('./user-manager.ts').then(({ createManager }) => createManager(config, sources.get()));
    manager.catch(() => {
      manager = undefined;
    });
    return manager;
  };
  /** Who was signed in last on this page: only they may go on with what is on it. */
  let lastSubject: string | undefined;

  const begin = ({ profile }: User): void =>
    watch.begin(profile.auth_time === undefined ? undefined : profile.auth_time * 1000);
  let leaving = false;

  const renewed = async (user: StoredUser): Promise<StoredUser | undefined> => {
    if (!user.expired) return user;
    if (!user.refreshable) return undefined;
    const fresh = await (await managed()).signinSilent().catch(() => null);
    return fresh ? store().read() : undefined;
  };
  const current = async (): Promise<StoredUser | undefined> => {
    const user = store().read();
    if (!user) return undefined;
    lastSubject = user.subject;
    if (held.read()) return renewed(user);
    store().forget();
    return undefined;
  };
  return {
    current,
    async start(returnTo) {
      await (await managed()).signinRedirect({
        state: { returnTo } satisfies SignInState,
        // After a time-out the provider may still know the person; whoever sits there now must prove it.
        ...(watch.hasTimedOut() ? { prompt: 'login' } : {}),
      });
    },
    async finish() {
      const user = await (await managed()).signinCallback();
      if (user) begin(user);
      return user ? returnToOf(user) : undefined;
    },
    async again() {
      // Whoever sits there now must prove who they are, though the provider may still know the person before.
      const user = await (await managed()).signinPopup({ prompt: 'login' });
      begin(user);
      if (lastSubject !== undefined && user.profile.sub !== lastSubject) window.location.assign('/');
    },
    prepare: () => void managed().catch(() => undefined),
    async signOut() {
      chosenMembership.forget();
      forgetTenantInView();
      forgetKnown();
      forgetListAtHand();
      drafts.forget();
      openRequests.forget();
      leaving = true;
      watch.end();
      try {
        if (store().read()) await (await managed()).signoutRedirect();
        else window.location.assign('/signed-out');
      } catch {
        window.location.assign('/signed-out');
      }
      store().forget();
    },
    source: sources.get,
    use(source) {
      // What was open with the other provider is another person's as far as anybody knows.
      store().forget();
      chosenMembership.forget();
      forgetTenantInView();
      forgetKnown();
      forgetListAtHand();
      sources.set(source);
      manager = undefined;
    },
    readLink: (hash) => readSignInLink(hash, config.unitIssuerOrigins),
    isLeaving: () => leaving,
    forget: () => store().forget(),
    watch,
    accessToken: async () => (await current())?.accessToken,
    membership: chosenMembership.read,
    chooseMembership(membershipId) {
      if (membershipId) chosenMembership.keep(membershipId);
      else chosenMembership.forget();
    },
  };
};
