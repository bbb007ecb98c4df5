import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * JSON text with one spelling per value (RFC 8785, JSON Canonicalization Scheme), so that the same content has
 * the same hash in the browser, in a Lambda function and in the offline verifier.
 *
 * Object members whose value is `undefined` are left out, as `JSON.stringify` and the table client do; everything
 * else JSON can't carry (functions, dates, NaN, lone surrogates, cycles) is refused instead of being hashed as
 * something it is not.
 *
 * @throws TypeError when the value is not JSON.
 */
export function canonicalJson(value: unknown): string {
  return write(value, new Set());
}

/** SHA-256 (hex) over the canonical JSON of a value: the snapshot hash of a case and of a closed finding (G06). */
export function hashCanonical(value: unknown): string {
  return sha256Hex(canonicalJson(value));
}

/** SHA-256 (hex) over the UTF-8 bytes of a text. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

function write(value: unknown, parents: Set<object>): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value !== 'object') throw new TypeError(`not JSON: ${typeof value}`);
  if (parents.has(value)) throw new TypeError('not JSON: cyclic value');
  parents.add(value);
  const text = Array.isArray(value) ? writeArray(value, parents) : writeObject(value, parents);
  parents.delete(value);
  return text;
}

function writeString(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('not JSON: lone surrogate');
  return JSON.stringify(value);
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`not JSON: ${value}`);
  // RFC 8785 serialises numbers as ECMAScript does; JSON.stringify also turns -0 into 0.
  return JSON.stringify(value);
}

function writeArray(value: readonly unknown[], parents: Set<object>): string {
  return `[${Array.from(value, (item) => write(item, parents)).join(',')}]`;
}

function writeObject(value: object, parents: Set<object>): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('not JSON: class instance');
  // Default sort order is by UTF-16 code units, which is what RFC 8785 asks for.
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${writeString(name)}:${write(member, parents)}`);
  return `{${members.join(',')}}`;
}
