import { fail, ok, type Result } from '../result.ts';

/** Claims that may name a person at a unit's provider: `sub`, or a user name where the provider never changes it. */
export const LOGIN_CLAIMS = ['sub', 'preferred_username', 'username'] as const;
export type LoginClaim = (typeof LOGIN_CLAIMS)[number];

/** A unit's own identity provider (OIDC). Its people act in that unit only. */
export interface IdentityProvider {
  /** Exactly as its tokens name it. */
  readonly issuer: string;
  /** `aud` of its access tokens. */
  readonly audience: string;
  /** The web app's id there: a public client, authorization code with PKCE. */
  readonly clientId: string;
  readonly scope: string;
  readonly loginClaim: LoginClaim;
}

/** Does an address lie at one of the origins? A port `*` fits any, which one machine needs. */
export const isAtOrigin = (address: string, origins: readonly string[]): boolean => {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, host, username, password } = new URL(address);
  if (username || password) return false;
  return origins.some((origin) =>
    origin.endsWith(':*') ? origin === `${protocol}//${hostname}:*` : origin === `${protocol}//${host}`,
  );
};

/**
 * Checks a provider before it is registered. The deployment names the origins that may be used: the pages' security
 * policy must allow them, and the authorizer fetches keys from nowhere else.
 */
export const checkIdentityProvider = (
  { issuer }: Pick<IdentityProvider, 'issuer'>,
  origins: readonly string[],
): Result<true> => {
  if (!URL.canParse(issuer) || new URL(issuer).search || new URL(issuer).hash)
    return fail('invalid', 'issuer_invalid', '认证服务地址不是有效的网址，请照认证服务的“issuer”原样填写。', {
      field: 'provider.issuer',
    });
  if (!isAtOrigin(issuer, origins))
    return fail(
      'invalid',
      'issuer_not_allowed',
      '该认证服务地址尚未列入系统允许的范围，请联系系统运维人员登记后再设置。',
      { field: 'provider.issuer' },
    );
  return ok(true);
};
