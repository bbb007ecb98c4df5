/** Where files of findings and matters lie: the upload in the intake bucket, the verified content in the vault. */
export const evidenceKeys = {
  upload: (tenantId: string, findingId: string, evidenceId: string): string =>
    `t/${tenantId}/evidence/${findingId}/${evidenceId}`,
  matterUpload: (tenantId: string, matterId: string, fileId: string): string =>
    `t/${tenantId}/matters/${matterId}/${fileId}`,
  /** By content: the same file twice is stored once per tenant, and never shared between tenants. */
  kept: (tenantId: string, sha256: string): string => `t/${tenantId}/v/${sha256}`,
};

export type UploadPlace =
  | {
      readonly kind: 'evidence';
      readonly tenantId: string;
      readonly findingId: string;
      readonly evidenceId: string;
    }
  | {
      readonly kind: 'matter';
      readonly tenantId: string;
      readonly matterId: string;
      readonly fileId: string;
    }
  | { readonly kind: 'ledger'; readonly tenantId: string; readonly importId: string };

const EVIDENCE = /^t\/([a-z][a-z0-9]{1,19})\/evidence\/([0-9a-z]{26})\/([0-9a-z]{26})$/;
const MATTER = /^t\/([a-z][a-z0-9]{1,19})\/matters\/([0-9a-z]{26})\/([0-9a-z]{26})$/;
const LEDGER = /^t\/([a-z][a-z0-9]{1,19})\/imports\/([0-9a-z]{26})$/;

/** What an intake key is about; undefined for a key no upload address was ever given out for. */
export const placeOf = (key: string): UploadPlace | undefined => {
  const [, tenantId, findingId, evidenceId] = EVIDENCE.exec(key) ?? [];
  if (tenantId && findingId && evidenceId) return { kind: 'evidence', tenantId, findingId, evidenceId };
  const [, owner, matterId, fileId] = MATTER.exec(key) ?? [];
  if (owner && matterId && fileId) return { kind: 'matter', tenantId: owner, matterId, fileId };
  const [, ledgerTenant, importId] = LEDGER.exec(key) ?? [];
  if (ledgerTenant && importId) return { kind: 'ledger', tenantId: ledgerTenant, importId };
  return undefined;
};
