import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export interface TokenWishes {
  readonly audience?: string;
  readonly issuer?: string;
  /** Seconds from now. */
  readonly expiresIn?: number;
  readonly issuedAgo?: number;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Signs with this key's name in the header, whatever key signs. */
  readonly kid?: string;
}

export interface TestProvider {
  readonly issuer: string;
  /** Requests for the discovery document and for keys since the start. */
  readonly asked: { discovery: number; keys: number };
  /** What the provider answers instead of its documents; undefined lets it work again. */
  answer: { status: number; headers?: Record<string, string>; body: string } | undefined;
  /** Discovery document, to be spoiled by a test. */
  readonly document: Record<string, unknown>;
  token(subject: string, wishes?: TokenWishes): Promise<string>;
  /** Signs with a fresh key from now on; the old one is published no more. */
  rotate(): Promise<void>;
  stop(): Promise<void>;
}

/** An identity provider as the authorizer meets it: discovery, keys and tokens, over HTTP. */
export const startTestProvider = async (audience: string): Promise<TestProvider> => {
  let serial = 0;
  const newKey = async () => {
    serial += 1;
    const pair = await generateKeyPair('RS256');
    const jwk: JWK = { ...(await exportJWK(pair.publicKey)), kid: `k${serial}`, alg: 'RS256' };
    return { pair, jwk };
  };
  let key = await newKey();
  const asked = { discovery: 0, keys: 0 };
  const document: Record<string, unknown> = {};
  const server = createServer((request, response) => {
    const discovery = request.url?.includes('openid-configuration');
    asked[discovery ? 'discovery' : 'keys'] += 1;
    const { answer } = provider;
    response.writeHead(answer?.status ?? 200, { 'content-type': 'application/json', ...answer?.headers });
    response.end(answer?.body ?? JSON.stringify(discovery ? document : { keys: [key.jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  Object.assign(document, { issuer, jwks_uri: `${issuer}/jwks` });
  const provider: TestProvider = {
    issuer,
    asked,
    answer: undefined,
    document,
    token(subject, wishes = {}) {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ ...wishes.claims })
        .setProtectedHeader({ alg: 'RS256', kid: wishes.kid ?? String(key.jwk.kid) })
        .setSubject(subject)
        .setIssuer(wishes.issuer ?? issuer)
        .setAudience(wishes.audience ?? audience)
        .setIssuedAt(now - (wishes.issuedAgo ?? 0))
        .setExpirationTime(now + (wishes.expiresIn ?? 300))
        .sign(key.pair.privateKey);
    },
    async rotate() {
      key = await newKey();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return provider;
};
