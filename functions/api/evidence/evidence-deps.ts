import type { S3Client } from '@aws-sdk/client-s3';
import { setting } from '../../environment.ts';
import { type ApiDeps, apiDeps, type DepsOf } from '../context.ts';
import { objectsOnDemand } from '../objects-on-demand.ts';

export interface EvidenceDeps extends ApiDeps {
  readonly client: () => Promise<S3Client>;
  readonly intakeBucket: string;
  readonly vaultBucket: string;
}

export const evidenceDeps = (): DepsOf<EvidenceDeps> => {
  const depsOf = apiDeps();
  const clientOf = objectsOnDemand();
  const buckets = { intakeBucket: setting('INTAKE_BUCKET'), vaultBucket: setting('VAULT_BUCKET') };
  return (credentials) => ({ ...depsOf(credentials), client: clientOf(credentials), ...buckets });
};
