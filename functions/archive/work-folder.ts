import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { StoredObject } from '@xuncha/archive';
import { isAbsent } from './absent-object.ts';

/**
 * What the steps of one export hand on to each other, in the archive bucket. Of a complete export the composition's
 * input stays: from it the same bytes are built again when the archive itself has expired.
 */
export interface WorkFolder {
  put(name: string, content: Uint8Array): Promise<StoredObject>;
  putJson(name: string, value: unknown): Promise<void>;
  /** Undefined when it was never written. */
  json<T>(name: string): Promise<T | undefined>;
  /** Names below a prefix, sorted. */
  list(prefix: string): Promise<string[]>;
  /** Removes everything but names that begin with one of these. */
  keepOnly(prefixes: readonly string[]): Promise<void>;
}

export const openWorkFolder = (
  client: S3Client,
  bucket: string,
  place: { readonly tenantId: string; readonly archiveId: string },
): WorkFolder => {
  const folder = `t/${place.tenantId}/exports/${place.archiveId}/`;
  const put = async (name: string, content: Uint8Array): Promise<StoredObject> => {
    const key = folder + name;
    const { ETag } = await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
    return { bucket, key, size: content.length, ...(ETag ? { etag: ETag } : {}) };
  };
  const list = async (prefix: string): Promise<string[]> => {
    const names: string[] = [];
    for (let token: string | undefined, more = true; more; ) {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: folder + prefix, ContinuationToken: token }),
      );
      for (const { Key = '' } of page.Contents ?? []) names.push(Key.slice(folder.length));
      token = page.NextContinuationToken;
      more = page.IsTruncated === true;
    }
    return names.sort();
  };
  return {
    put,
    list,

    async putJson(name, value) {
      await put(name, Buffer.from(JSON.stringify(value)));
    },

    async json<T>(name: string) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: folder + name }));
        return JSON.parse((await Body?.transformToString('utf8')) ?? '') as T;
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw error;
      }
    },

    async keepOnly(prefixes) {
      const names = (await list('')).filter((name) => !prefixes.some((prefix) => name.startsWith(prefix)));
      // A thousand keys in one request, as S3 allows.
      for (let from = 0; from < names.length; from += 1000)
        await client.send(
          new DeleteObjectsCommand({
            Bucket: bucket,
            Delete: {
              Objects: names.slice(from, from + 1000).map((name) => ({ Key: folder + name })),
              Quiet: true,
            },
          }),
        );
    },
  };
};
