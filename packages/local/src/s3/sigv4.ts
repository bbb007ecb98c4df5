import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { S3Error } from './s3-error.ts';

/** A secret, or a secret that is valid only together with a session token (STS credentials). */
export type Credential = string | { readonly secret: string; readonly sessionToken: string };
export type CredentialLookup = (
  accessKeyId: string,
  sessionToken: string | undefined,
) => Credential | undefined;

/** How the body is covered by the signature. */
export type PayloadMode =
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'sha256'; readonly hex: string }
  | { readonly kind: 'chunked'; readonly signer: ChunkSigner | undefined; readonly trailer: boolean };

export interface Authentication {
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
  readonly presigned: boolean;
  readonly payload: PayloadMode;
}

/** The parts of an HTTP request that a signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Path as it came over the wire, still percent-encoded. */
  readonly rawPath: string;
  /** Decoded query parameters in the order they came. */
  readonly query: readonly (readonly [string, string])[];
  /** Lower-case names; repeated headers joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
}

export interface VerifierOptions {
  readonly credentials: CredentialLookup;
  readonly region: string;
  readonly now: () => number;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const EMPTY_SHA256 = createHash('sha256').digest('hex');
/** S3 refuses a clock that is off by more than 15 minutes. */
const MAX_SKEW_MS = 15 * 60 * 1000;
/** Longest life of a presigned URL: 7 days. */
const MAX_EXPIRES_S = 7 * 24 * 3600;

/** Percent-encoding of RFC 3986: everything but unreserved characters. */
export function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * Verifies Signature Version 4 of a request, in the header or presigned form, and throws the S3 error that
 * names the fault. Anonymous requests are refused.
 */
export function authenticate(request: SignedRequest, options: VerifierOptions): Authentication {
  const authorization = request.headers.get('authorization');
  const presigned = request.query.some(([name]) => name.toLowerCase() === 'x-amz-algorithm');
  if (authorization !== undefined && presigned) {
    throw new S3Error('InvalidArgument', 'Only one auth mechanism allowed');
  }
  if (authorization !== undefined) return verifyHeader(request, authorization, options);
  if (presigned) return verifyPresigned(request, options);
  throw new S3Error('AccessDenied', 'Access Denied');
}

function verifyHeader(
  request: SignedRequest,
  authorization: string,
  options: VerifierOptions,
): Authentication {
  const fields = parseAuthorization(authorization);
  const scope = parseScope(fields.credential, options, 'AuthorizationHeaderMalformed');
  const timestamp = signedTime(request, options);
  const contentSha256 = request.headers.get('x-amz-content-sha256');
  if (contentSha256 === undefined) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  const sessionToken = request.headers.get('x-amz-security-token');
  const key = checkSignature(request, options, {
    ...fields,
    scope,
    timestamp,
    payloadHash: contentSha256,
    query: request.query,
    sessionToken,
  });
  return {
    accessKeyId: scope.accessKeyId,
    sessionToken,
    presigned: false,
    payload: payloadMode(contentSha256, key, timestamp, scope.text, fields.signature),
  };
}

/**
 * Verifies a request to a service other than S3, whose small body is there as a whole. The signature always covers
 * the body's own hash.
 */
export function authenticateBody(
  request: SignedRequest,
  body: Buffer,
  options: VerifierOptions & { readonly service: string },
): Pick<Authentication, 'accessKeyId' | 'sessionToken'> {
  const authorization = request.headers.get('authorization');
  if (authorization === undefined) throw new S3Error('AccessDenied', 'Missing Authentication Token');
  const fields = parseAuthorization(authorization);
  const scope = parseScope(fields.credential, options, 'AuthorizationHeaderMalformed');
  const timestamp = signedTime(request, options);
  const sessionToken = request.headers.get('x-amz-security-token');
  checkSignature(request, options, {
    ...fields,
    scope,
    timestamp,
    payloadHash: createHash('sha256').update(body).digest('hex'),
    query: request.query,
    sessionToken,
  });
  return { accessKeyId: scope.accessKeyId, sessionToken };
}

