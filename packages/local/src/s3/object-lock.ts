import type { Bucket } from './buckets.ts';
import type { ObjectLock, ObjectVersion, Retention } from './object-versions.ts';
import { S3Error } from './s3-error.ts';

const DAY_MS = 24 * 3600 * 1000;

/** The lock a new version gets: what the request asks for, else the default of the bucket. */
export function lockForNewVersion(bucket: Bucket, asked: ObjectLock, now: number): ObjectLock {
  if (asked.retention || asked.legalHold) requireLockBucket(bucket);
  const { defaultRetention } = bucket;
  const retention =
    asked.retention ??
    (defaultRetention && { mode: defaultRetention.mode, until: now + defaultRetention.days * DAY_MS });
  return { retention, legalHold: asked.legalHold };
}

export function requireLockBucket(bucket: Bucket): void {
  if (!bucket.objectLock) {
    throw new S3Error('InvalidRequest', 'Bucket is missing Object Lock Configuration');
  }
}

/** Refuses to delete a version under legal hold or unexpired retention. */
export function checkDeletable(version: ObjectVersion, bypassGovernance: boolean, now: number): void {
  const { retention, legalHold } = version.lock;
  const retained = retention !== undefined && retention.until > now;
  const bypassed = retention?.mode === 'GOVERNANCE' && bypassGovernance;
  if (legalHold || (retained && !bypassed)) throw protectedObject();
}

/** Refuses a change that would weaken retention; `next` is undefined when retention is to be removed. */
export function checkRetentionChange(
  current: Retention | undefined,
  next: Retention | undefined,
  bypassGovernance: boolean,
  now: number,
): void {
  if (next && next.until <= now) throw retainDatePassed();
  if (!current || current.until <= now) return;
  const weaker = !next || next.until < current.until || next.mode !== current.mode;
  const strengthensMode =
    next?.mode === 'COMPLIANCE' && current.mode === 'GOVERNANCE' && next.until >= current.until;
  if (!weaker || strengthensMode) return;
  if (current.mode === 'GOVERNANCE' && bypassGovernance) return;
  throw protectedObject();
}

/** Lock headers of an upload. */
export function parseLockHeaders(header: (name: string) => string | undefined, now: number): ObjectLock {
  const mode = header('x-amz-object-lock-mode');
  const until = header('x-amz-object-lock-retain-until-date');
  const hold = header('x-amz-object-lock-legal-hold');
  if ((mode === undefined) !== (until === undefined)) {
    throw new S3Error(
      'InvalidArgument',
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
    );
  }
  if (hold !== undefined && hold !== 'ON' && hold !== 'OFF') {
    throw new S3Error('InvalidArgument', 'Legal Hold must be either of ON or OFF');
  }
  const retention = mode !== undefined && until !== undefined ? parseRetention(mode, until) : undefined;
  if (retention && retention.until <= now) throw retainDatePassed();
  return { retention, legalHold: hold === 'ON' };
}

export function parseRetention(mode: string, until: string): Retention {
  const time = Date.parse(until);
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') {
    throw new S3Error('InvalidArgument', 'Unknown wormMode directive.');
  }
  if (Number.isNaN(time)) {
    throw new S3Error('InvalidArgument', 'The retain until date must be provided in ISO 8601 format');
  }
  return { mode, until: time };
}

export function lockHeaders({ retention, legalHold }: ObjectLock): Record<string, string> {
  return {
    ...(retention && {
      'x-amz-object-lock-mode': retention.mode,
      'x-amz-object-lock-retain-until-date': new Date(retention.until).toISOString(),
    }),
    ...(legalHold && { 'x-amz-object-lock-legal-hold': 'ON' }),
  };
}

function retainDatePassed(): S3Error {
  return new S3Error('InvalidArgument', 'The retain until date must be in the future!');
}

function protectedObject(): S3Error {
  return new S3Error('AccessDenied', 'Access Denied because object protected by object lock.');
}
