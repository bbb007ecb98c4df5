import { type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { AppConfig } from '../config/app-config.ts';
import { forgetTenantInView } from '../layout/use-tenant-in-view.ts';

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
  readonly accessToken: () => Promise<string | undefined>;
  readonly membership: () => string | undefined;
  readonly chooseMembership: (membershipId: string | undefined) => void;
}

/** Authorization Code with PKCE. Tokens live in sessionStorage of this tab and are removed on sign-out. */
export const createSignIn = (config: AppConfig): SignIn => {
  const { origin } = window.location;
  const manager = new UserManager({
    authority: config.oidcAuthority,
    client_id: config.oidcClientId,
    redirect_uri: `${origin}/signed-in`,
    popup_redirect_uri: `${origin}/signed-in`,
    post_logout_redirect_uri: `${origin}/signed-out`,
    response_type: 'code',
    scope: config.oidcScope,
    resource: config.oidcResource,
    extraQueryParams: config.oidcAudience ? { audience: config.oidcAudience } : {},
    userStore: new WebStorageStateStore({ store: window.sessionStorage }),
    stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
    automaticSilentRenew: false,
    monitorSession: false,
  });

  const renewed = async (user: User): Promise<User | undefined> => {
    if (!user.expired) return user;
    if (!user.refresh_token) return undefined;
    return (await manager.signinSilent().catch(() => null)) ?? undefined;
  };
  const current = async (): Promise<User | undefined> => {
    const user = await manager.getUser();
    return user ? renewed(user) : undefined;
  };
  return {
    current,
    start: (returnTo) => manager.signinRedirect({ state: { returnTo } satisfies SignInState }),
    async finish() {
      const user = await manager.signinCallback();
      return user ? returnToOf(user) : undefined;
    },
    async again() {
      await manager.signinPopup();
    },
    async signOut() {
      window.sessionStorage.removeItem(MEMBERSHIP_KEY);
      forgetTenantInView();
      const hadSession = await manager.getUser();
      if (hadSession) await manager.signoutRedirect().catch(() => window.location.assign('/signed-out'));
      else window.location.assign('/signed-out');
      await manager.removeUser();
    },
    accessToken: async () => (await current())?.access_token,
    membership: () => window.sessionStorage.getItem(MEMBERSHIP_KEY) ?? undefined,
    chooseMembership(membershipId) {
      if (membershipId) window.sessionStorage.setItem(MEMBERSHIP_KEY, membershipId);
      else window.sessionStorage.removeItem(MEMBERSHIP_KEY);
    },
  };
};
