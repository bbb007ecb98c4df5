import { isAtOrigin } from '@xuncha/domain';

/** A unit's own identity provider as the browser needs to know it. Nothing in it is secret. */
export interface SignInSource {
  /** Exactly as its tokens name it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
}

/** Route of the page the link leads to. */
export const SIGN_IN_PATH = '/sign-in';

/**
 * The address HQ gives to a unit whose people sign in with its own provider. The parameters stand behind `#`, which
 * browsers send to no server, so no log names units.
 */
export const signInLink = (pageOrigin: string, { issuer, clientId, scope }: SignInSource): string =>
  `${pageOrigin}${SIGN_IN_PATH}#${new URLSearchParams({ issuer, client: clientId, scope })}`;

/**
 * What a sign-in link names; undefined when it is incomplete or leads elsewhere than units' providers may be. Whoever
 * sends such a link can name an allowed provider only; the API believes none that HQ has not registered.
 */
export const readSignInLink = (hash: string, allowed: readonly string[]): SignInSource | undefined => {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const [issuer, clientId, scope] = ['issuer', 'client', 'scope'].map((name) => parameters.get(name));
  if (!issuer || !clientId || !scope || !isAtOrigin(issuer, allowed)) return undefined;
  return { issuer, clientId, scope };
};

const KEY = 'xuncha.sign-in';
/** Says that this tab signs in with the group, whatever other tabs do. */
const GROUP = 'group';

const parse = (text: string | null): SignInSource | undefined => {
  if (!text || text === GROUP) return undefined;
  const { issuer, clientId, scope } = JSON.parse(text) as SignInSource;
  return { issuer, clientId, scope };
};

export interface SourceMemory {
  readonly get: () => SignInSource | undefined;
  readonly set: (source: SignInSource | undefined) => void;
}

/**
 * Remembers in the browser where to sign in, so that the link is needed once. A tab keeps what it began with: somebody
 * who opens a link in another one changes nothing here. What is no longer allowed is forgotten.
 */
export const createSourceMemory = (
  tab: Storage,
  browser: Storage,
  allowed: readonly string[],
): SourceMemory => {
  const kept = tab.getItem(KEY) ?? browser.getItem(KEY);
  let source = parse(kept);
  if (source && !isAtOrigin(source.issuer, allowed)) source = undefined;
  const write = (storage: Storage): void => storage.setItem(KEY, source ? JSON.stringify(source) : GROUP);
  write(tab);
  return {
    get: () => source,
    set(next) {
      source = next;
      write(tab);
      write(browser);
    },
  };
};
