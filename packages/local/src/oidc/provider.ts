import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import Provider, { type Configuration, type JWK, type KoaContextWithOIDC } from 'oidc-provider';
import type { RequestHandler } from '../apigateway/front-door.ts';
import type { DemoAccount } from './accounts.ts';
import { pagePolicy, signedOutPage, signInErrorPage, signInPage, signOutPage } from './sign-in-page.ts';
import { loadProviderKeys, mintAccessToken, type ProviderKeys } from './signing-key.ts';
import { OidcDatabase } from './sqlite-adapter.ts';

export const OIDC_MOUNT = '/oidc';
const INTERACTION_PATH = `${OIDC_MOUNT}/interaction/`;

/** As the user pool in the cloud: tokens for a quarter of an hour, one sign-in per working day. */
const ACCESS_TOKEN_S = 15 * 60;
const WORKING_DAY_S = 12 * 3600;

export interface OidcOptions {
  readonly dataDir: string;
  /** Public address of the machine, such as http://localhost:8080. */
  readonly origin: string;
  /** Further addresses of the same machine that the browser may use. */
  readonly otherOrigins: readonly string[];
  readonly audience: string;
  readonly clientId: string;
  readonly accounts: readonly DemoAccount[];
  readonly now: () => number;
}

export interface OidcService {
  readonly issuer: string;
  readonly handle: RequestHandler;
  mintToken(sub: string, lifetimeSeconds?: number): Promise<string>;
  close(): void;
}

/** Resource indicators are absolute URIs; the audience may be a plain word. */
function resourceOf(audience: string): string {
  return URL.canParse(audience) ? audience : `urn:xuncha:${audience}`;
}

/** Every account may use the app: nobody has to consent to what the group runs for itself. */
async function loadExistingGrant(ctx: KoaContextWithOIDC, resource: string) {
  const { client, session, provider } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const grantId = session.grantIdFor(client.clientId);
  const existing = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  if (existing) return existing;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid profile email offline_access');
  grant.addResourceScope(resource, 'openid profile email');
  await grant.save();
  return grant;
}

function configuration(options: OidcOptions, keys: ProviderKeys, database: OidcDatabase): Configuration {
  const { audience, clientId, accounts, origin, otherOrigins } = options;
  const origins = [origin, ...otherOrigins];
  const resource = resourceOf(audience);
  const policy = pagePolicy(origins);
  const showPage = (ctx: KoaContextWithOIDC, body: string): void => {
    ctx.set('content-security-policy', policy);
    ctx.type = 'html';
    ctx.body = body;
  };
  return {
    adapter: (name) => database.adapter(name),
    clients: [
      {
        client_id: clientId,
        client_name: '巡察整改云',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [`${origin}/signed-in`],
        post_logout_redirect_uris: [`${origin}/`],
      },
    ],
    jwks: { keys: [keys.jwk as JWK] },
    cookies: { keys: [keys.cookieKey], short: { path: '/' }, long: { path: '/' } },
    pkce: { required: () => true },
    scopes: ['openid', 'offline_access', 'profile', 'email'],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username', 'title', 'tenant_name'],
      email: ['email'],
    },
    // The app shows who is signed in from the ID token, without another request.
    conformIdTokenClaims: false,
    clientBasedCORS: (_ctx, requestOrigin) => origins.includes(requestOrigin),
    // The app asks for no offline access, which would demand a consent page; it renews while it is open.
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    interactions: { url: (_ctx, interaction) => `${INTERACTION_PATH}${interaction.uid}` },
    loadExistingGrant: async (ctx) => await loadExistingGrant(ctx, resource),
    findAccount: (_ctx, sub) => {
      const account = accounts.find((candidate) => candidate.sub === sub);
      return account && { accountId: sub, claims: () => claimsOf(account) };
    },
    ttl: {
      AccessToken: ACCESS_TOKEN_S,
      IdToken: ACCESS_TOKEN_S,
      AuthorizationCode: 60,
      RefreshToken: WORKING_DAY_S,
      Session: WORKING_DAY_S,
      Grant: WORKING_DAY_S,
      Interaction: 3600,
    },
    renderError: (ctx, out) => {
      showPage(ctx, signInErrorPage(out.error_description ?? out.error, origin));
    },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'openid profile email',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: ACCESS_TOKEN_S,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => showPage(ctx, signOutPage(form)),
        postLogoutSuccessSource: (ctx) => showPage(ctx, signedOutPage(origin)),
      },
    },
  };
}

