import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

/** Whole files of the vault, for what the product itself writes there. */
export interface VaultFiles {
  /** Undefined when nothing stands under the key. */
  read(key: string): Promise<Uint8Array | undefined>;
  write(key: string, content: Uint8Array | string, contentType: string): Promise<void>;
  /** What is gone already is no error. */
  remove(key: string): Promise<void>;
}

export const openVaultFiles = (client: S3Client, bucket: string): VaultFiles => ({
  async read(key) {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  },

  async write(key, content, contentType) {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: content,
        ContentType: contentType,
        // A bucket with a default lock takes no object without a checksum.
        ChecksumAlgorithm: 'SHA256',
      }),
    );
  },

  async remove(key) {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  },
});
