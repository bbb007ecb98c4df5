import { type User, UserManager, type UserManagerSettings, WebStorageStateStore } from 'oidc-client-ts';
import { openRequests } from '../api/open-requests.ts';
import type { AppConfig } from '../config/app-config.ts';
import { drafts } from '../drafts/draft-store.ts';
import { forgetTenantInView } from '../layout/use-tenant-in-view.ts';
import { SESSION_MS } from './session-limits.ts';
import { createSessionWatch, type SessionWatch } from './session-watch.ts';
import { createSourceMemory, readSignInLink, type SignInSource } from './sign-in-source.ts';

/** Where to go on after signing in; travels through the identity provider as state. */
interface SignInState {
  readonly returnTo: string;
}

/** Membership chosen in the header; kept for the tab, like the tokens. */
const MEMBERSHIP_KEY = 'xuncha.membership';

const returnToOf = (user: User): string => {
  const state = user.state as SignInState | undefined;
  return state?.returnTo.startsWith('/') ? state.returnTo : '/';
};

export interface SignIn {
  /** The signed-in person's tokens, or undefined. */
  readonly current: () => Promise<User | undefined>;
  /** Leaves the page for the identity provider and comes back to `returnTo`. */
  readonly start: (returnTo: string) => Promise<void>;
  /** Completes on the callback page; answers where to go on, or undefined when this was the pop-up window. */
  readonly finish: () => Promise<string | undefined>;
  /** Signs in again beside the open page, so that what was typed stays. */
  readonly again: () => Promise<void>;
  readonly signOut: () => Promise<void>;
  /** The unit's own provider this tab signs in with; undefined for the group's. */
  readonly source: () => SignInSource | undefined;
  /** Signs in there from now on, in this tab and in new ones. */
  readonly use: (source: SignInSource | undefined) => Promise<void>;
  /** What a sign-in link names, if people may be sent there. */
  readonly readLink: (hash: string) => SignInSource | undefined;
  /** The session has timed out, or was ended in another tab: no token stays in this tab. */
  readonly forget: () => Promise<void>;
  /** This tab is on its way to the provider's sign-out. */
  readonly isLeaving: () => boolean;
  readonly watch: SessionWatch;
  readonly accessToken: () => Promise<string | undefined>;
  readonly membership: () => string | undefined;
  readonly chooseMembership: (membershipId: string | undefined) => void;
}

/** The provider's part of the settings: the group's from the deployment, a unit's from its sign-in link. */
const providerSettings = (
  config: AppConfig,
  source: SignInSource | undefined,
): Pick<UserManagerSettings, 'authority' | 'client_id' | 'scope' | 'resource' | 'extraQueryParams'> =>
  source
    ? { authority: source.issuer, client_id: source.clientId, scope: source.scope }
    : {
        authority: config.oidcAuthority,
        client_id: config.oidcClientId,
        scope: config.oidcScope,
        resource: config.oidcResource,
        extraQueryParams: config.oidcAudience ? { audience: config.oidcAudience } : {},
      };

const createManager = (config: AppConfig, source: SignInSource | undefined): UserManager => {
  const { origin } = window.location;
  return new UserManager({
    ...providerSettings(config, source),
    redirect_uri: `${origin}/signed-in`,
    popup_redirect_uri: `${origin}/signed-in`,
    post_logout_redirect_uri: `${origin}/signed-out`,
    response_type: 'code',
    userStore: new WebStorageStateStore({ store: window.sessionStorage }),
    // What belongs to one sign-in on its way (no token): the pop-up window of signing in again is a tab of its own and
    // must find it there.
    stateStore: new WebStorageStateStore({ store: window.localStorage }),
    // Makes the provider say when the person proved who they are, and ask again after a working day.
    max_age: SESSION_MS / 1000,
    automaticSilentRenew: false,
    monitorSession: false,
  });
};

/** Authorization Code with PKCE. Tokens live in sessionStorage of this tab and are removed on sign-out. */
export const createSignIn = (config: AppConfig): SignIn => {
  const sources = createSourceMemory(window.sessionStorage, window.localStorage, config.unitIssuerOrigins);
  let manager = createManager(config, sources.get());

  const watch = createSessionWatch(window.localStorage);
  /** Who was signed in last on this page: only they may go on with what is on it. */
  let lastSubject: string | undefined;

  const begin = ({ profile }: User): void =>
    watch.begin(profile.auth_time === undefined ? undefined : profile.auth_time * 1000);
  let leaving = false;

  const renewed = async (user: User): Promise<User | undefined> => {
    if (!user.expired) return user;
    if (!user.refresh_token) return undefined;
    return (await manager.signinSilent().catch(() => null)) ?? undefined;
  };
  const current = async (): Promise<User | undefined> => {
    const user = await manager.getUser();
    if (!user) return undefined;
    lastSubject = user.profile.sub;
    // A token outlives the session by minutes; it is not used any more.
    const { kind } = watch.state();
    if (kind === 'timed_out' || kind === 'signed_out') {
      await manager.removeUser();
      return undefined;
    }
    return renewed(user);
  };
  return {
    current,
    start: (returnTo) =>
      manager.signinRedirect({
        state: { returnTo } satisfies SignInState,
        // After a time-out the provider may still know the person; whoever sits there now must prove it.
        ...(watch.hasTimedOut() ? { prompt: 'login' } : {}),
      }),
    async finish() {
      const user = await manager.signinCallback();
      if (user) begin(user);
      return user ? returnToOf(user) : undefined;
    },
    async again() {
      // Whoever sits there now must prove who they are, though the provider may still know the person before.
      const user = await manager.signinPopup({ prompt: 'login' });
      begin(user);
      if (lastSubject !== undefined && user.profile.sub !== lastSubject) window.location.assign('/');
    },
    async signOut() {
      window.sessionStorage.removeItem(MEMBERSHIP_KEY);
      forgetTenantInView();
      drafts.forget();
      openRequests.forget();
      leaving = true;
      watch.end();
      const hadSession = await manager.getUser();
      if (hadSession) await manager.signoutRedirect().catch(() => window.location.assign('/signed-out'));
      else window.location.assign('/signed-out');
      await manager.removeUser();
    },
    source: sources.get,
    async use(source) {
      // What was open with the other provider is another person's as far as anybody knows.
      await manager.removeUser();
      window.sessionStorage.removeItem(MEMBERSHIP_KEY);
      forgetTenantInView();
      sources.set(source);
      manager = createManager(config, source);
    },
    readLink: (hash) => readSignInLink(hash, config.unitIssuerOrigins),
    isLeaving: () => leaving,
    forget: () => manager.removeUser(),
    watch,
    accessToken: async () => (await current())?.access_token,
    membership: () => window.sessionStorage.getItem(MEMBERSHIP_KEY) ?? undefined,
    chooseMembership(membershipId) {
      if (membershipId) window.sessionStorage.setItem(MEMBERSHIP_KEY, membershipId);
      else window.sessionStorage.removeItem(MEMBERSHIP_KEY);
    },
  };
};
