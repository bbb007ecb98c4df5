import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { FileSource } from '@xuncha/archive';
import { ZipArchive } from 'archiver';
import { makeZip } from 'client-zip';

const PART = 8 * 1024 * 1024;
const IN_FLIGHT = 4;

interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** Opens each file while the one before is still being read, so that a library never waits for a first byte. */
async function* opened(client: S3Client, files: readonly FileSource[]) {
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
async function send(
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

export async function withArchiver(
  client: S3Client,
  place: Place,
  files: readonly FileSource[],
): Promise<void> {
  const zip = new ZipArchive({ store: true });
  const sending = send(client, place, zip);
  for await (const { file, body } of opened(client, files)) {
    const added = new Promise((resolve) => zip.once('entry', resolve));
    zip.append(body, { name: file.name });
    await added;
  }
  await zip.finalize();
  await sending;
}

export async function withClientZip(
  client: S3Client,
  place: Place,
  files: readonly FileSource[],
): Promise<void> {
  async function* inputs() {
    for await (const { file, body } of opened(client, files))
      yield { name: file.name, size: file.object.size, lastModified: new Date(0), input: body };
  }
  await send(client, place, Readable.fromWeb(makeZip(inputs()) as never));
}
