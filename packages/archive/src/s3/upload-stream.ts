import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { crc32 } from '../zip/crc32.ts';

export interface UploadTarget {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface UploadResult {
  readonly size: number;
  /** 0 when everything fitted into one PutObject. */
  readonly parts: number;
  readonly etag: string;
  /** Of the whole object, hex. */
  readonly sha256: string;
}

const MIB = 1024 * 1024;
const PARTS_IN_FLIGHT = 2;
/** Tries per part on top of those the SDK makes for each call. */
const TRIES = 4;

/**
 * 8 MiB for the first 5,000 parts (39 GiB), 16 MiB after that: with S3's 10,000 parts an archive may have 117 GiB,
 * far more than one export of files passes through a function in its 15 minutes.
 */
export function partSize(partNumber: number): number {
  return partNumber <= 5_000 ? 8 * MIB : 16 * MIB;
}

/**
 * Sends a stream of unknown length to S3: two parts in flight while a third one is being filled, in buffers that are
 * used again, so memory stays at 3 × 8 MiB whatever the size. Each part is retried alone. The object is completed
 * with the CRC-32 and size of the whole, so S3 itself refuses anything but these bytes. When the source or S3 fails,
 * the upload is aborted and nothing appears under the key.
 */
export async function uploadStream(
  client: S3Client,
  target: UploadTarget,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<UploadResult> {
  const upload = new MultipartUpload(client, target);
  try {
    for await (const chunk of source) {
      target.signal?.throwIfAborted();
      await upload.write(chunk);
    }
    return await upload.finish();
  } catch (error) {
    await upload.abort();
    throw error;
  }
}

interface Part {
  readonly PartNumber: number;
  readonly ETag: string;
  readonly ChecksumCRC32: string;
}

class MultipartUpload {
  readonly #client: S3Client;
  readonly #target: UploadTarget;
  readonly #whole = createHash('sha256');
  readonly #parts: Part[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  readonly #freeBuffers: Buffer[] = [];
  #buffer: Buffer = Buffer.allocUnsafe(partSize(1));
  #filled = 0;
  #partNumber = 1;
  #size = 0;
  #crc = 0;
  #uploadId: string | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(client: S3Client, target: UploadTarget) {
    this.#client = client;
    this.#target = target;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#whole.update(chunk);
    this.#crc = crc32(chunk, this.#crc);
    this.#size += chunk.length;
    let from = 0;
    while (from < chunk.length) {
      // A full buffer waits for the next byte, so that the last part is never empty.
      if (this.#filled === this.#buffer.length) await this.#dispatch();
      const piece = chunk.subarray(from, from + this.#buffer.length - this.#filled);
      this.#buffer.set(piece, this.#filled);
      this.#filled += piece.length;
      from += piece.length;
    }
  }

  async finish(): Promise<UploadResult> {
    const sha256 = this.#whole.digest('hex');
    if (this.#uploadId === undefined) return { ...(await this.#putWhole()), sha256 };
    await this.#dispatch();
    await Promise.all(this.#inFlight);
    this.#throwFailure();
    const parts = this.#parts.toSorted((a, b) => a.PartNumber - b.PartNumber);
    const { ETag } = await this.#client.send(
      new CompleteMultipartUploadCommand({
        Bucket: this.#target.bucket,
        Key: this.#target.key,
        UploadId: this.#uploadId,
        MultipartUpload: { Parts: parts },
        ChecksumCRC32: base64Crc(this.#crc),
        ChecksumType: 'FULL_OBJECT',
        MpuObjectSize: this.#size,
      }),
    );
    return { size: this.#size, parts: parts.length, etag: ETag ?? '', sha256 };
  }

  async abort(): Promise<void> {
    await Promise.allSettled(this.#inFlight);
    if (this.#uploadId === undefined) return;
    const { bucket, key } = this.#target;
    // A failed abort must not hide why the upload failed; the bucket's lifecycle rule removes what is left.
    await this.#client
      .send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: this.#uploadId }))
      .catch(() => undefined);
  }

  async #putWhole(): Promise<Omit<UploadResult, 'sha256'>> {
    const { ETag } = await this.#client.send(
      new PutObjectCommand({
        ...this.#objectFields(),
        Body: this.#buffer.subarray(0, this.#filled),
        ChecksumCRC32: base64Crc(this.#crc),
      }),
      this.#options(),
    );
    return { size: this.#size, parts: 0, etag: ETag ?? '' };
  }

  /** Sends the filled buffer as the next part, waiting while enough parts are in flight. */
  async #dispatch(): Promise<void> {
    this.#throwFailure();
    this.#uploadId ??= await this.#create();
    while (this.#inFlight.size >= PARTS_IN_FLIGHT) await Promise.race(this.#inFlight);
    this.#throwFailure();
    const buffer = this.#buffer;
    const sending = this.#sendPart(this.#partNumber, buffer.subarray(0, this.#filled))
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .then(() => {
        this.#inFlight.delete(sending);
        this.#freeBuffers.push(buffer);
      });
    this.#inFlight.add(sending);
    this.#partNumber += 1;
    this.#buffer = this.#nextBuffer(partSize(this.#partNumber));
    this.#filled = 0;
  }

  #nextBuffer(size: number): Buffer {
    const free = this.#freeBuffers.pop();
    return free?.length === size ? free : Buffer.allocUnsafe(size);
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }

  async #create(): Promise<string> {
    const { UploadId } = await this.#client.send(
      new CreateMultipartUploadCommand({
        ...this.#objectFields(),
        ChecksumAlgorithm: 'CRC32',
        ChecksumType: 'FULL_OBJECT',
      }),
      this.#options(),
    );
    if (!UploadId) throw new Error('S3 returned no upload id');
    return UploadId;
  }

  async #sendPart(partNumber: number, body: Buffer): Promise<void> {
    const checksum = base64Crc(crc32(body));
    const command = new UploadPartCommand({
      Bucket: this.#target.bucket,
      Key: this.#target.key,
      UploadId: this.#uploadId,
      PartNumber: partNumber,
      Body: body,
      ChecksumCRC32: checksum,
    });
    for (let attempt = 1; ; attempt++) {
      try {
        const { ETag } = await this.#client.send(command, this.#options());
        this.#parts.push({ PartNumber: partNumber, ETag: ETag ?? '', ChecksumCRC32: checksum });
        return;
      } catch (error) {
        if (attempt === TRIES || this.#target.signal?.aborted || !isTransient(error)) throw error;
        // 200, 400, 800 ms, each up to half shorter so that two parts don't retry in step.
        await delay(100 * 2 ** attempt * (0.5 + Math.random() / 2));
      }
    }
  }

  #objectFields() {
    const { bucket, key, contentType, metadata } = this.#target;
    return {
      Bucket: bucket,
      Key: key,
      ContentType: contentType,
      ...(metadata ? { Metadata: metadata } : {}),
    };
  }

  #options() {
    return this.#target.signal ? { abortSignal: this.#target.signal } : {};
  }
}

/** Anything but a refusal: no answer, 5xx, timeout (408), throttling (429). */
function isTransient(error: unknown): boolean {
  const status = httpStatus(error);
  return status === undefined || status >= 500 || status === 408 || status === 429;
}

function httpStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

/** S3 writes checksums as base64 of the big-endian value. */
function base64Crc(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes.toString('base64');
}
