import type { ByteRange, Segment } from './blob-files.ts';
import { type Bucket, requireBucket } from './buckets.ts';
import type { RequestBody } from './request-body.ts';
import { S3Error } from './s3-error.ts';
import { uriEncode } from './sigv4.ts';
import type { Store } from './store.ts';

/** Whose signature was verified. */
export interface Caller {
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
}

/** What a policy decides on. */
export interface AuthorizationQuestion {
  readonly caller: Caller;
  /** IAM action such as `s3:GetObject`. */
  readonly action: string;
  readonly bucket: string;
  readonly key: string | undefined;
  /** `prefix` of a listing, for the condition key `s3:prefix`. */
  readonly prefix: string | undefined;
}

export type Authorize = (question: AuthorizationQuestion) => boolean | Promise<boolean>;

/** An answer; an object is sent from its segments, everything else as text. */
export interface S3Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly object?: { readonly segments: readonly Segment[]; readonly range: ByteRange };
}

export interface S3RequestParts {
  readonly store: Store;
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: ReadonlyMap<string, string>;
  readonly caller: Caller;
  readonly presigned: boolean;
  readonly openBody: (headers: ReadonlyMap<string, string>) => RequestBody;
  readonly authorize: Authorize;
}

/** An authenticated request, parsed as far as all operations need it. */
export class S3Request {
  readonly store: Store;
  readonly method: string;
  readonly bucketName: string;
  readonly key: string;
  readonly #parts: S3RequestParts;

  constructor(parts: S3RequestParts) {
    this.store = parts.store;
    this.method = parts.method;
    this.bucketName = parts.bucket;
    this.key = parts.key;
    this.#parts = parts;
  }

  query(name: string): string | undefined {
    return this.#parts.query.find(([key]) => key === name)?.[1];
  }

  /**
   * A header. In a presigned URL most `x-amz-*` headers may stand in the query, where the presigner puts them;
   * checksums there are ignored, as S3 does: they describe the empty body the presigner saw.
   */
  header(name: string): string | undefined {
    const value = this.#parts.headers.get(name);
    if (value !== undefined || !this.#parts.presigned || !isHoistable(name)) return value;
    return this.#parts.query.find(([key]) => key.toLowerCase() === name)?.[1];
  }

  /** Headers whose name begins so, with the beginning cut off. */
  headersWithPrefix(prefix: string): Record<string, string> {
    const hoisted = this.#parts.presigned && isHoistable(prefix) ? this.#parts.query : [];
    const all = [
      ...hoisted.map(([name, value]) => [name.toLowerCase(), value] as const),
      ...this.#parts.headers,
    ];
    return Object.fromEntries(
      all
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, value]) => [name.slice(prefix.length), value]),
    );
  }

  /** The body, verified against its checksum headers while it is read. */
  body(): RequestBody {
    return this.#parts.openBody(this.#parts.headers);
  }

  /** The body of an operation whose checksum headers describe the object and not the body. */
  bodyWithoutChecksum(): RequestBody {
    const headers = [...this.#parts.headers].filter(([name]) => !name.startsWith('x-amz-checksum-'));
    return this.#parts.openBody(new Map(headers));
  }

  bucket(): Bucket {
    return requireBucket(this.store.catalog, this.bucketName);
  }

  bucketNamed(name: string): Bucket {
    return requireBucket(this.store.catalog, name);
  }

  /** How keys are written in a listing: with `encoding-type=url` percent-encoded. */
  keyEncoder(): (text: string) => string {
    const encoding = this.query('encoding-type');
    if (encoding === undefined) return (text) => text;
    if (encoding === 'url') return (text) => uriEncode(text).replaceAll('%2F', '/');
    throw new S3Error('InvalidArgument', 'Invalid Encoding Method specified in Request');
  }

  /** Asks the policy about the bucket and key of the request, or about others. */
  async isAllowed(action: string, bucket = this.bucketName, key = this.key): Promise<boolean> {
    return this.#parts.authorize({
      caller: this.#parts.caller,
      action,
      bucket,
      key: key === '' ? undefined : key,
      prefix: this.query('prefix'),
    });
  }

  async requireAllowed(action: string, bucket = this.bucketName, key = this.key): Promise<void> {
    if (!(await this.isAllowed(action, bucket, key))) throw new S3Error('AccessDenied', 'Access Denied');
  }

  /** True when the client asks to override GOVERNANCE retention; that needs a permission of its own. */
  async bypassesGovernance(): Promise<boolean> {
    if (this.header('x-amz-bypass-governance-retention')?.toLowerCase() !== 'true') return false;
    await this.requireAllowed('s3:BypassGovernanceRetention');
    return true;
  }

  /** A whole number from the query, at most `max`, or `max` when absent. */
  count(name: string, max: number): number {
    const text = this.query(name);
    if (text === undefined) return max;
    if (!/^\d{1,9}$/.test(text)) {
      throw new S3Error('InvalidArgument', `Provided ${name} not an integer or within integer range`, {
        details: { ArgumentName: name, ArgumentValue: text },
      });
    }
    return Math.min(Number(text), max);
  }
}

function isHoistable(name: string): boolean {
  return (
    name.startsWith('x-amz-') &&
    (name === 'x-amz-checksum-mode' || !name.startsWith('x-amz-checksum-')) &&
    name !== 'x-amz-sdk-checksum-algorithm' &&
    // S3 takes encryption only from real headers; the presigner knows that and leaves them there.
    !name.startsWith('x-amz-server-side-encryption')
  );
}
