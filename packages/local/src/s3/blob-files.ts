import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Size of the buffers that data is moved through: large enough that the system call cost vanishes. */
export const BUFFER_BYTES = 1024 * 1024;

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
    return new BlobDraft(blob, file, Math.max(1, Math.min(BUFFER_BYTES, expectedBytes)), {
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

/** A blob being written. Two buffers: one is filled while the other goes to disk. */
export class BlobDraft {
  readonly blob: string;
  size = 0;
  readonly #file: FileHandle;
  readonly #ending: DraftEnding;
  readonly #bufferBytes: number;
  #filling: Buffer;
  #spare: Buffer | undefined;
  #used = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(blob: string, file: FileHandle, bufferBytes: number, ending: DraftEnding) {
    this.blob = blob;
    this.#file = file;
    this.#ending = ending;
    this.#bufferBytes = bufferBytes;
    this.#filling = Buffer.allocUnsafeSlow(bufferBytes);
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

  async append(data: Buffer): Promise<void> {
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
    await this.#ending.publish(description);
    return { blob: this.blob, size: this.size };
  }

  async discard(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.#ending.discard();
  }

  async #flush(): Promise<void> {
    await this.#writing;
    const full = this.#filling;
    const position = this.size - this.#used;
    this.#writing = writeAll(this.#file, full.subarray(0, this.#used), position);
    // The failure surfaces at the next await of #writing; until then it must not count as unhandled.
    this.#writing.catch(() => undefined);
    this.#filling = this.#spare ?? Buffer.allocUnsafeSlow(this.#bufferBytes);
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
