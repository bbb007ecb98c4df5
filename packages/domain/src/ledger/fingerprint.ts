import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { foldForComparison } from './ledger-text.ts';

/**
 * Fingerprint of a finding's wording (D07): SHA-256 of the text in NFKC without white space and punctuation, so
 * that a line break, a full-width digit or another comma does not make a second finding of the first.
 */
export const fingerprintOf = (text: string): string =>
  bytesToHex(sha256(utf8ToBytes(foldForComparison(text))));
