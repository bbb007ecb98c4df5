import { z } from 'zod';

const AppConfig = z.object({
  /** Issuer of the sign-in; a path means the same origin as the pages. */
  oidcAuthority: z.string().min(1),
  oidcClientId: z.string().min(1),
  oidcScope: z.string().min(1),
  /** Audience of the access token, where the identity provider wants it named (RFC 8707). */
  oidcResource: z.string().optional(),
  /** Parameter that carries the audience where the identity provider does not know `resource`. */
  oidcAudience: z.string().optional(),
});
export type AppConfig = z.output<typeof AppConfig>;

/** The one thing that differs between installations; fetched at start so that the same build serves all of them. */
export const loadAppConfig = async (): Promise<AppConfig> => {
  const response = await fetch('/app-config.json', { cache: 'no-cache' });
  if (!response.ok) throw new Error(`app-config.json: ${response.status}`);
  const config = AppConfig.parse(await response.json());
  return { ...config, oidcAuthority: new URL(config.oidcAuthority, window.location.origin).toString() };
};
