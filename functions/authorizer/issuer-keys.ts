import { isAtOrigin } from '@xuncha/domain';
import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';

/** A key set has a few kilobytes; more is a mistake or an attack on our memory. */
const MAX_RESPONSE_BYTES = 256 * 1024;
/** The authorizer itself may take some seconds only; a provider that does not answer must not hold people up. */
const TIMEOUT_MS = 3_000;
/** After a failed discovery the provider is left alone for a moment, however many requests come. */
const FAILURE_PAUSE_MS = 5_000;
/** Thirty subsidiaries; beyond that the issuer asked for longest ago is forgotten. */
const MAX_ISSUERS = 50;

/** The provider could not be asked: nobody's fault who signs in, so not a 401. */
export class ProviderUnreachable extends Error {
  constructor(issuer: string, cause: unknown) {
    super(`the identity provider ${issuer} could not be asked`, { cause });
    this.name = 'ProviderUnreachable';
  }
}

const limitedBody = async (response: Response): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > MAX_RESPONSE_BYTES) throw new Error(`the answer is larger than ${MAX_RESPONSE_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
};

/** Where an issuer's documents may lie; left out for the group's own, which the deployment itself names. */
type Origins = readonly string[] | undefined;

/** Fetches nothing but what lies at the allowed origins: no redirect, limited in time and size. */
const fetchFrom = async (
  url: string,
  origins: Origins,
  options: { readonly headers?: Headers; readonly signal?: AbortSignal } = {},
): Promise<Response> => {
  if (origins && !isAtOrigin(url, origins)) throw new Error('the address is at none of the allowed origins');
  const response = await fetch(url, {
    headers: options.headers,
    redirect: 'error',
    signal: options.signal ?? AbortSignal.timeout(TIMEOUT_MS),
  });
  const { status, headers } = response;
  return new Response(Buffer.from(await limitedBody(response)), { status, headers });
};

/** The provider publishes where its keys are; it must name itself as the tokens do. */
const discover = async (issuer: string, origins: Origins): Promise<JWTVerifyGetKey> => {
  const response = await fetchFrom(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, origins);
  if (!response.ok) throw new Error(`discovery was answered with ${response.status}`);
  const found: unknown = await response.json();
  if (typeof found !== 'object' || found === null) throw new Error('discovery is not an object');
  if (Reflect.get(found, 'issuer') !== issuer) throw new Error('discovery names another issuer');
  return createRemoteJWKSet(new URL(String(Reflect.get(found, 'jwks_uri'))), {
    // A new `kid` fetches keys again at most every 30 s; a good set is kept ten minutes, a withdrawn key no longer.
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
    timeoutDuration: TIMEOUT_MS,
    [customFetch]: (url, options) => fetchFrom(url, origins, options),
  });
};

/** Finds the keys of an issuer; each issuer has a set of its own, which serves no other. */
export type IssuerKeys = (issuer: string, origins: Origins) => Promise<JWTVerifyGetKey>;

export const createIssuerKeys = (now: () => number = Date.now): IssuerKeys => {
  const known = new Map<string, { readonly keys: Promise<JWTVerifyGetKey>; failedAt?: number }>();
  return async (issuer, origins) => {
    let entry = known.get(issuer);
    if (entry?.failedAt !== undefined && now() - entry.failedAt >= FAILURE_PAUSE_MS) entry = undefined;
    // Asked for last, forgotten last.
    known.delete(issuer);
    entry ??= { keys: discover(issuer, origins) };
    known.set(issuer, entry);
    const [oldest] = known.keys();
    if (known.size > MAX_ISSUERS && oldest !== undefined) known.delete(oldest);
    try {
      return await entry.keys;
    } catch (error) {
      entry.failedAt ??= now();
      throw new ProviderUnreachable(issuer, error);
    }
  };
};
