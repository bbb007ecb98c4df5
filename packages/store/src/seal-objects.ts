/** Names of the objects of a tenant's seals in the vault; numbers sort as text. */
export const sealFolder = (tenantId: string): string => `t/${tenantId}/seals/`;
const base = (tenantId: string, number: number): string =>
  `${sealFolder(tenantId)}${String(number).padStart(10, '0')}`;

export const sealObjectKey = (tenantId: string, number: number): string => `${base(tenantId, number)}.json`;
/** RFC 3161 time-stamp token over the digest. */
export const sealStampKey = (tenantId: string, number: number): string => `${base(tenantId, number)}.tsr`;
export const signingKeyObjectKey = (tenantId: string, fingerprint: string): string =>
  `${sealFolder(tenantId)}keys/${fingerprint}.pem`;
