import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { identityOf, openTenantAccess, perSession } from '@xuncha/store';
import { now } from '../clock.ts';
import { setting } from '../environment.ts';
import { tellMissing } from '../missing-objects.ts';
import { createSealer } from './seal.ts';
import { openSigner, type SealSigner } from './seal-signer.ts';
import { openSealVault } from './seal-vault.ts';
import { openTimeStamper } from './time-stamp.ts';

const { TSA_URL: url, TSA_CERTIFICATES: certificates } = process.env;
const kms = new KMSClient({});
let signer: SealSigner | undefined;

const access = openTenantAccess('seal', setting('TENANT_ROLE_ARN'), setting('TABLE_NAME'));
const vaultPerSession = perSession((credentials) =>
  openSealVault({
    client: tellMissing(new S3Client({ credentials: identityOf(credentials) })),
    bucket: setting('VAULT_BUCKET'),
    lockDays: Number(setting('SEAL_LOCK_DAYS')),
    now,
  }),
);

export const handler = createSealer({
  open: async (tenantId) => ({
    table: await access.tableFor({ tenantId }),
    vault: vaultPerSession(await access.credentialsFor({ tenantId })),
  }),
  hqTenant: setting('HQ_TENANT'),
  signer: async () => {
    signer ??= await openSigner(kms, setting('SEAL_KEY_ID'));
    return signer;
  },
  stamper: url ? openTimeStamper({ url, ...(certificates ? { certificates } : {}) }) : undefined,
  now,
});
