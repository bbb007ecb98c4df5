import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { z } from 'zod';
import { readIfThere, writeDurably } from '../durable-file.ts';

const ALGORITHM = 'RS256';

const savedSchema = z.object({
  jwk: z.looseObject({ kty: z.string(), kid: z.string() }),
  cookieKey: z.string(),
});

export interface ProviderKeys {
  readonly jwk: JWK;
  readonly cookieKey: string;
}

/** The provider's signing key and cookie key; made once and kept, so tokens and sessions survive a restart. */
export async function loadProviderKeys(dataDir: string): Promise<ProviderKeys> {
  const path = join(dataDir, 'keys', 'oidc.json');
  const saved = readIfThere(path);
  if (saved !== undefined) return savedSchema.parse(JSON.parse(saved));
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk: JWK = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: ALGORITHM, use: 'sig' };
  const keys: ProviderKeys = { jwk, cookieKey: randomBytes(32).toString('base64url') };
  writeDurably(path, JSON.stringify(keys));
  return keys;
}

export interface TokenRequest {
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
  readonly sub: string;
  readonly nowMs: number;
  readonly lifetimeSeconds: number;
}

/** An access token like those of the sign-in, for tests and scripts that have no browser. */
export async function mintAccessToken({ jwk }: ProviderKeys, request: TokenRequest): Promise<string> {
  const issuedAt = Math.floor(request.nowMs / 1000);
  return await new SignJWT({ client_id: request.clientId, scope: 'openid profile' })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid: jwk.kid ?? '' })
    .setIssuer(request.issuer)
    .setAudience(request.audience)
    .setSubject(request.sub)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + request.lifetimeSeconds)
    .setJti(randomUUID())
    .sign(await importJWK(jwk, ALGORITHM));
}
