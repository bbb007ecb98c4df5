import { UserManager, type UserManagerSettings, WebStorageStateStore } from 'oidc-client-ts';
import type { AppConfig } from '../config/app-config.ts';
import { SESSION_MS } from './session-limits.ts';
import type { SignInSource } from './sign-in-source.ts';

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

/** The sign-in library for one provider; fetched when somebody signs in or out, or a token is to be renewed. */
export const createManager = (config: AppConfig, source: SignInSource | undefined): UserManager => {
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
