import { S3Client } from '@aws-sdk/client-s3';
import { setting } from '../../environment.ts';
import { type ObjectStore, openObjects } from '../../object-store.ts';
import { type ApiDeps, apiDeps } from '../context.ts';

export interface ImportDeps extends ApiDeps {
  readonly intake: ObjectStore;
  readonly vault: ObjectStore;
}

export const importDeps = (): ImportDeps => {
  const client = new S3Client({});
  return {
    ...apiDeps(),
    intake: openObjects(client, setting('INTAKE_BUCKET')),
    vault: openObjects(client, setting('VAULT_BUCKET')),
  };
};
