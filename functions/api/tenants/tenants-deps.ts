import { setting } from '../../environment.ts';
import { type ApiDeps, apiDeps, type DepsOf } from '../context.ts';

export interface TenantsDeps extends ApiDeps {
  /** Origins of units' identity providers that this deployment allows. */
  readonly issuerOrigins: readonly string[];
}

export const tenantsDeps = (): DepsOf<TenantsDeps> => {
  const depsOf = apiDeps();
  const issuerOrigins: readonly string[] = JSON.parse(setting('UNIT_ISSUER_ORIGINS'));
  return (credentials) => ({ ...depsOf(credentials), issuerOrigins });
};
