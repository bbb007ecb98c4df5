import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readIfThere, writeDurably } from '../durable-file.ts';
import type { Credential } from '../s3/index.ts';

/** Whose credentials these are: a function's role, or a role assumed with session tags. */
export interface Principal {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
}

interface Session {
  readonly principal: Principal;
  readonly credentials: IssuedCredentials;
}

/** How long a session's keys are remembered past their end, so that a late request is told "expired", not "unknown". */
const SWEEP_EVERY = 1_000;

/** Issues and knows every access key of the machine. */
export class CredentialStore {
  readonly #masterKey: Buffer;
  readonly #now: () => number;
  readonly #sessions = new Map<string, Session>();

  constructor(dataDir: string, now: () => number) {
    this.#now = now;
    const path = join(dataDir, 'keys', 'credentials.key');
    const saved = readIfThere(path);
    this.#masterKey = saved === undefined ? randomBytes(32) : Buffer.from(saved, 'hex');
    if (saved === undefined) writeDurably(path, this.#masterKey.toString('hex'));
  }

  /**
   * Credentials of a function. They follow from its name and the machine's key, so an address a function has signed
   * stays valid over a restart.
   */
  forFunction(name: string, roleArn: string): IssuedCredentials {
    const accessKeyId = `ASIA${this.#derive(`function:${name}`).slice(0, 16).toUpperCase()}`;
    return this.#remember(accessKeyId, { roleArn, sessionName: name, tags: {} }, Number.MAX_SAFE_INTEGER);
  }

  /** Credentials of an assumed role. */
  assumeRole(principal: Principal, durationSeconds: number): IssuedCredentials {
    this.#forgetExpired();
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    return this.#remember(accessKeyId, principal, this.#now() + durationSeconds * 1000);
  }

  /** What the S3 server verifies a signature with; undefined for an unknown or expired key. */
  lookup(accessKeyId: string): Credential | undefined {
    const session = this.#valid(accessKeyId);
    return (
      session && {
        secret: session.credentials.secretAccessKey,
        sessionToken: session.credentials.sessionToken,
      }
    );
  }

  principalOf(accessKeyId: string): Principal | undefined {
    return this.#valid(accessKeyId)?.principal;
  }

  #valid(accessKeyId: string): Session | undefined {
    const session = this.#sessions.get(accessKeyId);
    return session && session.credentials.expiresAt > this.#now() ? session : undefined;
  }

  #remember(accessKeyId: string, principal: Principal, expiresAt: number): IssuedCredentials {
    const credentials: IssuedCredentials = {
      accessKeyId,
      secretAccessKey: this.#derive(`secret:${accessKeyId}`),
      sessionToken: this.#derive(`token:${accessKeyId}`),
      expiresAt,
    };
    this.#sessions.set(accessKeyId, { principal, credentials });
    return credentials;
  }

  #derive(purpose: string): string {
    return createHmac('sha256', this.#masterKey).update(purpose).digest('hex');
  }

  #forgetExpired(): void {
    if (this.#sessions.size % SWEEP_EVERY !== 0) return;
    for (const [accessKeyId, { credentials }] of this.#sessions) {
      if (credentials.expiresAt <= this.#now()) this.#sessions.delete(accessKeyId);
    }
  }
}
