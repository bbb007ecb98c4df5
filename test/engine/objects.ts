import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { type OnEvent, startS3Server } from '../../packages/local/src/s3/index.ts';
import { sessionKeyOf } from './sts.ts';
import { TEST_CREDENTIALS, TEST_REGION } from './table.ts';

export const INTAKE_BUCKET = 'xuncha-intake';
export const VAULT_BUCKET = 'xuncha-vault';
export const ARCHIVE_BUCKET = 'xuncha-archive';

export interface TestObjects {
  readonly client: S3Client;
  readonly url: string;
  stop(): Promise<void>;
}

/** The strict S3 server with the product's buckets, the vault versioned and locked as in the stack. */
export const startTestObjects = async (
  options: { readonly onEvent?: OnEvent } = {},
): Promise<TestObjects> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'xuncha-objects-'));
  const server = await startS3Server({
    dataDir,
    port: 0,
    region: TEST_REGION,
    credentials: (id, token) =>
      id === TEST_CREDENTIALS.accessKeyId ? TEST_CREDENTIALS.secretAccessKey : sessionKeyOf(id, token),
    onEvent: options.onEvent,
    fsync: false,
  });
  await server.createBucket(INTAKE_BUCKET);
  await server.createBucket(VAULT_BUCKET, {
    objectLock: { mode: 'GOVERNANCE', days: 1 },
  });
  await server.createBucket(ARCHIVE_BUCKET);
  const client = new S3Client({ endpoint: server.url, region: TEST_REGION, credentials: TEST_CREDENTIALS });
  return {
    client,
    url: server.url,
    async stop() {
      client.destroy();
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
