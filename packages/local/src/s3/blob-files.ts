import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Size of the buffers that data is moved through: large enough that the system call cost vanishes. */
export const BUFFER_BYTES = 1024 * 1024;

/** Buffers kept for the next user; more than this are in use only at once, and go when they are given back. */
const SPARE_BUFFERS = 16;

/**
 * Buffers of {@link BUFFER_BYTES}, used again: fresh memory costs the kernel a page fault for every 4 KiB, and buffers
 * that are garbage wait for V8 by the hundred, because so few objects hold so many bytes.
 */
export class BufferPool {
  readonly #spare: Buffer[] = [];

  /** A buffer for about so many bytes, with any content; short ones are not worth keeping. */
  take(bytes: number): Buffer {
    if (bytes < BUFFER_BYTES) return Buffer.allocUnsafeSlow(Math.max(1, bytes));
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
  }

  /** Nobody may use the buffer any more, the kernel included. */
  give(buffer: Buffer | undefined): void {
    if (buffer?.length === BUFFER_BYTES && this.#spare.length < SPARE_BUFFERS) this.#spare.push(buffer);
  }
}

/** Awaited before each durable write; a crash test stops the process there. */
export type BeforeWrite = (description: string) => void | Promise<void>;

/** A run of bytes of an object that lies in one blob, starting at the blob's first byte. */
export interface Segment {
  readonly blob: string;
  readonly size: number;
}

export interface BlobFilesOptions {
  readonly directory: string;
  readonly beforeWrite: BeforeWrite;
  readonly fsync: boolean;
}

/**
 * Immutable files with random names. Nothing of a key gets into a path, so no key can leave the directory.
 * A blob is written to a temporary file, synced and renamed; it belongs to an object once the catalogue says so.
 */
export class BlobFiles {
  readonly buffers = new BufferPool();
  readonly #blobs: string;
  readonly #drafts: string;
  readonly #options: BlobFilesOptions;
  readonly #readers = new Map<string, number>();
  readonly #doomed = new Set<string>();

  private constructor(options: BlobFilesOptions) {
    this.#options = options;
    this.#blobs = join(options.directory, 'blobs');
    this.#drafts = join(options.directory, 'tmp');
  }

