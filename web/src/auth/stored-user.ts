/** What the tab keeps of a signed-in person, as oidc-client-ts writes it. */
export interface StoredUser {
  readonly accessToken: string;
  readonly refreshable: boolean;
  readonly subject: string;
  readonly expired: boolean;
}

const keyOf = (authority: string, clientId: string): string => `oidc.user:${authority}:${clientId}`;

const recordOf = (value: unknown): Partial<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Reads the tokens of this tab without the sign-in library: it is needed to get or renew them, not to use them, and its
 * 20 kB would stand before every first page.
 */
export const createUserStore = (storage: Storage, authority: string, clientId: string) => {
  const key = keyOf(authority, clientId);
  return {
    read(now = Date.now()): StoredUser | undefined {
      const user = recordOf(parse(storage.getItem(key) ?? ''));
      const { sub } = recordOf(user.profile);
      const { access_token: accessToken, expires_at: expiresAt } = user;
      if (typeof accessToken !== 'string' || typeof sub !== 'string') return undefined;
      return {
        accessToken,
        refreshable: typeof user.refresh_token === 'string',
        subject: sub,
        // Seconds; a provider that names none has given a token without an end.
        expired: typeof expiresAt === 'number' && expiresAt <= Math.floor(now / 1000),
      };
    },
    /** Needs no network, so that no lost connection keeps a token in the tab. */
    forget: (): void => storage.removeItem(key),
  };
};
