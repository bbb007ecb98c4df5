import { createHash } from 'node:crypto';
import { ulid } from 'ulid';

/** A fresh id: lower-case ULID, sorts by time of creation. */
export const newId = (now: number = Date.now()): string => ulid(now).toLowerCase();

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * The same id for the same seed: 48 bits of time from `at`, 80 bits of a SHA-256 over the seed. Work done in chunks
 * gives its items such ids, so that a chunk repeated after a crash writes the same items again.
 */
export const derivedId = (at: number, seed: string): string => {
  const digest = createHash('sha256').update(seed).digest();
  let time = '';
  for (let rest = at, position = 0; position < 10; position += 1, rest = Math.floor(rest / 32))
    time = (ALPHABET[rest % 32] ?? '0') + time;
  // 16 characters of 5 bits: the low five bits of 16 bytes are as random as the digest.
  const random = [...digest.subarray(0, 16)].map((byte) => ALPHABET[byte % 32]).join('');
  return time + random;
};
