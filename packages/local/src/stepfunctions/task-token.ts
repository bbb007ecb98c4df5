import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Where a token belongs. */
export interface TokenAddress {
  execution: number;
  frame: number;
}

// execution (6 bytes) | frame (4) | random (16) | HMAC-SHA-256 cut to 16 = 42 bytes = 56 characters
const SIGNED = 26;
const LENGTH = 42;

/**
 * Task tokens that carry their address and are signed with a key of this data directory. So a token needs no row of
 * its own, a closed one is told from one that never was (TaskTimedOut, InvalidToken), and none can be made up.
 */
export class TaskTokens {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** A fresh token. */
  mint(address: TokenAddress): string {
    const token = Buffer.alloc(LENGTH);
    token.writeUIntBE(address.execution, 0, 6);
    token.writeUInt32BE(address.frame, 6);
    randomBytes(16).copy(token, 10);
    this.#signature(token).copy(token, SIGNED);
    return token.toString('base64url');
  }

  /**
   * Reads a token back.
   * @returns undefined if it was not minted here
   */
  address(text: string): TokenAddress | undefined {
    const token = Buffer.from(text, 'base64url');
    // Comparing the text too: base64url decoding is lenient, and a token has exactly one spelling.
    if (token.length !== LENGTH || token.toString('base64url') !== text) return undefined;
    if (!timingSafeEqual(this.#signature(token), token.subarray(SIGNED))) return undefined;
    return { execution: token.readUIntBE(0, 6), frame: token.readUInt32BE(6) };
  }

  #signature(token: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(token.subarray(0, SIGNED)).digest().subarray(0, 16);
  }
}
