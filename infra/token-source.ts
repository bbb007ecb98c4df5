import type { ExternalIdentity } from './stage-settings.ts';

/** `app-config.json` of the web app: what differs between installations. */
export interface WebSignIn {
  readonly oidcAuthority: string;
  readonly oidcClientId: string;
  readonly oidcScope: string;
  readonly oidcResource?: string;
  readonly oidcAudience?: string;
}

/** Who issues access tokens: what the authorizer checks and where the browser signs in. */
export interface TokenSource {
  readonly issuer: string;
  readonly audience: string;
  /** Claim that names the person. */
  readonly loginClaim: string;
  /** Origins the browser talks to while signing in, for the content security policy. */
  readonly signInOrigins: readonly string[];
  /** Published with the pages; without it the build's own file stays, which fits one machine. */
  readonly web: WebSignIn | undefined;
}

/** Tokens of a provider the group runs itself. */
export function externalTokens(identity: ExternalIdentity): TokenSource {
  const { issuer, audience, clientId, scope, audienceParameter } = identity;
  return {
    issuer,
    audience,
    loginClaim: 'sub',
    signInOrigins: [new URL(issuer).origin],
    web: {
      oidcAuthority: issuer,
      oidcClientId: clientId,
      oidcScope: scope,
      ...(audienceParameter === 'resource' ? { oidcResource: audience } : {}),
      ...(audienceParameter === 'audience' ? { oidcAudience: audience } : {}),
    },
  };
}

/** On one machine the runner puts its own provider's issuer and audience in place of these. */
export const RUNNER_TOKENS: TokenSource = {
  issuer: 'http://localhost:3000/oidc',
  audience: 'xuncha-web',
  loginClaim: 'sub',
  signInOrigins: [],
  web: undefined,
};
