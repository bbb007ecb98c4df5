import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
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

interface Session extends Principal {
  readonly expiresAt: number;
}

const sessionSchema = z.strictObject({
  roleArn: z.string(),
  sessionName: z.string(),
  tags: z.record(z.string(), z.string()),
  expiresAt: z.number(),
});

/** The role name of whoever has the machine's files: no policy applies to him. */
const OPERATOR = 'operator';
/** Tokens that were read before; each lives for at most twelve hours, so forgetting all now and then is cheap. */
const MOST_REMEMBERED = 10_000;

/**
 * Issues access keys and reads them again. A session token says itself whose it is and until when, and is
 * authenticated with the machine's key: nothing is stored, and what was signed with a session stays valid over a
 * restart. The secret follows from token and key.
 */
export class CredentialStore {
  readonly #masterKey: Buffer;
  readonly #now: () => number;
  /** By token, what was verified once. */
  readonly #read = new Map<string, { readonly session: Session; readonly issued: IssuedCredentials }>();

  constructor(dataDir: string, now: () => number) {
    this.#now = now;
    const path = join(dataDir, 'keys', 'credentials.key');
    const saved = readIfThere(path);
    this.#masterKey = saved === undefined ? randomBytes(32) : Buffer.from(saved, 'hex');
    if (saved === undefined) writeDurably(path, this.#masterKey.toString('hex'));
  }

  /** Credentials of a function: the same at every start, so an address it has signed stays valid. */
  forFunction(name: string, roleArn: string): IssuedCredentials {
    return this.#issue({ roleArn, sessionName: name, tags: {}, expiresAt: Number.MAX_SAFE_INTEGER });
  }

  /** Credentials of the operator, who can read the machine's key file anyway: everything is allowed. */
  forOperator(): IssuedCredentials {
    return this.forFunction(OPERATOR, OPERATOR);
  }

  /** Credentials of an assumed role. */
  assumeRole(principal: Principal, durationSeconds: number): IssuedCredentials {
    return this.#issue({ ...principal, expiresAt: this.#now() + durationSeconds * 1000 });
  }

  /** What a signature is verified with; undefined for an unknown or expired key. */
  lookup(accessKeyId: string, sessionToken: string | undefined): Credential | undefined {
    const found = this.#find(accessKeyId, sessionToken);
    return found && { secret: found.issued.secretAccessKey, sessionToken: found.issued.sessionToken };
  }

  /** Who signs with a key; undefined for an unknown or expired one. */
  principalOf(accessKeyId: string, sessionToken: string | undefined): Principal | undefined {
    return this.#find(accessKeyId, sessionToken)?.session;
  }

  isOperator(principal: Principal): boolean {
    return principal.roleArn === OPERATOR;
  }

  #find(accessKeyId: string, sessionToken: string | undefined) {
    const found = sessionToken === undefined ? undefined : this.#open(sessionToken);
    if (!found || found.issued.accessKeyId !== accessKeyId) return undefined;
    return found.session.expiresAt > this.#now() ? found : undefined;
  }

  #open(token: string) {
    const known = this.#read.get(token);
    if (known) return known;
    const [payload = '', seal = ''] = token.split('.');
    const expected = Buffer.from(this.#derive(`token:${payload}`));
    const given = Buffer.from(seal);
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
    const session = sessionSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    const opened = { session, issued: this.#issue(session) };
    if (this.#read.size >= MOST_REMEMBERED) this.#read.clear();
    this.#read.set(token, opened);
    return opened;
  }

  #issue({ roleArn, sessionName, tags, expiresAt }: Session): IssuedCredentials {
    const payload = Buffer.from(JSON.stringify({ roleArn, sessionName, tags, expiresAt })).toString(
      'base64url',
    );
    return {
      accessKeyId: `ASIA${this.#derive(`key:${payload}`).slice(0, 16).toUpperCase()}`,
      secretAccessKey: this.#derive(`secret:${payload}`),
      sessionToken: `${payload}.${this.#derive(`token:${payload}`)}`,
      expiresAt,
    };
  }

  #derive(purpose: string): string {
    return createHmac('sha256', this.#masterKey).update(purpose).digest('hex');
  }
}
