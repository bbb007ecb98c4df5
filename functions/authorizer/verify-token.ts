import { GROUP_ISSUER, type LoginName } from '@xuncha/domain';
import type { RegisteredIssuer } from '@xuncha/store';
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import { createIssuerKeys, ProviderUnreachable } from './issuer-keys.ts';

/** Who a valid access token speaks of. */
export interface VerifiedLogin extends LoginName {
  /** Set when a unit's own provider vouches for the person: they act in that unit and nowhere else. */
  readonly onlyTenant?: string;
}

export type VerifyToken = (token: string) => Promise<VerifiedLogin | undefined>;

export interface TrustedIssuers {
  /** The group's own provider, from the deployment. */
  readonly group: { readonly issuer: string; readonly audience: string; readonly loginClaim: string };
  /** HQ's register of units' providers. */
  readonly registered: (issuer: string) => Promise<RegisteredIssuer | undefined>;
  /** Where units' providers may be. */
  readonly unitOrigins: readonly string[];
}

/** Signature algorithms an identity provider may use; `none` and shared secrets never. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/** No token older than a session may be is taken, whatever lifetime a provider gives it. */
const MAX_TOKEN_AGE = '12h';

/** The register accepts 300 characters. */
const MAX_ISSUER_LENGTH = 300;

interface Expected {
  readonly issuer: string;
  readonly audience: string;
  readonly loginClaim: string;
  /** Where its documents may lie; for the group's own wherever it says. */
  readonly origins?: readonly string[];
  readonly onlyTenant?: string;
}

/** Errors of the key set that say that the provider did not answer, or answered nonsense. */
const UNREACHABLE = ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'];

const unverifiedIssuer = (token: string): string | undefined => {
  try {
    const { iss } = decodeJwt(token);
    return typeof iss === 'string' && iss.length <= MAX_ISSUER_LENGTH ? iss : undefined;
  } catch {
    return undefined;
  }
};

/** An ID token says who somebody is to the web app; it is no key to the API. Only some providers tell them apart. */
const isAccessToken = ({ token_use }: JWTPayload): boolean =>
  token_use === undefined || token_use === 'access';

/**
 * Verifies signature, issuer, audience and times of an access token with the keys of the very issuer it names, if
 * that is the group's or a registered one. Undefined for every token that fails; throws when a provider that is
 * trusted can't be asked.
 */
export const createTokenVerifier = ({ group, registered, unitOrigins }: TrustedIssuers): VerifyToken => {
  const keysOf = createIssuerKeys();

  const expectedOf = async (issuer: string): Promise<Expected | undefined> => {
    if (issuer === group.issuer) return group;
    if (!URL.canParse(issuer)) return undefined;
    // Read at every request: a provider that HQ has taken away is refused at once.
    const found = await registered(issuer);
    return found?.issuer === issuer
      ? { ...found, origins: unitOrigins, onlyTenant: found.tenantId }
      : undefined;
  };

  return async (token) => {
    const issuer = unverifiedIssuer(token);
    const expected = issuer === undefined ? undefined : await expectedOf(issuer);
    if (!expected) return undefined;
    const keys = await keysOf(expected.issuer, expected.origins);
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: expected.issuer,
        audience: expected.audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['sub', 'exp', 'iat'],
        maxTokenAge: MAX_TOKEN_AGE,
        clockTolerance: 30,
      });
      const login = payload[expected.loginClaim];
      if (!isAccessToken(payload) || typeof login !== 'string' || login === '') return undefined;
      const { onlyTenant } = expected;
      return onlyTenant === undefined
        ? { issuer: GROUP_ISSUER, login }
        : { issuer: expected.issuer, login, onlyTenant };
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw new ProviderUnreachable(expected.issuer, error);
      if (UNREACHABLE.includes(error.code)) throw new ProviderUnreachable(expected.issuer, error);
      return undefined;
    }
  };
};
