import type { S3Client } from '@aws-sdk/client-s3';
import { setting } from '../../environment.ts';
import { createObjectClient } from '../../evidence/object-store.ts';
import { type ApiDeps, apiDeps } from '../context.ts';

export interface EvidenceDeps extends ApiDeps {
  readonly client: S3Client;
  readonly intakeBucket: string;
  readonly vaultBucket: string;
}

export const evidenceDeps = (): EvidenceDeps => ({
  ...apiDeps(),
  client: createObjectClient(),
  intakeBucket: setting('INTAKE_BUCKET'),
  vaultBucket: setting('VAULT_BUCKET'),
});
