// @vitest-environment happy-dom
import { User, WebStorageStateStore } from 'oidc-client-ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { createUserStore } from './stored-user.ts';

const AUTHORITY = 'https://sso.example.cn/realms/group';
const CLIENT = 'xuncha-web';

/** As the library itself stores it. */
const keep = async (expiresAt: number): Promise<void> => {
  const user = new User({
    access_token: 'token',
    token_type: 'Bearer',
    refresh_token: 'again',
    expires_at: expiresAt,
    profile: { sub: 'u1', iss: AUTHORITY, aud: CLIENT, exp: expiresAt, iat: 0 },
  });
  await new WebStorageStateStore({ store: window.sessionStorage }).set(
    `user:${AUTHORITY}:${CLIENT}`,
    user.toStorageString(),
  );
};

describe('the tokens of a tab', () => {
  beforeEach(() => window.sessionStorage.clear());
  const store = createUserStore(window.sessionStorage, AUTHORITY, CLIENT);

  it('are read as the sign-in library has written them', async () => {
    await keep(1_000);
    const user = { accessToken: 'token', refreshable: true, subject: 'u1' };
    expect(store.read(999_999)).toEqual({ ...user, expired: false });
    expect(store.read(1_000_000)).toEqual({ ...user, expired: true });
  });

  it('are nobody’s for another provider, when they make no sense, and once forgotten', async () => {
    expect(store.read()).toBeUndefined();
    await keep(1_000);
    expect(createUserStore(window.sessionStorage, 'https://other', CLIENT).read()).toBeUndefined();
    store.forget();
    expect(store.read()).toBeUndefined();
    window.sessionStorage.setItem(`oidc.user:${AUTHORITY}:${CLIENT}`, 'not json');
    expect(store.read()).toBeUndefined();
  });
});
