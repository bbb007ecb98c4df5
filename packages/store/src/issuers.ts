import type { IdentityProvider } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { keys } from './keys.ts';
import type { Table, Write } from './table.ts';

/** Entry of HQ's register of units' identity providers. */
export interface RegisteredIssuer extends IdentityProvider {
  /** The one unit its people belong to. */
  readonly tenantId: string;
}

export const readIssuer = async (
  table: Table,
  hqTenantId: string,
  issuer: string,
): Promise<RegisteredIssuer | undefined> => {
  const item = await table.get(keys.issuer(hqTenantId, issuer));
  return item && contentOf<RegisteredIssuer>(item);
};

/** The register after a unit's provider has changed. HQ's head in the same transaction is the lock of the register. */
export const registerIssuerWrites = (
  hqTenantId: string,
  tenantId: string,
  before: IdentityProvider | undefined,
  after: IdentityProvider | undefined,
): Write[] => [
  ...(before && before.issuer !== after?.issuer ? [{ remove: keys.issuer(hqTenantId, before.issuer) }] : []),
  ...(after
    ? [{ put: { ...keys.issuer(hqTenantId, after.issuer), kind: 'issuer', ...after, tenantId } }]
    : []),
];
