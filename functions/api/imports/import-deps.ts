import type { S3Client } from '@aws-sdk/client-s3';
import { setting } from '../../environment.ts';
import { createObjectClient } from '../../evidence/object-store.ts';
import { openVaultFiles, type VaultFiles } from '../../vault-files.ts';
import { type ApiDeps, apiDeps } from '../context.ts';

export interface ImportDeps extends ApiDeps {
  readonly objects: S3Client;
  readonly intakeBucket: string;
  readonly vaultBucket: string;
  readonly vault: VaultFiles;
}

export const importDeps = (): ImportDeps => {
  const objects = createObjectClient();
  const vaultBucket = setting('VAULT_BUCKET');
  return {
    ...apiDeps(),
    objects,
    intakeBucket: setting('INTAKE_BUCKET'),
    vaultBucket,
    vault: openVaultFiles(objects, vaultBucket),
  };
};
