import { createHash, createPublicKey, createVerify } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type CheckSignature, SealReplay, sealHash, sealText } from '@xuncha/domain';
import { keys } from './keys.ts';
import { sealFolder, sealObjectKey } from './seal-objects.ts';

/** Where an auditor reads seals, and whose signatures count. */
export interface SealSource {
  /** Tenants that have seals. */
  tenants(): Promise<readonly string[]>;
  /** Numbers of the seals that are there. */
  numbers(tenantId: string): Promise<readonly number[]>;
  /** Parsed JSON; undefined when nothing is there, null when it is no JSON. */
  read(tenantId: string, number: number): Promise<unknown>;
  readonly check: CheckSignature;
}

/** Accepts signatures made with one of these public keys (PEM). */
export const signaturesBy = (publicKeys: readonly string[]): CheckSignature => {
  const known = new Map(
    publicKeys.map((pem) => {
      const der = createPublicKey(pem).export({ format: 'der', type: 'spki' });
      return [createHash('sha256').update(der).digest('hex'), pem] as const;
    }),
  );
  return ({ digest, signature }) => {
    const key = known.get(signature.keyFingerprint);
    if (!key || signature.algorithm !== 'ECDSA_SHA_256') return false;
    return createVerify('sha256').update(sealText(digest)).verify(key, signature.value, 'base64');
  };
};

/** Seals as they lie in the vault. */
export const vaultSeals = (client: S3Client, bucket: string, publicKeys: readonly string[]): SealSource => ({
  check: signaturesBy(publicKeys),
  async tenants() {
    const found: string[] = [];
    for await (const { CommonPrefixes = [] } of pages(client, bucket, 't/', '/'))
      found.push(...CommonPrefixes.map(({ Prefix = '' }) => Prefix.split('/')[1] ?? ''));
    return found;
  },
  async numbers(tenantId) {
    const found: number[] = [];
    for await (const { Contents = [] } of pages(client, bucket, sealFolder(tenantId), '/'))
      for (const { Key = '' } of Contents) {
        const number = /\/(\d{10})\.json$/.exec(Key)?.[1];
        if (number) found.push(Number(number));
      }
    return found;
  },
  async read(tenantId, number) {
    try {
      const { Body } = await client.send(
        new GetObjectCommand({ Bucket: bucket, Key: sealObjectKey(tenantId, number) }),
      );
      return JSON.parse((await Body?.transformToString()) ?? '');
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  },
});

async function* pages(client: S3Client, Bucket: string, Prefix: string, Delimiter: string) {
  let ContinuationToken: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket, Prefix, Delimiter, ContinuationToken }),
    );
    yield page;
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
}

/** Plays a tenant's seals from the first to the last that the vault holds or the table knows. */
export const replaySeals = async (
  client: DynamoDBClient,
  table: string,
  tenantId: string,
  source: SealSource,
): Promise<{ readonly replay: SealReplay; readonly count: number }> => {
  const replay = new SealReplay(tenantId, source.check);
  const { Item } = await client.send(
    new GetItemCommand({ TableName: table, Key: marshall(keys.sealHead(tenantId)), ConsistentRead: true }),
  );
  const head = Item && unmarshall(Item);
  const last = Math.max(Number(head?.number ?? 0), ...(await source.numbers(tenantId)), 0);
  for (let number = 1; number <= last; number += 1) replay.add(number, await source.read(tenantId, number));
  const known = replay.last?.digest;
  // The table's own note of the latest seal must be that seal.
  if (head && known && known.number === head.number && sealHash(known) !== head.hash)
    replay.faults.push({
      number: known.number,
      reason: 'seal_altered',
      message: `数据表登记的第 ${known.number} 号封存与封存库中的不符`,
    });
  return { replay, count: last };
};
