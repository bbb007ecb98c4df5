import type { IncomingMessage } from 'node:http';
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  checksumHeader,
  createHasher,
  type Hasher,
  type HashName,
  isChecksumValue,
  parseChecksumAlgorithm,
} from './checksums.ts';
import { decodeAwsChunked } from './chunked-body.ts';
import { S3Error } from './s3-error.ts';
import type { PayloadMode } from './sigv4.ts';

/** Largest body of one PutObject or UploadPart: 5 GiB. */
export const MAX_BODY_BYTES = 5 * 1024 ** 3;
/** Largest XML document: 10,000 parts at about 200 bytes are 2 MB; S3 has no smaller published bound. */
const MAX_XML_BYTES = 8 * 1024 ** 2;

export interface ReceivedBody {
  readonly size: number;
  /** Base64 digests, for each algorithm that was asked for or sent along. */
  readonly digests: ReadonlyMap<HashName, string>;
  /** The algorithm whose checksum came with the body, now verified. */
  readonly verified: ChecksumAlgorithm | undefined;
}

/** The body of a request; everything its headers and trailers say about it is verified while it is read. */
export class RequestBody {
  /** Length of the data without framing. */
  readonly length: number;
  /** The algorithm of the checksum that comes in a header or is announced as trailer. */
  readonly checksumAlgorithm: ChecksumAlgorithm | undefined;
  readonly hasContentMd5: boolean;
  readonly #message: IncomingMessage;
  readonly #payload: PayloadMode;
  readonly #headers: ReadonlyMap<string, string>;
  readonly #onStart: () => void;

  constructor(
    message: IncomingMessage,
    payload: PayloadMode,
    headers: ReadonlyMap<string, string>,
    onStart: () => void,
  ) {
    this.#message = message;
    this.#payload = payload;
    this.#headers = headers;
    this.#onStart = onStart;
    this.length = bodyLength(payload, headers);
    this.checksumAlgorithm = announcedChecksum(headers);
    this.hasContentMd5 = headers.has('content-md5');
  }

  /** True when the body comes with a digest of any kind, which some operations insist on. */
  get hasIntegrity(): boolean {
    return this.hasContentMd5 || this.checksumAlgorithm !== undefined;
  }

  /**
   * Passes the data to `sink` and returns digests for the algorithms in `wanted`. Throws when the body is not
   * what its headers, trailers and signature say; what the sink got must be thrown away then.
   */
  async receive(
    sink: (data: Buffer) => void | Promise<void>,
    wanted: readonly HashName[] = [],
  ): Promise<ReceivedBody> {
    const expected = this.#expectedDigests();
    const names = new Set<HashName>([...wanted, ...expected.keys()]);
    if (this.checksumAlgorithm) names.add(this.checksumAlgorithm);
    if (this.#payload.kind === 'sha256') names.add('SHA256');
    const hashers = await Promise.all(
      [...names].map(async (name): Promise<[HashName, Hasher]> => [name, await createHasher(name)]),
    );
    const trailers = new Map<string, string>();
    let size = 0;
    this.#onStart();
    const take = (data: Buffer): void | Promise<void> => {
      size += data.length;
      if (size > this.length) throw new TooLong();
      for (const [, hasher] of hashers) hasher.update(data);
      return sink(data);
    };
    await this.#each(trailers, take).catch((error: unknown) => {
      if (!(error instanceof TooLong)) throw error;
    });
    if (size !== this.length) {
      throw new S3Error(
        'IncompleteBody',
        'You did not provide the number of bytes specified by the Content-Length HTTP header',
      );
    }
    const digests = new Map(hashers.map(([name, hasher]) => [name, hasher.digest().toString('base64')]));
    this.#checkContentSha256(digests);
    this.#addTrailerChecksum(trailers, expected);
    for (const [name, value] of expected) checkDigest(name, value, digests);
    return { size, digests, verified: this.checksumAlgorithm };
  }

  /** A body that is a small document. */
  async text(): Promise<string> {
    if (this.length > MAX_XML_BYTES) {
      throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
    }
    const pieces: Buffer[] = [];
    await this.receive((data) => {
      pieces.push(Buffer.from(data));
    });
    return Buffer.concat(pieces).toString('utf8');
  }

  async #each(trailers: Map<string, string>, take: (data: Buffer) => void | Promise<void>): Promise<void> {
    if (this.#payload.kind !== 'chunked') return await eachChunk(this.#message, take);
    const { signer, trailer } = this.#payload;
    // Leaving the loop early must not tear down the connection: the error still has to be answered.
    const raw: AsyncIterable<Buffer> = this.#message.iterator({ destroyOnReturn: false });
    for await (const data of decodeAwsChunked(raw, { signer, trailer, trailers })) await take(data);
  }

  #expectedDigests(): Map<HashName, string> {
    const expected = new Map<HashName, string>();
    const md5 = this.#headers.get('content-md5');
    if (md5 !== undefined) {
      if (!isChecksumValue('MD5', md5)) {
        throw new S3Error('InvalidDigest', 'The Content-MD5 you specified was invalid.');
      }
      expected.set('MD5', md5);
    }
    const algorithm = this.checksumAlgorithm;
    const value = algorithm && this.#headers.get(checksumHeader(algorithm));
    if (algorithm && value !== undefined) expected.set(algorithm, checkedValue(algorithm, value));
    return expected;
  }

  #checkContentSha256(digests: ReadonlyMap<HashName, string>): void {
    if (this.#payload.kind !== 'sha256') return;
    const computed = Buffer.from(digests.get('SHA256') ?? '', 'base64').toString('hex');
    if (computed === this.#payload.hex) return;
    throw new S3Error(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      { details: { ClientComputedContentSHA256: this.#payload.hex, S3ComputedContentSHA256: computed } },
    );
  }

  #addTrailerChecksum(trailers: ReadonlyMap<string, string>, expected: Map<HashName, string>): void {
    const algorithm = this.checksumAlgorithm;
    if (!algorithm || expected.has(algorithm)) return;
    const value = trailers.get(checksumHeader(algorithm));
    if (value === undefined) {
      throw new S3Error('MalformedTrailerError', 'The announced trailer is missing from the request body.');
    }
    expected.set(algorithm, checkedValue(algorithm, value));
  }
}

/** More bytes came than were announced. */
class TooLong extends Error {}

/**
 * Hands over each chunk as it comes, and reads on once it has been taken. An async iterator would join chunks that have
 * piled up into new memory, and make some promises for each.
 */
function eachChunk(message: IncomingMessage, take: (data: Buffer) => void | Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let taking: void | Promise<void>;
    const settle = (outcome: () => void): void => {
      message.off('data', onData).off('end', onEnd).off('error', fail).off('close', onClose);
      // Whoever takes a chunk is done with it before anybody hears of the end.
      Promise.resolve(taking).then(outcome, reject);
    };
    const fail = (error: unknown): void => {
      message.pause();
      settle(() => reject(error));
    };
    const onData = (data: Buffer): void => {
      try {
        taking = take(data);
        if (!taking) return void process.nextTick(giveBack, data);
        message.pause();
        taking.then(() => {
          giveBack(data);
          message.resume();
        }, fail);
      } catch (error) {
        fail(error);
      }
    };
    const onEnd = (): void => settle(resolve);
    const onClose = (): void => fail(new Error('the client broke off'));
    if (message.readableEnded) return resolve();
    message.on('data', onData).once('end', onEnd).once('error', fail).once('close', onClose);
    message.resume();
  });
}

