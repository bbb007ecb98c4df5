import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { createCRC32, createCRC64, type IHasher } from 'hash-wasm';

/** Checksum algorithms of the S3 API with the length of their value in bytes. */
const DIGEST_BYTES = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 } as const;

export type ChecksumAlgorithm = keyof typeof DIGEST_BYTES;
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** A checksum kept with an object or a part; `value` is base64, followed by `-<parts>` when composite. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  readonly value: string;
}

export const CHECKSUM_ALGORITHMS: readonly ChecksumAlgorithm[] = [
  'CRC32',
  'CRC32C',
  'CRC64NVME',
  'SHA1',
  'SHA256',
];

/** S3 computes this one for every upload that asks for none. */
export const DEFAULT_ALGORITHM: ChecksumAlgorithm = 'CRC64NVME';

export function parseChecksumAlgorithm(text: string): ChecksumAlgorithm | undefined {
  return CHECKSUM_ALGORITHMS.find((algorithm) => algorithm === text.toUpperCase());
}

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** Name of the element that carries a checksum in XML documents. */
export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`;
}

/** True when the text is the canonical base64 of a digest of this algorithm. */
export function isChecksumValue(algorithm: ChecksumAlgorithm | 'MD5', text: string): boolean {
  const bytes = Buffer.from(text, 'base64');
  const length = algorithm === 'MD5' ? 16 : DIGEST_BYTES[algorithm];
  return bytes.length === length && bytes.toString('base64') === text;
}

export function isCrc(algorithm: ChecksumAlgorithm): boolean {
  return algorithm.startsWith('CRC');
}

/** The type a multipart upload gets when it names an algorithm only. */
export function defaultChecksumType(algorithm: ChecksumAlgorithm): ChecksumType {
  return algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE';
}

/** SHA digests can't be combined; CRC64NVME exists as full-object checksum only. */
export function isTypeAllowed(algorithm: ChecksumAlgorithm, type: ChecksumType): boolean {
  return type === 'FULL_OBJECT' ? isCrc(algorithm) : algorithm !== 'CRC64NVME';
}

export type HashName = ChecksumAlgorithm | 'MD5';

export interface Hasher {
  update(data: Uint8Array): void;
  digest(): Buffer;
}

/** Polynomials in reflected bit order, as zlib and hash-wasm take them. */
const POLYNOMIAL = { CRC32: 0xedb88320, CRC32C: 0x82f63b78, CRC64NVME: 0x9a6c9329ac4bc9b5n } as const;

export async function createHasher(name: HashName): Promise<Hasher> {
  switch (name) {
    case 'CRC32':
      return nativeCrc32();
    case 'CRC32C':
      return wasmHasher(await createCRC32(POLYNOMIAL.CRC32C));
    case 'CRC64NVME':
      return wasmHasher(await createCRC64(POLYNOMIAL.CRC64NVME.toString(16)));
    case 'MD5':
    case 'SHA1':
    case 'SHA256':
      return createHash(name.toLowerCase());
  }
}

function nativeCrc32(): Hasher {
  let value = 0;
  return {
    update(data) {
      value = crc32(data, value);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}

function wasmHasher(hasher: IHasher): Hasher {
  hasher.init();
  return {
    update(data) {
      hasher.update(data);
    },
    digest: () => Buffer.from(hasher.digest('binary')),
  };
}

export interface MeasuredPart {
  /** Digest in base64. */
  readonly value: string;
  readonly size: number;
}

/** Checksum of a whole multipart object from the checksums of its parts. */
export async function combineParts(
  algorithm: ChecksumAlgorithm,
  type: ChecksumType,
  parts: readonly MeasuredPart[],
): Promise<Checksum> {
  const value =
    type === 'FULL_OBJECT'
      ? combineCrcs(algorithm, parts)
      : `${await hashOfDigests(algorithm, parts)}-${parts.length}`;
  return { algorithm, type, value };
}

async function hashOfDigests(algorithm: ChecksumAlgorithm, parts: readonly MeasuredPart[]): Promise<string> {
  const hasher = await createHasher(algorithm);
  for (const part of parts) hasher.update(Buffer.from(part.value, 'base64'));
  return hasher.digest().toString('base64');
}

function combineCrcs(algorithm: ChecksumAlgorithm, parts: readonly MeasuredPart[]): string {
  if (algorithm === 'CRC64NVME') {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64BE(
      parts.reduce(
        (sum, part) => combine64(sum, Buffer.from(part.value, 'base64').readBigUInt64BE(), part.size),
        0n,
      ),
    );
    return bytes.toString('base64');
  }
  const combine = algorithm === 'CRC32' ? combine32 : combine32c;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(
    parts.reduce(
      (sum, part) => combine(sum, Buffer.from(part.value, 'base64').readUInt32BE(), part.size) >>> 0,
      0,
    ),
  );
  return bytes.toString('base64');
}

/** Arithmetic of polynomials over GF(2) modulo the CRC polynomial, bits reflected: the highest bit is x⁰. */
interface Field<T> {
  readonly one: T;
  readonly x: T;
  multiply(a: T, b: T): T;
  add(a: T, b: T): T;
}

/** Numbers are kept signed by the bit operators; only the bits matter. */
function field32(polynomial: number): Field<number> {
  return {
    one: 1 << 31,
    x: 1 << 30,
    add: (a, b) => a ^ b,
    multiply(a, b) {
      let product = 0;
      let shifted = b;
      for (let bit = 31; bit >= 0; bit--) {
        if ((a >>> bit) & 1) product ^= shifted;
        shifted = shifted & 1 ? (shifted >>> 1) ^ polynomial : shifted >>> 1;
      }
      return product;
    },
  };
}

function field64(polynomial: bigint): Field<bigint> {
  return {
    one: 1n << 63n,
    x: 1n << 62n,
    add: (a, b) => a ^ b,
    multiply(a, b) {
      let product = 0n;
      let shifted = b;
      for (let bit = 63n; bit >= 0n; bit--) {
        if ((a >> bit) & 1n) product ^= shifted;
        shifted = shifted & 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n;
      }
      return product;
    },
  };
}

/**
 * CRC of a concatenation: crc(A‖B) = crc(A)·x^(8·|B|) + crc(B).
 * The powers x^(2^k) are tabled once, so one combination costs at most one multiplication per bit of the length.
 */
function combinerOver<T>(field: Field<T>): (first: T, second: T, secondSize: number) => T {
  const powers = [field.x];
  // 5 TiB, the largest object, is below 2^43 bytes = 2^46 bits.
  for (let k = 1; k <= 46; k++) {
    const last = powers[k - 1] ?? field.x;
    powers.push(field.multiply(last, last));
  }
  return (first, second, secondSize) => {
    let shift = field.one;
    let rest = secondSize;
    for (let k = 3; rest > 0; k++, rest = Math.floor(rest / 2)) {
      const power = powers[k];
      if (rest % 2 === 1 && power !== undefined) shift = field.multiply(power, shift);
    }
    return field.add(field.multiply(shift, first), second);
  };
}

const combine32 = combinerOver(field32(POLYNOMIAL.CRC32));
const combine32c = combinerOver(field32(POLYNOMIAL.CRC32C));
const combine64 = combinerOver(field64(POLYNOMIAL.CRC64NVME));
