import type { S3Client } from '@aws-sdk/client-s3';
import { setting } from '../../environment.ts';
import type { VaultFiles } from '../../vault-files.ts';
import { type ApiDeps, apiDeps, type DepsOf } from '../context.ts';
import { objectsOnDemand } from '../objects-on-demand.ts';

export interface ImportDeps extends ApiDeps {
  readonly objects: () => Promise<S3Client>;
  readonly intakeBucket: string;
  readonly vaultBucket: string;
  readonly vault: () => Promise<VaultFiles>;
}

export const importDeps = (): DepsOf<ImportDeps> => {
  const depsOf = apiDeps();
  const clientOf = objectsOnDemand();
  const buckets = { intakeBucket: setting('INTAKE_BUCKET'), vaultBucket: setting('VAULT_BUCKET') };
  return (credentials) => {
    const objects = clientOf(credentials);
    const vault = async () => {
      const { openVaultFiles } = await import('../../vault-files.ts');
      return openVaultFiles(await objects(), buckets.vaultBucket);
    };
    return { ...depsOf(credentials), objects, vault, ...buckets };
  };
};
