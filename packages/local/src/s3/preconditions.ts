import { noSuchKey, type ObjectVersion } from './object-versions.ts';
import { S3Error } from './s3-error.ts';

/** The four conditional headers; dates in milliseconds since the epoch. */
export interface Preconditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: number | undefined;
  readonly ifUnmodifiedSince: number | undefined;
}

/** Reads the headers with this prefix, '' or `x-amz-copy-source-`. */
export function parsePreconditions(
  header: (name: string) => string | undefined,
  prefix: '' | 'x-amz-copy-source-' = '',
): Preconditions {
  return {
    ifMatch: header(`${prefix}if-match`),
    ifNoneMatch: header(`${prefix}if-none-match`),
    ifModifiedSince: parseDate(header(`${prefix}if-modified-since`)),
    ifUnmodifiedSince: parseDate(header(`${prefix}if-unmodified-since`)),
  };
}

function parseDate(text: string | undefined): number | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** Conditions of GET and HEAD: 412, or 304 when the client's copy is still good (RFC 9110, 13.2.2). */
export function checkReadPreconditions(version: ObjectVersion, conditions: Preconditions): void {
  checkMatch(version, conditions);
  if (isCopyCurrent(version, conditions)) {
    throw new S3Error('NotModified', 'Not Modified', {
      headers: { etag: `"${version.etag}"`, 'last-modified': new Date(version.modified).toUTCString() },
    });
  }
}

/** Conditions on a copy source: every failure is 412. */
export function checkCopyPreconditions(source: ObjectVersion, conditions: Preconditions): void {
  checkMatch(source, conditions);
  if (isCopyCurrent(source, conditions)) throw preconditionFailed('x-amz-copy-source-If-None-Match');
}

function checkMatch(version: ObjectVersion, conditions: Preconditions): void {
  if (conditions.ifMatch !== undefined) {
    if (!matchesEtag(conditions.ifMatch, version.etag)) throw preconditionFailed('If-Match');
    return;
  }
  const since = conditions.ifUnmodifiedSince;
  if (since !== undefined && wholeSeconds(version.modified) > since) {
    throw preconditionFailed('If-Unmodified-Since');
  }
}

function isCopyCurrent(version: ObjectVersion, conditions: Preconditions): boolean {
  if (conditions.ifNoneMatch !== undefined) return matchesEtag(conditions.ifNoneMatch, version.etag);
  const since = conditions.ifModifiedSince;
  return since !== undefined && wholeSeconds(version.modified) <= since;
}

/** Conditions on what is there before a write: `If-None-Match: *` and `If-Match: <etag>`. */
export function checkWritePreconditions(
  key: string,
  current: ObjectVersion | undefined,
  conditions: Preconditions,
): void {
  const existing = current?.isDeleteMarker ? undefined : current;
  if (conditions.ifNoneMatch !== undefined) {
    if (conditions.ifNoneMatch !== '*') {
      throw new S3Error(
        'NotImplemented',
        'A header you provided implies functionality that is not implemented',
        { details: { Header: 'If-None-Match' } },
      );
    }
    if (existing) throw preconditionFailed('If-None-Match');
  }
  if (conditions.ifMatch === undefined) return;
  if (!existing) throw noSuchKey(key);
  if (!matchesEtag(conditions.ifMatch, existing.etag)) throw preconditionFailed('If-Match');
}

function matchesEtag(condition: string, etag: string): boolean {
  return condition
    .split(',')
    .map((item) =>
      item
        .trim()
        .replace(/^W\//, '')
        .replace(/^"(.*)"$/, '$1'),
    )
    .some((item) => item === '*' || item === etag);
}

/** HTTP dates have seconds only. */
function wholeSeconds(time: number): number {
  return Math.floor(time / 1000) * 1000;
}

function preconditionFailed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    details: { Condition: condition },
  });
}
