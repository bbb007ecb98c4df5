import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../processes.ts';
import { type OidcService, startOidc } from './provider.ts';

const ACCOUNTS = [
  { sub: 'wang', name: '王某', title: '党委书记', tenant: '北河<采油>厂' },
  { sub: 'chen', name: '陈某', title: '巡察办主任', tenant: '集团' },
];

let dataDir: string;
let origin: string;
let server: Server;
let oidc: OidcService;

async function start(port: number): Promise<void> {
  origin = `http://localhost:${port}`;
  oidc = await startOidc({
    dataDir,
    origin,
    otherOrigins: [`http://127.0.0.1:${port}`],
    audience: 'xuncha-web',
    clientId: 'xuncha-web',
    accounts: ACCOUNTS,
    now: Date.now,
  });
  server = createServer((message, response) => void oidc.handle(message, response));
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
}

async function stop(): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  oidc.close();
}

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'xuncha-oidc-'));
  await start(await freePort());
});

afterEach(async () => {
  await stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A browser as far as sign-in needs one: keeps cookies and follows redirects within the provider. */
class Browser {
  readonly #cookies = new Map<string, string>();
  /** Ends of cookies that were set, which a browser would judge by its own clock. */
  readonly dates: string[] = [];

  async request(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const line of answer.headers.getSetCookie()) {
      if (!/^[^=]+=;/.test(line)) this.dates.push(...(line.match(/expires=[^;]+/gi) ?? []));
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return answer;
  }

  /** Follows redirects until a page or an address outside the provider. */
  async open(url: string, init?: RequestInit): Promise<{ answer: Response; url: string }> {
    let address = url;
    let answer = await this.request(address, init);
    while (answer.status >= 300 && answer.status < 400) {
      address = new URL(answer.headers.get('location') ?? '', address).href;
      if (!address.startsWith(`${origin}/oidc`)) break;
      answer = await this.request(address);
    }
    return { answer, url: address };
  }
}

function authorizationUrl(challenge: string | undefined, redirect = `${origin}/signed-in`): string {
  const query = new URLSearchParams({
    client_id: 'xuncha-web',
    response_type: 'code',
    scope: 'openid profile',
    redirect_uri: redirect,
    state: 's1',
    ...(challenge ? { code_challenge: challenge, code_challenge_method: 'S256' } : {}),
  });
  return `${origin}/oidc/auth?${query}`;
}

async function token(
  parameters: Record<string, string>,
): Promise<{ status: number; body: Record<string, string> }> {
  const answer = await fetch(`${origin}/oidc/token`, {
    method: 'POST',
    headers: { origin },
    body: new URLSearchParams({ client_id: 'xuncha-web', ...parameters }),
  });
  return { status: answer.status, body: await answer.json() };
}

async function signIn(browser: Browser, choice: Record<string, string>): Promise<Record<string, string>> {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  let { url } = await browser.open(authorizationUrl(challenge));
  if (url.includes('/interaction/')) {
    ({ url } = await browser.open(url, { method: 'POST', body: new URLSearchParams(choice) }));
  }
  const code = new URL(url).searchParams.get('code') ?? '';
  const { body } = await token({
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    redirect_uri: `${origin}/signed-in`,
  });
  return body;
}

describe('sign-in', () => {
  it('lists the accounts by tenant and gives verifiable tokens for the one that was chosen', async () => {
    const browser = new Browser();
    const { answer } = await browser.open(authorizationUrl('x'.repeat(43)));
    const page = await answer.text();
    expect(page).toContain('北河&lt;采油&gt;厂');
    expect(page.indexOf('王某')).toBeLessThan(page.indexOf('陈某'));
    const tokens = await signIn(browser, { account: 'wang' });
    const keys = createRemoteJWKSet(new URL(`${origin}/oidc/jwks`));
    const access = await jwtVerify(tokens.access_token ?? '', keys, {
      issuer: `${origin}/oidc`,
      audience: 'xuncha-web',
    });
    expect(access.payload).toMatchObject({ sub: 'wang', client_id: 'xuncha-web' });
    expect(decodeJwt(tokens.id_token ?? '')).toMatchObject({ sub: 'wang', name: '王某', title: '党委书记' });
  });

  it('sets no cookie that ends by the browser’s clock: the machine’s may have been moved', async () => {
    const browser = new Browser();
    await signIn(browser, { account: 'wang' });
    expect(browser.dates).toEqual([]);
  });

  it('takes a typed user name in any case and says when there is none', async () => {
    const browser = new Browser();
    const { url } = await browser.open(authorizationUrl('x'.repeat(43)));
    const wrong = await browser.request(url, {
      method: 'POST',
      body: new URLSearchParams({ username: '<b>' }),
    });
    expect(wrong.status).toBe(422);
    expect(await wrong.text()).toContain('没有用户名为“&lt;b&gt;”的账号');
    expect(decodeJwt((await signIn(browser, { username: ' Chen ' })).access_token ?? '').sub).toBe('chen');
  });

  it('refuses a request without PKCE and a foreign return address', async () => {
    const browser = new Browser();
    const noPkce = await browser.open(authorizationUrl(undefined));
    expect(new URL(noPkce.url).searchParams.get('error')).toBe('invalid_request');
    const foreign = await browser.open(authorizationUrl('x'.repeat(43), 'https://elsewhere.example/cb'));
    expect(foreign.answer.status).toBe(400);
    expect(await foreign.answer.text()).toContain('登录没有完成');
  });

  it('renews with a refresh token once, and withdraws it when it is used twice', async () => {
    const { refresh_token = '' } = await signIn(new Browser(), { account: 'wang' });
    const renewed = await token({ grant_type: 'refresh_token', refresh_token });
    expect(renewed.status).toBe(200);
    expect((await token({ grant_type: 'refresh_token', refresh_token })).status).toBe(400);
    const next = await token({
      grant_type: 'refresh_token',
      refresh_token: renewed.body.refresh_token ?? '',
    });
    expect(next.status).toBe(400);
  });

  it('keeps people signed in over a restart', async () => {
    const browser = new Browser();
    const { refresh_token = '' } = await signIn(browser, { account: 'wang' });
    await stop();
    await start(Number(new URL(origin).port));
    expect((await token({ grant_type: 'refresh_token', refresh_token })).status).toBe(200);
    // No page is shown: the session is still there.
    expect(decodeJwt((await signIn(browser, {})).access_token ?? '').sub).toBe('wang');
  });

  it('signs out and goes back to the app', async () => {
    const browser = new Browser();
    const { id_token = '' } = await signIn(browser, { account: 'wang' });
    const query = new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: `${origin}/` });
    const page = await (await browser.open(`${origin}/oidc/session/end?${query}`)).answer.text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const { url } = await browser.open(`${origin}/oidc/session/end/confirm`, {
      method: 'POST',
      body: new URLSearchParams({ xsrf, logout: 'yes' }),
    });
    expect(url).toBe(`${origin}/`);
    expect((await browser.open(authorizationUrl('x'.repeat(43)))).url).toContain('/interaction/');
  });

  it('answers the app from the other name of the machine, and nobody else', async () => {
    const ask = async (from: string) =>
      (
        await fetch(`${origin}/oidc/token`, {
          method: 'OPTIONS',
          headers: { origin: from, 'access-control-request-method': 'POST' },
        })
      ).headers.get('access-control-allow-origin');
    const { refresh_token = '' } = await signIn(new Browser(), { account: 'wang' });
    const renew = async (from: string) =>
      await fetch(`${origin}/oidc/token`, {
        method: 'POST',
        headers: { origin: from },
        body: new URLSearchParams({ client_id: 'xuncha-web', grant_type: 'refresh_token', refresh_token }),
      });
    const other = origin.replace('localhost', '127.0.0.1');
    expect(await ask(other)).toBe(other);
    expect((await renew('https://elsewhere.example')).status).toBe(400);
    expect((await renew(other)).headers.get('access-control-allow-origin')).toBe(other);
  });
});
