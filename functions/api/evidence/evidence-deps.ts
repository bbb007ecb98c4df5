import type { S3Client } from '@aws-sdk/client-s3';
import { setting } from '../../environment.ts';
import { objectClientPerSession } from '../../evidence/object-store.ts';
import { type ApiDeps, apiDeps, type DepsOf } from '../context.ts';

export interface EvidenceDeps extends ApiDeps {
  readonly client: S3Client;
  readonly intakeBucket: string;
  readonly vaultBucket: string;
}

export const evidenceDeps = (): DepsOf<EvidenceDeps> => {
  const depsOf = apiDeps();
  const clientOf = objectClientPerSession();
  const buckets = { intakeBucket: setting('INTAKE_BUCKET'), vaultBucket: setting('VAULT_BUCKET') };
  return (credentials) => ({ ...depsOf(credentials), client: clientOf(credentials), ...buckets });
};
