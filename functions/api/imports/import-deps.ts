import type { S3Client } from '@aws-sdk/client-s3';
import { setting } from '../../environment.ts';
import { objectClientPerSession } from '../../evidence/object-store.ts';
import { openVaultFiles, type VaultFiles } from '../../vault-files.ts';
import { type ApiDeps, apiDeps, type DepsOf } from '../context.ts';

export interface ImportDeps extends ApiDeps {
  readonly objects: S3Client;
  readonly intakeBucket: string;
  readonly vaultBucket: string;
  readonly vault: VaultFiles;
}

export const importDeps = (): DepsOf<ImportDeps> => {
  const depsOf = apiDeps();
  const clientOf = objectClientPerSession();
  const buckets = { intakeBucket: setting('INTAKE_BUCKET'), vaultBucket: setting('VAULT_BUCKET') };
  return (credentials) => {
    const objects = clientOf(credentials);
    const vault = openVaultFiles(objects, buckets.vaultBucket);
    return { ...depsOf(credentials), objects, vault, ...buckets };
  };
};
