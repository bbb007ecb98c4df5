import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { FileSource } from '@xuncha/archive';

const PART = 8 * 1024 * 1024;
const IN_FLIGHT = 4;

export interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** Opens each file while the one before is still being read, so that a library never waits for a first byte. */
export async function* opened(client: S3Client, files: readonly FileSource[]) {
  const open = async ({ object }: FileSource): Promise<Readable> => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: object.bucket, Key: object.key }));
    if (!(Body instanceof Readable)) throw new Error('no body');
    return Body;
  };
  let next = files[0] && open(files[0]);
  for (const [index, file] of files.entries()) {
    const body = await next;
    const following = files[index + 1];
    next = following && open(following);
    if (body) yield { file, body };
  }
}

/** The leanest way to send a stream of unknown length: parts of 8 MiB, four in flight, no checksum of the whole. */
export async function send(
  client: S3Client,
  { bucket, key }: Place,
  source: AsyncIterable<Uint8Array>,
): Promise<void> {
  const target = { Bucket: bucket, Key: key };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  const inFlight = new Set<Promise<void>>();
  let number = 0;
  const dispatch = async (Body: Buffer): Promise<void> => {
    number += 1;
    const PartNumber = number;
    if (inFlight.size >= IN_FLIGHT) await Promise.race(inFlight);
    const sending = client
      .send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body }))
      .then(({ ETag }) => {
        parts.push({ PartNumber, ETag });
        inFlight.delete(sending);
      });
    inFlight.add(sending);
  };
  let buffer = Buffer.allocUnsafe(PART);
  let filled = 0;
  for await (const chunk of source)
    for (let from = 0; from < chunk.length; ) {
      const piece = chunk.subarray(from, from + PART - filled);
      buffer.set(piece, filled);
      filled += piece.length;
      from += piece.length;
      if (filled < PART) continue;
      await dispatch(buffer);
      buffer = Buffer.allocUnsafe(PART);
      filled = 0;
    }
  await dispatch(buffer.subarray(0, filled));
  await Promise.all(inFlight);
  parts.sort((a, b) => a.PartNumber - b.PartNumber);
  await client.send(
    new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts: parts } }),
  );
}
