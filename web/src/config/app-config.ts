export interface AppConfig {
  /** Issuer of the sign-in; a path in the file means the same origin as the pages. */
  readonly oidcAuthority: string;
  readonly oidcClientId: string;
  readonly oidcScope: string;
  /** Audience of the access token, where the identity provider wants it named (RFC 8707). */
  readonly oidcResource?: string;
  /** The audience where the identity provider takes it in a parameter of that name. */
  readonly oidcAudience?: string;
  /** Origins of units' own providers; a sign-in link may name no other. */
  readonly unitIssuerOrigins: readonly string[];
}

const textOf = (file: object, name: string): string | undefined => {
  const value: unknown = Reflect.get(file, name);
  return typeof value === 'string' && value ? value : undefined;
};

const textsOf = (file: object, name: string): string[] => {
  const value: unknown = Reflect.get(file, name);
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
};

const required = (file: object, name: string): string => {
  const value = textOf(file, name);
  if (!value) throw new Error(`app-config.json has no ${name}`);
  return value;
};

/** Kept for the tab, so that its next page can ask for its data while the file is on its way again. Nothing in it is secret. */
const KEY = 'xuncha.parameters';

const keep = (config: AppConfig): void => {
  try {
    window.sessionStorage.setItem(KEY, JSON.stringify(config));
  } catch {
    // A full storage: the next page asks for its data a moment later.
  }
};

/** The parameters this tab was started with the last time; the file itself decides, and what differs is not used. */
export const lastAppConfig = (): AppConfig | undefined => {
  const text = window.sessionStorage.getItem(KEY);
  return text ? (JSON.parse(text) as AppConfig) : undefined;
};

/**
 * The one thing that differs between installations; fetched at start so that the same build serves all of them. Asked for
 * exactly as index.html announces it, so that it is there when the program is; its own header says not to reuse it unasked.
 */
export const loadAppConfig = async (): Promise<AppConfig> => {
  const response = await fetch('/app-config.json');
  if (!response.ok) throw new Error(`app-config.json answered ${response.status}`);
  const file: unknown = await response.json();
  if (typeof file !== 'object' || file === null) throw new Error('app-config.json is not an object');
  const config: AppConfig = {
    oidcAuthority: new URL(required(file, 'oidcAuthority'), window.location.origin).toString(),
    oidcClientId: required(file, 'oidcClientId'),
    oidcScope: required(file, 'oidcScope'),
    oidcResource: textOf(file, 'oidcResource'),
    oidcAudience: textOf(file, 'oidcAudience'),
    unitIssuerOrigins: textsOf(file, 'unitIssuerOrigins'),
  };
  keep(config);
  return config;
};
