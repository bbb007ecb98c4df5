export interface LocalOrigins {
  /** Buckets' own addresses in the cloud, and where they are on this machine. */
  readonly bucketHosts: readonly string[];
  readonly s3Origin: string;
}

/**
 * The distribution's policy with the buckets' cloud addresses replaced by the local server's. One machine speaks
 * plain HTTP, so a directive that upgrades requests to HTTPS is left out.
 */
export function localContentSecurityPolicy(policy: string, { bucketHosts, s3Origin }: LocalOrigins): string {
  const hosts = new Set(bucketHosts);
  return policy
    .split(';')
    .map((directive) => directive.trim())
    .filter((directive) => directive !== '' && directive !== 'upgrade-insecure-requests')
    .map((directive) => {
      const [name = '', ...sources] = directive.split(/\s+/);
      const local = sources.map((source) => (hosts.has(source.replace('https://', '')) ? s3Origin : source));
      return [name, ...new Set(local)].join(' ');
    })
    .join('; ');
}
