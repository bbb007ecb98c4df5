/** Origins, besides its own, that the web app talks to. */
export interface WebPeers {
  /** Sign-in: token and user-info calls. */
  readonly signIn: readonly string[];
  /** Buckets: uploads, downloads and previews by presigned address. */
  readonly files: readonly string[];
}

/**
 * Content security policy of the web pages. Scripts come from our own files only. Ant Design writes its styles
 * into the page at run time, so styles need `unsafe-inline`; without inline scripts that cannot run code.
 */
export function contentSecurityPolicy({ signIn, files }: WebPeers): string {
  const directives: Record<string, readonly string[]> = {
    'default-src': ["'self'"],
    'script-src': ["'self'"],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', ...files],
    'font-src': ["'self'", 'data:'],
    'connect-src': ["'self'", ...signIn, ...files],
    // Hashing a large file runs in a worker of our own.
    'worker-src': ["'self'", 'blob:'],
    'frame-src': ["'none'"],
    'object-src': ["'none'"],
    'base-uri': ["'self'"],
    'form-action': ["'self'", ...signIn],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(directives)
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join('; ');
}

/** Two years, the least that browsers' preload lists accept. */
export const HSTS_SECONDS = 63_072_000;