  /** Opens the directory and removes what a crash left behind: drafts, and blobs that no object refers to. */
  static async open(options: BlobFilesOptions, isReferenced: (blob: string) => boolean): Promise<BlobFiles> {
    const files = new BlobFiles(options);
    await rm(files.#drafts, { recursive: true, force: true });
    await mkdir(files.#drafts, { recursive: true });
    // Two hex digits: 256 folders keep each small even with a million blobs.
    for (let shard = 0; shard < 256; shard++) {
      const folder = join(files.#blobs, shard.toString(16).padStart(2, '0'));
      await mkdir(folder, { recursive: true });
      for (const blob of await readdir(folder)) {
        if (!isReferenced(blob)) await rm(join(folder, blob), { force: true });
      }
    }
    if (options.fsync) await syncDirectory(files.#blobs);
    return files;
  }

  /** Starts a blob of about `expectedBytes`; short ones get a short buffer. */
  async draft(expectedBytes: number): Promise<BlobDraft> {
    const blob = randomBytes(16).toString('hex');
    const path = join(this.#drafts, blob);
    const file = await open(path, 'wx');
    const buffers = { pool: this.buffers, bytes: expectedBytes };
    return new BlobDraft(blob, file, buffers, {
      publish: async (description) => {
        await this.#options.beforeWrite(`s3 blob: ${description}`);
        if (this.#options.fsync) await file.sync();
        await file.close();
        await rename(path, this.#path(blob));
        if (this.#options.fsync) await syncDirectory(join(this.#blobs, blob.slice(0, 2)));
      },
      discard: async () => {
        await file.close().catch(() => undefined);
        await rm(path, { force: true });
        await this.remove([blob]);
      },
    });
  }

  /** Keeps blobs on disk until the returned function is called, whatever is deleted meanwhile. */
  pin(segments: readonly Segment[]): () => Promise<void> {
    for (const { blob } of segments) this.#readers.set(blob, (this.#readers.get(blob) ?? 0) + 1);
    return async () => {
      for (const { blob } of segments) {
        const readers = (this.#readers.get(blob) ?? 1) - 1;
        if (readers > 0) this.#readers.set(blob, readers);
        else {
          this.#readers.delete(blob);
          if (this.#doomed.delete(blob)) await rm(this.#path(blob), { force: true });
        }
      }
    };
  }

  /** Removes blobs no object refers to any more. */
  async remove(blobs: readonly string[]): Promise<void> {
    for (const blob of blobs) {
      if (this.#readers.has(blob)) this.#doomed.add(blob);
      else await rm(this.#path(blob), { force: true });
    }
  }

  /**
   * Fills buffers with the bytes from `start` up to `end` (exclusive) of the joined segments. `next` provides
   * the buffer to fill; `filled` gets the part that was read.
   */
  async read(
    segments: readonly Segment[],
    { start, end }: ByteRange,
    next: () => Promise<Buffer>,
    filled: (data: Buffer) => void | Promise<void>,
  ): Promise<void> {
    let offset = 0;
    for (const segment of segments) {
      const from = Math.max(start - offset, 0);
      const to = Math.min(end - offset, segment.size);
      offset += segment.size;
      if (from >= to) continue;
      const file = await open(this.#path(segment.blob), 'r');
      try {
        await readFile(file, from, to, next, filled);
      } finally {
        await file.close();
      }
    }
  }

  #path(blob: string): string {
    return join(this.#blobs, blob.slice(0, 2), blob);
  }
}

/** Bytes from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

async function readFile(
  file: FileHandle,
  from: number,
  to: number,
  next: () => Promise<Buffer>,
  filled: (data: Buffer) => void | Promise<void>,
): Promise<void> {
  let position = from;
  while (position < to) {
    const buffer = await next();
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, to - position), position);
    if (bytesRead === 0) throw new Error('a blob is shorter than the catalogue says');
    position += bytesRead;
    await filled(buffer.subarray(0, bytesRead));
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

interface DraftEnding {
  publish(description: string): Promise<void>;
  discard(): Promise<void>;
}

/** Where a draft's buffers come from, and for how many bytes. */
interface DraftBuffers {
  readonly pool: BufferPool;
  readonly bytes: number;
}

/** A blob being written. Two buffers: one is filled while the other goes to disk. */
export class BlobDraft {
  readonly blob: string;
  size = 0;
  readonly #file: FileHandle;
  readonly #ending: DraftEnding;
  readonly #buffers: DraftBuffers;
  #filling: Buffer;
  #spare: Buffer | undefined;
  #used = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(blob: string, file: FileHandle, buffers: DraftBuffers, ending: DraftEnding) {
    this.blob = blob;
    this.#file = file;
    this.#ending = ending;
    this.#buffers = buffers;
    this.#filling = buffers.pool.take(buffers.bytes);
  }

  /** Free space to put the next bytes into; say with `advance` how many. */
  async space(): Promise<Buffer> {
    if (this.#used === this.#filling.length) await this.#flush();
    return this.#filling.subarray(this.#used);
  }

  advance(bytes: number): void {
    this.#used += bytes;
    this.size += bytes;
  }

  /** Takes the data; a promise only when it has to wait for the disk. */
  append(data: Buffer): void | Promise<void> {
    if (data.length > this.#filling.length - this.#used) return this.#appendSlowly(data);
    data.copy(this.#filling, this.#used);
    this.advance(data.length);
  }

  async #appendSlowly(data: Buffer): Promise<void> {
    let copied = 0;
    while (copied < data.length) {
      const count = data.copy(await this.space(), 0, copied);
      this.advance(count);
      copied += count;
    }
  }

  /** Makes the blob durable under its name. */
  async publish(description: string): Promise<Segment> {
    await this.#flush();
    await this.#writing;
    this.#giveBuffers();
    await this.#ending.publish(description);
    return { blob: this.blob, size: this.size };
  }

  async discard(): Promise<void> {
    await this.#writing.catch(() => undefined);
    this.#giveBuffers();
    await this.#ending.discard();
  }

  #giveBuffers(): void {
    this.#buffers.pool.give(this.#filling);
    this.#buffers.pool.give(this.#spare);
    this.#filling = Buffer.alloc(0);
    this.#spare = undefined;
  }

  async #flush(): Promise<void> {
    await this.#writing;
    const full = this.#filling;
    const position = this.size - this.#used;
    this.#writing = writeAll(this.#file, full.subarray(0, this.#used), position);
    // The failure surfaces at the next await of #writing; until then it must not count as unhandled.
    this.#writing.catch(() => undefined);
    this.#filling = this.#spare ?? this.#buffers.pool.take(this.#buffers.bytes);
    this.#spare = full;
    this.#used = 0;
  }
}

async function writeAll(file: FileHandle, data: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < data.length) {
    const { bytesWritten } = await file.write(data, written, data.length - written, position + written);
    written += bytesWritten;
  }
}
