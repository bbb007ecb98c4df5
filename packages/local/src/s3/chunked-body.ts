import { createHash } from 'node:crypto';
import { S3Error } from './s3-error.ts';
import type { ChunkSigner } from './sigv4.ts';

/** Longest line of the framing: a chunk header or one trailer. */
const MAX_LINE_BYTES = 8 * 1024;
/** More trailers than any client sends; keeps a hostile body from growing the map. */
const MAX_TRAILERS = 16;

export interface ChunkedBodyOptions {
  /** Present when the chunks are signed. */
  readonly signer: ChunkSigner | undefined;
  /** Whether trailers follow the last chunk. */
  readonly trailer: boolean;
  /** Filled with the trailers, names in lower case, before the generator ends. */
  readonly trailers: Map<string, string>;
}

/**
 * Takes the `aws-chunked` framing off a body and verifies chunk and trailer signatures on the way.
 * Data is passed on before its chunk is verified, so the receiver must not keep it unless the generator ends.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  options: ChunkedBodyOptions,
): AsyncGenerator<Buffer> {
  const reader = new FrameReader(source);
  while (true) {
    const { size, signature } = parseChunkHeader(await reader.line());
    const hash = options.signer && createHash('sha256');
    for await (const data of reader.take(size)) {
      hash?.update(data);
      yield data;
    }
    if (options.signer && hash) options.signer.verifyChunk(hash.digest('hex'), signature);
    if (size === 0) break;
    if ((await reader.line()) !== '') throw incompleteBody();
  }
  await readTrailers(reader, options);
}

async function readTrailers(reader: FrameReader, options: ChunkedBodyOptions): Promise<void> {
  let signature = '';
  while (options.trailers.size <= MAX_TRAILERS && !(await reader.isAtEnd())) {
    const line = await reader.line();
    if (line === '') continue;
    const at = line.indexOf(':');
    const name = line.slice(0, at).trim().toLowerCase();
    if (at < 1 || !options.trailer) throw malformedTrailer();
    if (name === 'x-amz-trailer-signature') signature = line.slice(at + 1).trim();
    else options.trailers.set(name, line.slice(at + 1).trim());
  }
  if (!(await reader.isAtEnd())) throw malformedTrailer();
  if (!options.signer || !options.trailer) return;
  const canonical = [...options.trailers].map(([name, value]) => `${name}:${value}\n`).join('');
  options.signer.verifyTrailer(canonical, signature);
}

function parseChunkHeader(line: string): { size: number; signature: string } {
  const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  if (!match) throw incompleteBody();
  return { size: Number.parseInt(match[1] ?? '', 16), signature: match[2] ?? '' };
}

function incompleteBody(): S3Error {
  return new S3Error('IncompleteBody', 'The request body terminated unexpectedly');
}

function malformedTrailer(): S3Error {
  return new S3Error('MalformedTrailerError', 'The request contained trailing data that was not well-formed');
}

/** Reads lines and counted runs of bytes from a stream of buffers. */
class FrameReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** One line without its CRLF. */
  async line(): Promise<string> {
    let end = this.#rest.indexOf('\r\n');
    while (end < 0) {
      if (this.#rest.length > MAX_LINE_BYTES) throw incompleteBody();
      const more = await this.#next();
      if (!more) throw incompleteBody();
      this.#rest = Buffer.concat([this.#rest, more]);
      end = this.#rest.indexOf('\r\n');
    }
    const text = this.#rest.toString('latin1', 0, end);
    this.#rest = this.#rest.subarray(end + 2);
    return text;
  }

  async *take(size: number): AsyncGenerator<Buffer> {
    let missing = size;
    while (missing > 0) {
      if (this.#rest.length === 0) {
        const more = await this.#next();
        if (!more) throw incompleteBody();
        this.#rest = more;
      }
      const data = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(data.length);
      missing -= data.length;
      yield data;
    }
  }

  async isAtEnd(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const more = await this.#next();
      if (!more) return true;
      this.#rest = more;
    }
    return false;
  }

  async #next(): Promise<Buffer | undefined> {
    const { done, value } = await this.#source.next();
    return done ? undefined : value;
  }
}
