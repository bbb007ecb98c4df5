import { GROUP_ISSUER, type LoginName } from '@xuncha/domain';
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';

/** Who a valid access token speaks of. */
export type VerifyToken = (token: string) => Promise<LoginName | undefined>;

/** Signature algorithms an identity provider may use; `none` and shared secrets never. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/** The provider publishes where its keys are; read once, the keys themselves are cached and rotate by `kid`. */
const discoverKeys = async (issuer: string): Promise<JWTVerifyGetKey> => {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (!response.ok) throw new Error(`discovery of the identity provider failed with ${response.status}`);
  const { jwks_uri } = (await response.json()) as { jwks_uri: string };
  // A wrong `kid` fetches keys again at most every 30 s; a good set is kept ten minutes.
  return createRemoteJWKSet(new URL(jwks_uri), { cooldownDuration: 30_000, cacheMaxAge: 600_000 });
};

/** Verifies signature, issuer, audience and times of an access token. Undefined for every token that fails. */
export const createTokenVerifier = (options: {
  readonly issuer: string;
  readonly audience: string;
}): VerifyToken => {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  return async (token) => {
    keys ??= discoverKeys(options.issuer).catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    try {
      const { payload } = await jwtVerify(token, await keys, {
        issuer: options.issuer,
        audience: options.audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: 30,
      });
      return payload.sub ? { issuer: GROUP_ISSUER, login: payload.sub } : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  };
};
