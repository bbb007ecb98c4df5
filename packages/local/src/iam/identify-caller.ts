import type { IncomingMessage } from 'node:http';
import { S3Error } from '../s3/s3-error.ts';
import { authenticateBody } from '../s3/sigv4.ts';
import type { CredentialStore, Principal } from '../sts/credentials.ts';

/** A caller that could not be identified, in the words of the services that speak JSON. */
export class UnknownCaller extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'UnknownCaller';
    this.code = code;
  }
}

/** Codes of S3, which the signature's reader speaks, and what the other services say for the same. */
const CODES: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: 'UnrecognizedClientException',
  InvalidToken: 'UnrecognizedClientException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
  RequestTimeTooSkewed: 'InvalidSignatureException',
  AccessDenied: 'MissingAuthenticationTokenException',
};

export interface CallerOptions {
  readonly credentials: CredentialStore;
  readonly region: string;
  /** Name of the service in the signature: `dynamodb`, `states`, `sts`. */
  readonly service: string;
  readonly now: () => number;
}

/** Verifies the signature of a request and says whose it is. */
export function identifyCaller(message: IncomingMessage, body: Buffer, options: CallerOptions): Principal {
  const { credentials, region, service, now } = options;
  const [rawPath = '/', search = ''] = (message.url ?? '/').split('?', 2);
  try {
    const { accessKeyId, sessionToken } = authenticateBody(
      {
        method: message.method ?? 'POST',
        rawPath,
        query: [...new URLSearchParams(search)],
        headers: new Map(
          Object.entries(message.headers).map(([name, value]) => [name, [value].flat().join(',')]),
        ),
      },
      body,
      { credentials: (id, token) => credentials.lookup(id, token), region, service, now },
    );
    const principal = credentials.principalOf(accessKeyId, sessionToken);
    if (principal) return principal;
    throw new UnknownCaller('UnrecognizedClientException', 'The security token is invalid.');
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    throw new UnknownCaller(CODES[error.code] ?? 'IncompleteSignatureException', error.message);
  }
}
