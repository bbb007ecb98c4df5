/** What the web app talks to and runs besides its own origin's files. */
export interface WebPeers {
  /** Sign-in: token and user-info calls. */
  readonly signIn: readonly string[];
  /** Buckets: uploads, downloads and previews by presigned address. */
  readonly files: readonly string[];
  /** Hashes of the scripts that stand in the start page itself. */
  readonly scripts: readonly string[];
}

/**
 * Content security policy of the web pages. Scripts come from our own files only, besides the one in the start page that
 * is named by its hash; no text becomes markup or a script's address but through the app's one Trusted Types policy
 * (web/src/trusted-types.ts). Ant Design writes its styles into the page at run time, and measures text areas by a style
 * attribute, so styles need `unsafe-inline`: a nonce would have to differ in every answer, which files from a bucket
 * cannot. Without further inline scripts styles run no code.
 */
export function contentSecurityPolicy({ signIn, files, scripts }: WebPeers): string {
  const directives: Record<string, readonly string[]> = {
    'default-src': ["'self'"],
    'script-src': ["'self'", ...scripts],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', ...files],
    'font-src': ["'self'", 'data:'],
    'connect-src': ["'self'", ...signIn, ...files],
    // Hashing a large file and drawing a PDF run in workers of our own.
    'worker-src': ["'self'"],
    'manifest-src': ["'none'"],
    'media-src': ["'none'"],
    'frame-src': ["'none'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'", ...signIn],
    'frame-ancestors': ["'none'"],
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ['default'],
  };
  return Object.entries(directives)
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
}

/** Two years, the least that browsers' preload lists accept. */
export const HSTS_SECONDS = 63_072_000;

/**
 * What no page needs. The opener policy is left at the browsers' own: signing in again happens in a window of the
 * provider, which answers through its opener.
 */
export const FURTHER_HEADERS: Readonly<Record<string, string>> = {
  'Permissions-Policy':
    'camera=(self), geolocation=(), microphone=(), payment=(), usb=(), serial=(), display-capture=()',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
