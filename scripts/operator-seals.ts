import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { openDataObjects } from '@xuncha/local';
import { type SealSource, vaultSeals } from '@xuncha/store';

export const SEAL_OPTIONS = {
  vault: { type: 'string' },
  key: { type: 'string', multiple: true },
} as const;

export const SEAL_USAGE = `  --vault <桶名>    AWS 上的封存库；与 --key 合用，另外核对封存
  --key <文件>      签名公钥（PEM），可多次给出；应取自系统之外留存的副本`;

export interface OperatorSeals {
  readonly source: SealSource;
  close(): Promise<void>;
}

/** The seals that belong to the table at hand; undefined when there are none to compare with. */
export const openOperatorSeals = async (choice: {
  readonly data: string;
  readonly table?: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly vault?: string;
  readonly key?: readonly string[];
}): Promise<OperatorSeals | undefined> => {
  const keys = (choice.key ?? []).map((path) => readFileSync(path, 'utf8'));
  if (choice.table || choice.endpoint) {
    if (!choice.vault || keys.length === 0) return undefined;
    const client = new S3Client(choice.region ? { region: choice.region } : {});
    return { source: vaultSeals(client, choice.vault, keys), close: async () => client.destroy() };
  }
  if (!existsSync(join(choice.data, 's3'))) return undefined;
  const objects = await openDataObjects(choice.data);
  const client = new S3Client({
    endpoint: objects.endpoint,
    region: objects.region,
    credentials: objects.credentials,
    forcePathStyle: true,
  });
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  const vault = choice.vault ?? Buckets.find(({ Name }) => Name?.includes('vault'))?.Name;
  const close = async (): Promise<void> => {
    client.destroy();
    await objects.close();
  };
  if (vault) return { source: vaultSeals(client, vault, keys.length ? keys : objects.publicKeys), close };
  await close();
  return undefined;
};