function claimsOf(account: DemoAccount) {
  return {
    sub: account.sub,
    name: account.name,
    preferred_username: account.sub,
    title: account.title,
    tenant_name: account.tenant,
  };
}

/** The web app's own address may have any path after sign-in and sign-out, on any of the machine's names. */
function allowOwnAddresses(provider: Provider, origins: readonly string[]): void {
  const isOwn = (value: string): boolean => URL.canParse(value) && origins.includes(new URL(value).origin);
  const prototype = provider.Client.prototype as {
    redirectUriAllowed: (uri: string) => boolean;
    postLogoutRedirectUriAllowed: (uri: string) => boolean;
  };
  prototype.redirectUriAllowed = isOwn;
  prototype.postLogoutRedirectUriAllowed = isOwn;
}

/**
 * A browser judges `Expires` by its own clock, and ours may have been moved: cookies that are set stay until the browser
 * closes, those that are deleted (an empty value) keep their date. The provider itself checks how old a session is.
 */
function withoutCookieDates(response: ServerResponse): void {
  const writeHead = response.writeHead;
  // At the last moment: whatever way a cookie was set, it stands among the headers now.
  response.writeHead = ((...parts: Parameters<typeof writeHead>) => {
    const cookies = response.getHeader('set-cookie');
    if (Array.isArray(cookies)) response.setHeader('set-cookie', cookies.map(withoutDate));
    return writeHead.apply(response, parts);
  }) as typeof writeHead;
}

const withoutDate = (cookie: string): string =>
  /^[^=]+=;/.test(cookie) ? cookie : cookie.replace(/; *expires=[^;]+/i, '');

async function readForm(message: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

/** Sign-in for one machine: authorization code with PKCE for the web app, as the provider in production offers it. */
export async function startOidc(options: OidcOptions): Promise<OidcService> {
  const { accounts, audience, clientId, dataDir, now, origin, otherOrigins } = options;
  const issuer = `${origin}${OIDC_MOUNT}`;
  const keys = await loadProviderKeys(dataDir);
  const database = new OidcDatabase(join(dataDir, 'oidc', 'oidc.sqlite'));
  const provider = new Provider(issuer, configuration(options, keys, database));
  allowOwnAddresses(provider, [origin, ...otherOrigins]);
  const callback = provider.callback();
  const policy = pagePolicy([origin, ...otherOrigins]);

  async function interact(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const action = (message.url ?? '').split('?')[0] ?? '';
    const form = message.method === 'POST' ? await readForm(message) : new URLSearchParams();
    const wanted = (form.get('account') ?? form.get('username') ?? '').trim();
    const account = accounts.find(({ sub }) => sub === wanted.toLowerCase());
    try {
      await provider.interactionDetails(message, response);
      if (account) {
        await provider.interactionFinished(message, response, { login: { accountId: account.sub } });
        return;
      }
      const unknown = message.method === 'POST' && wanted !== '' ? wanted : undefined;
      sendPage(response, unknown === undefined ? 200 : 422, signInPage(accounts, action, unknown));
    } catch {
      // The interaction has expired or belongs to another browser: only beginning again helps.
      sendPage(response, 400, signInErrorPage('登录页面已过期。', origin));
    }
  }

  function sendPage(response: ServerResponse, status: number, body: string): void {
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    });
    response.end(body);
  }

  return {
    issuer,
    async handle(message, response) {
      withoutCookieDates(response);
      const url = message.url ?? '/';
      if (url.startsWith(INTERACTION_PATH)) {
        await interact(message, response);
        return;
      }
      // The provider finds its mount point by comparing the two.
      Object.assign(message, { originalUrl: url, url: url.slice(OIDC_MOUNT.length) || '/' });
      await callback(message, response);
    },
    async mintToken(sub, lifetimeSeconds = ACCESS_TOKEN_S) {
      return await mintAccessToken(keys, { issuer, audience, clientId, sub, nowMs: now(), lifetimeSeconds });
    },
    close: () => database.close(),
  };
}