/**
 * Frees the memory of a chunk nobody needs any more; as garbage, 64 KiB behind a small object each, it would pile up and
 * make V8 mark its whole heap again and again. Only a chunk that has its memory for itself, and not before the HTTP
 * parser, which handed it over, is through with it.
 */
function giveBack({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

function bodyLength(payload: PayloadMode, headers: ReadonlyMap<string, string>): number {
  const name = payload.kind === 'chunked' ? 'x-amz-decoded-content-length' : 'content-length';
  const text = headers.get(name);
  if (text !== undefined && /^\d+$/.test(text)) return Number(text);
  if (text === undefined && payload.kind !== 'chunked' && !headers.has('transfer-encoding')) return 0;
  throw new S3Error('MissingContentLength', `You must provide the ${name} HTTP header.`);
}

function announcedChecksum(headers: ReadonlyMap<string, string>): ChecksumAlgorithm | undefined {
  const inHeaders = CHECKSUM_ALGORITHMS.filter((algorithm) => headers.has(checksumHeader(algorithm)));
  const trailerNames = (headers.get('x-amz-trailer') ?? '').toLowerCase().split(/\s*,\s*/);
  const inTrailers = CHECKSUM_ALGORITHMS.filter((algorithm) =>
    trailerNames.includes(checksumHeader(algorithm)),
  );
  const all = [...inHeaders, ...inTrailers];
  if (all.length > 1) {
    throw new S3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  checkAlgorithmName(headers.get('x-amz-sdk-checksum-algorithm'), all[0]);
  return all[0];
}

function checkAlgorithmName(name: string | undefined, announced: ChecksumAlgorithm | undefined): void {
  if (name === undefined) return;
  if (announced === undefined) {
    throw new S3Error(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  if (parseChecksumAlgorithm(name) !== announced) {
    throw new S3Error('InvalidRequest', 'Value for x-amz-sdk-checksum-algorithm header is invalid.');
  }
}

function checkedValue(algorithm: ChecksumAlgorithm, value: string): string {
  if (isChecksumValue(algorithm, value)) return value;
  throw new S3Error('InvalidRequest', `Value for ${checksumHeader(algorithm)} header is invalid.`);
}

function checkDigest(name: HashName, expected: string, digests: ReadonlyMap<HashName, string>): void {
  const computed = digests.get(name);
  if (computed === expected) return;
  if (name === 'MD5') {
    throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.', {
      details: { ExpectedDigest: expected, CalculatedDigest: computed ?? '' },
    });
  }
  throw new S3Error('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
}
