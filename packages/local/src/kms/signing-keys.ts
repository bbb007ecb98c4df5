import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { join } from 'node:path';
import { readIfThere, writeDurably } from '../durable-file.ts';

/**
 * Signing keys of the machine, one file per key of the assembly, owner only. Made when first used and kept: what was signed
 * must still verify after a restart.
 */
export class SigningKeys {
  readonly #dataDir: string;
  readonly #open = new Map<string, KeyObject>();

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  publicKey(name: string): Buffer {
    return createPublicKey(this.#key(name)).export({ format: 'der', type: 'spki' });
  }

  /** ECDSA over SHA-256, DER, as KMS answers. */
  sign(name: string, message: Buffer): Buffer {
    return sign('sha256', message, this.#key(name));
  }

  #key(name: string): KeyObject {
    const known = this.#open.get(name);
    if (known) return known;
    const path = join(this.#dataDir, 'keys', `${name}.pem`);
    const saved = readIfThere(path);
    const key =
      saved === undefined
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
        : createPrivateKey(saved);
    if (saved === undefined) writeDurably(path, key.export({ format: 'pem', type: 'pkcs8' }).toString());
    this.#open.set(name, key);
    return key;
  }
}
