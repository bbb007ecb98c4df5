import type { Catalog } from './catalog.ts';
import { S3Error } from './s3-error.ts';

export type RetentionMode = 'GOVERNANCE' | 'COMPLIANCE';

/** Retention that a new version gets when its request names none. */
export interface DefaultRetention {
  readonly mode: RetentionMode;
  readonly days: number;
}

export interface CorsRule {
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAgeSeconds?: number;
}

/** With `aws:kms` an ETag is opaque, as in AWS; otherwise it is the MD5 of the content. */
export interface Encryption {
  readonly algorithm: 'AES256' | 'aws:kms';
  readonly keyId?: string;
}

export interface BucketOptions {
  readonly versioning?: boolean | 'Enabled' | 'Suspended';
  /** Object Lock needs versioning and switches it on. */
  readonly objectLock?: boolean | DefaultRetention;
  readonly cors?: readonly CorsRule[];
  readonly encryption?: Encryption;
}

export interface Bucket {
  readonly name: string;
  readonly created: number;
  /** Absent when versioning was never switched on. */
  readonly versioning: 'Enabled' | 'Suspended' | undefined;
  readonly objectLock: boolean;
  readonly defaultRetention: DefaultRetention | undefined;
  readonly cors: readonly CorsRule[];
  readonly encryption: Encryption;
}

type StoredOptions = Omit<Bucket, 'name' | 'created'>;

/** Creates the bucket or gives an existing one these options. */
export function putBucket(catalog: Catalog, name: string, options: BucketOptions, now: number): void {
  checkBucketName(name);
  const stored: StoredOptions = {
    versioning: versioningOf(options),
    objectLock: Boolean(options.objectLock),
    defaultRetention: typeof options.objectLock === 'object' ? options.objectLock : undefined,
    cors: options.cors ?? [],
    encryption: options.encryption ?? { algorithm: 'AES256' },
  };
  catalog.run(
    `INSERT INTO buckets (name, created, options) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET options = excluded.options`,
    name,
    now,
    JSON.stringify(stored),
  );
}

function versioningOf({ versioning, objectLock }: BucketOptions): 'Enabled' | 'Suspended' | undefined {
  if (objectLock) {
    if (versioning === 'Suspended') {
      throw new S3Error('InvalidBucketState', 'Versioning cannot be suspended on a bucket with Object Lock.');
    }
    return 'Enabled';
  }
  if (versioning === true) return 'Enabled';
  return versioning === false ? undefined : versioning;
}

/** Suspends or enables versioning of an existing bucket. */
export function setVersioning(catalog: Catalog, bucket: Bucket, versioning: 'Enabled' | 'Suspended'): void {
  const { name, created, objectLock, defaultRetention, ...rest } = bucket;
  putBucket(catalog, name, { ...rest, versioning, objectLock: defaultRetention ?? objectLock }, created);
}

export function findBucket(catalog: Catalog, name: string): Bucket | undefined {
  const row = catalog.get('SELECT name, created, options FROM buckets WHERE name = ?', name);
  return row && bucketOf(row);
}

export function requireBucket(catalog: Catalog, name: string): Bucket {
  const bucket = findBucket(catalog, name);
  if (bucket) return bucket;
  throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', { details: { BucketName: name } });
}

export function listBuckets(catalog: Catalog): Bucket[] {
  const rows = catalog.all('SELECT name, created, options FROM buckets ORDER BY name');
  return rows.map(bucketOf);
}

/** Removes an empty bucket. */
export function removeBucket(catalog: Catalog, name: string): void {
  requireBucket(catalog, name);
  const used =
    catalog.get('SELECT 1 FROM versions WHERE bucket = ? LIMIT 1', name) ??
    catalog.get('SELECT 1 FROM uploads WHERE bucket = ? AND outcome IS NULL LIMIT 1', name);
  if (used) throw new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty');
  catalog.run('DELETE FROM uploads WHERE bucket = ?', name);
  catalog.run('DELETE FROM buckets WHERE name = ?', name);
}

function bucketOf(row: Record<string, unknown>): Bucket {
  const options: StoredOptions = JSON.parse(String(row.options));
  return { ...options, name: String(row.name), created: Number(row.created) };
}

function checkBucketName(name: string): void {
  const wellFormed = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !/\.\.|\.-|-\./.test(name);
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(name);
  if (!wellFormed || isAddress) throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.');
}