/** The time a request says it was signed at, close enough to ours. */
function signedTime(request: SignedRequest, options: VerifierOptions): string {
  const timestamp = request.headers.get('x-amz-date') ?? '';
  const signedAt = parseTimestamp(timestamp);
  if (signedAt === undefined) {
    throw new S3Error('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  }
  if (Math.abs(options.now() - signedAt) > MAX_SKEW_MS) {
    throw new S3Error(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      {
        details: {
          RequestTime: timestamp,
          ServerTime: new Date(options.now()).toISOString(),
          MaxAllowedSkewMilliseconds: String(MAX_SKEW_MS),
        },
      },
    );
  }
  return timestamp;
}

function verifyPresigned(request: SignedRequest, options: VerifierOptions): Authentication {
  const parameter = (name: string): string => {
    const found = request.query.find(([key]) => key.toLowerCase() === name);
    if (!found) {
      throw new S3Error(
        'AuthorizationQueryParametersError',
        'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
      );
    }
    return found[1];
  };
  if (parameter('x-amz-algorithm') !== ALGORITHM) {
    throw new S3Error('AuthorizationQueryParametersError', `X-Amz-Algorithm only supports "${ALGORITHM}"`);
  }
  const scope = parseScope(parameter('x-amz-credential'), options, 'AuthorizationQueryParametersError');
  const timestamp = parameter('x-amz-date');
  checkPresignedTime(timestamp, parameter('x-amz-expires'), options.now());
  const sessionToken =
    request.query.find(([name]) => name.toLowerCase() === 'x-amz-security-token')?.[1] ??
    request.headers.get('x-amz-security-token');
  const contentSha256 =
    request.headers.get('x-amz-content-sha256') ??
    request.query.find(([name]) => name.toLowerCase() === 'x-amz-content-sha256')?.[1] ??
    'UNSIGNED-PAYLOAD';
  const signature = parameter('x-amz-signature');
  const key = checkSignature(request, options, {
    scope,
    timestamp,
    signature,
    signedHeaders: parameter('x-amz-signedheaders').split(';'),
    payloadHash: contentSha256,
    query: request.query.filter(([name]) => name.toLowerCase() !== 'x-amz-signature'),
    sessionToken,
  });
  return {
    accessKeyId: scope.accessKeyId,
    sessionToken,
    presigned: true,
    payload: payloadMode(contentSha256, key, timestamp, scope.text, signature),
  };
}

function checkPresignedTime(timestamp: string, expires: string, now: number): void {
  const signedAt = parseTimestamp(timestamp);
  if (signedAt === undefined) {
    throw new S3Error(
      'AuthorizationQueryParametersError',
      "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
    );
  }
  const seconds = Number(expires);
  if (!/^\d+$/.test(expires) || seconds < 1 || seconds > MAX_EXPIRES_S) {
    throw new S3Error(
      'AuthorizationQueryParametersError',
      `X-Amz-Expires must be between 1 and ${MAX_EXPIRES_S} seconds`,
    );
  }
  if (signedAt - now > MAX_SKEW_MS) throw new S3Error('AccessDenied', 'Request is not yet valid');
  if (now > signedAt + seconds * 1000) {
    throw new S3Error('AccessDenied', 'Request has expired', {
      details: {
        'X-Amz-Expires': expires,
        Expires: new Date(signedAt + seconds * 1000).toISOString(),
        ServerTime: new Date(now).toISOString(),
      },
    });
  }
}

interface AuthorizationFields {
  readonly credential: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function parseAuthorization(header: string): AuthorizationFields {
  if (!header.startsWith(`${ALGORITHM} `)) {
    throw new S3Error(
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    );
  }
  const fields = new Map(
    header
      .slice(ALGORITHM.length + 1)
      .split(',')
      .map((field) => {
        const at = field.indexOf('=');
        return [field.slice(0, at).trim(), field.slice(at + 1).trim()] as const;
      }),
  );
  const credential = fields.get('Credential');
  const signedHeaders = fields.get('SignedHeaders');
  const signature = fields.get('Signature');
  if (!credential || !signedHeaders || !signature) {
    throw new S3Error(
      'AuthorizationHeaderMalformed',
      'The authorization header is malformed; it must hold Credential, SignedHeaders and Signature.',
    );
  }
  return { credential, signedHeaders: signedHeaders.split(';'), signature };
}

interface CredentialScope {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  /** `<date>/<region>/<service>/aws4_request` */
  readonly text: string;
}

function parseScope(
  credential: string,
  { region, service: expected = 's3' }: { readonly region: string; readonly service?: string },
  code: 'AuthorizationHeaderMalformed' | 'AuthorizationQueryParametersError',
): CredentialScope {
  const parts = credential.split('/');
  const [date, scopeRegion, service, terminator] = parts.slice(-4);
  const accessKeyId = parts.slice(0, -4).join('/');
  if (!accessKeyId || !date || !scopeRegion) {
    throw new S3Error(
      code,
      `The Credential is malformed; expecting "<access key>/YYYYMMDD/REGION/${expected}/aws4_request".`,
    );
  }
  if (scopeRegion !== region) {
    throw new S3Error(code, `The region '${scopeRegion}' is wrong; expecting '${region}'`, {
      details: { Region: region },
    });
  }
  if (service !== expected || terminator !== 'aws4_request') {
    throw new S3Error(
      code,
      `The Credential is malformed; expecting service "${expected}" and "aws4_request".`,
    );
  }
  return { accessKeyId, date, region, text: `${date}/${region}/${expected}/aws4_request` };
}

/** `20260131T235959Z` in milliseconds since the epoch. */
function parseTimestamp(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

interface Claim {
  readonly scope: CredentialScope;
  readonly timestamp: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly payloadHash: string;
  readonly query: readonly (readonly [string, string])[];
  readonly sessionToken: string | undefined;
}

/** Returns the signing key, with which the chunks of the body are signed too. */
function checkSignature(request: SignedRequest, options: VerifierOptions, claim: Claim): Buffer {
  const credential = options.credentials(claim.scope.accessKeyId, claim.sessionToken);
  if (credential === undefined) {
    throw new S3Error(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      { details: { AWSAccessKeyId: claim.scope.accessKeyId } },
    );
  }
  const secret = typeof credential === 'string' ? credential : credential.secret;
  if (typeof credential !== 'string' && credential.sessionToken !== claim.sessionToken) {
    throw new S3Error('InvalidToken', 'The provided token is malformed or otherwise invalid.');
  }
  if (!claim.timestamp.startsWith(claim.scope.date)) {
    throw new S3Error('SignatureDoesNotMatch', 'The date of the credential is not the date of the request.');
  }
  checkAllSigned(request, claim.signedHeaders);
  const canonicalRequest = [
    request.method,
    canonicalPath(request.rawPath),
    canonicalQuery(claim.query),
    ...claim.signedHeaders.map((name) => `${name}:${canonicalValue(request.headers.get(name))}`),
    '',
    claim.signedHeaders.join(';'),
    claim.payloadHash,
  ].join('\n');
  const stringToSign = [ALGORITHM, claim.timestamp, claim.scope.text, sha256(canonicalRequest)].join('\n');
  const key = signingKey(secret, claim.scope.text);
  if (!equalHex(hmacHex(key, stringToSign), claim.signature)) {
    throw new S3Error(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      { details: { StringToSign: stringToSign, CanonicalRequest: canonicalRequest } },
    );
  }
  return key;
}

/** Signing keys by secret and scope: a caller signs with the same one all day, and deriving it takes four hashes. */
const signingKeys = new Map<string, Buffer>();
const MOST_SIGNING_KEYS = 1_000;

/** @param scope `<date>/<region>/<service>/aws4_request` */
function signingKey(secret: string, scope: string): Buffer {
  const name = `${scope} ${secret}`;
  let key = signingKeys.get(name);
  if (!key) {
    key = scope
      .split('/')
      .reduce<Buffer>(
        (derived, part) => createHmac('sha256', derived).update(part).digest(),
        Buffer.from(`AWS4${secret}`),
      );
    if (signingKeys.size >= MOST_SIGNING_KEYS) signingKeys.clear();
    signingKeys.set(name, key);
  }
  return key;
}

/** `host` and every `x-amz-*` header must be covered, or a holder of the URL could add headers of his own. */
function checkAllSigned(request: SignedRequest, signedHeaders: readonly string[]): void {
  const unsigned = [...request.headers.keys()].filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signedHeaders.includes(name),
  );
  if (unsigned.length > 0 || !signedHeaders.includes('host')) {
    throw new S3Error('AccessDenied', 'There were headers present in the request which were not signed', {
      details: { HeadersNotSigned: unsigned.join(', ') },
    });
  }
}

function canonicalPath(rawPath: string): string {
  return rawPath
    .split('/')
    .map((segment) => uriEncode(decodeUri(segment)))
    .join('/');
}

export function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI', "Couldn't parse the specified URI.");
  }
}

function canonicalQuery(query: readonly (readonly [string, string])[]): string {
  return query
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function canonicalValue(value: string | undefined): string {
  return (value ?? '').trim().replace(/\s+/g, ' ');
}

function payloadMode(
  contentSha256: string,
  key: Buffer,
  timestamp: string,
  scope: string,
  seedSignature: string,
): PayloadMode {
  switch (contentSha256) {
    case 'UNSIGNED-PAYLOAD':
      return { kind: 'unsigned' };
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return { kind: 'chunked', signer: undefined, trailer: true };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER': {
      const signer = createChunkSigner(key, timestamp, scope, seedSignature);
      return { kind: 'chunked', signer, trailer: contentSha256.endsWith('TRAILER') };
    }
  }
  if (!/^[0-9a-f]{64}$/.test(contentSha256)) {
    throw new S3Error(
      'InvalidArgument',
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
    );
  }
  return { kind: 'sha256', hex: contentSha256 };
}

/** Checks the signature of each chunk; every one covers the signature before it. */
export interface ChunkSigner {
  verifyChunk(sha256Hex: string, signature: string): void;
  verifyTrailer(canonicalTrailers: string, signature: string): void;
}

function createChunkSigner(key: Buffer, timestamp: string, scope: string, seed: string): ChunkSigner {
  let previous = seed;
  const verify = (lines: readonly string[], signature: string): void => {
    if (!equalHex(hmacHex(key, lines.join('\n')), signature)) {
      throw new S3Error('SignatureDoesNotMatch', 'The signature of a chunk does not match.');
    }
    previous = signature;
  };
  return {
    verifyChunk: (sha256Hex, signature) =>
      verify([`${ALGORITHM}-PAYLOAD`, timestamp, scope, previous, EMPTY_SHA256, sha256Hex], signature),
    verifyTrailer: (canonicalTrailers, signature) =>
      verify([`${ALGORITHM}-TRAILER`, timestamp, scope, previous, sha256(canonicalTrailers)], signature),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmacHex(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

function equalHex(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}
