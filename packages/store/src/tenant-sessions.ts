import { createHash, createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { SignatureV4 } from '@smithy/signature-v4';

/** Whose data a session may touch: the tags that the tenant role's policies compare every key with. */
export interface SessionTags {
  readonly tenantId: string;
  /** HQ's own tenant as well, for a person of HQ (or a component) that works in a subsidiary. */
  readonly hqTenantId?: string;
  /** Records that only few roles may see. */
  readonly restricted?: 'yes';
}

/** Credentials of one session, as they travel from the authorizer to a function. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Instant (ISO) of the session's end. */
  readonly expiration: string;
}

export type SessionVendor = (tags: SessionTags) => Promise<SessionCredentials>;

export interface SessionVendorOptions {
  readonly roleArn: string;
  readonly region: string;
  /** Stands in the session's name, so that CloudTrail says who asked for it. */
  readonly component: string;
  /** Another STS than the region's own. */
  readonly endpoint?: string;
  /** Whoever may assume the role; the function's own credentials by default. */
  readonly caller?: () => Pick<SessionCredentials, 'accessKeyId' | 'secretAccessKey'> & {
    readonly sessionToken?: string;
  };
  readonly now?: () => number;
}

/** Seconds. A role assumed by a function's role (role chaining) lasts an hour at most. */
const SESSION_SECONDS = 3600;
/**
 * Milliseconds. A session with less left is not handed out any more: an address signed with it dies with it, and the
 * longest-lived address (an upload's, 15 minutes) must outlive the request that made it.
 */
export const SESSION_MARGIN_MS = 30 * 60 * 1000;
/** Two sessions for each of 500 tenants; the one longest unused goes first. */
const KEPT_SESSIONS = 1000;

/** Assumes the tenant role with the tags, and hands the same session out again while it has half its life left. */
export const createSessionVendor = (options: SessionVendorOptions): SessionVendor => {
  const now = options.now ?? Date.now;
  const kept = new Map<string, Promise<SessionCredentials>>();
  const renewed = (
    tags: SessionTags,
    known: SessionCredentials,
  ): SessionCredentials | Promise<SessionCredentials> =>
    Date.parse(known.expiration) - now() > SESSION_MARGIN_MS ? known : assumeRole(options, tags);
  return (tags) => {
    const key = `${tags.tenantId}#${tags.hqTenantId ?? ''}#${tags.restricted ?? ''}`;
    // Requests that come at once wait for one session.
    const session = kept.get(key)?.then((known) => renewed(tags, known)) ?? assumeRole(options, tags);
    kept.delete(key);
    kept.set(key, session);
    session.catch(() => {
      if (kept.get(key) === session) kept.delete(key);
    });
    const oldest = kept.keys().next();
    if (kept.size > KEPT_SESSIONS && !oldest.done) kept.delete(oldest.value);
    return session;
  };
};

/** For a function: the region and STS of its environment. */
export const sessionVendorFor = (component: string, roleArn: string): SessionVendor => {
  const { AWS_REGION: region, AWS_ENDPOINT_URL_STS: endpoint } = process.env;
  if (!region) throw new Error('environment variable AWS_REGION is missing');
  return createSessionVendor({ component, roleArn, region, ...(endpoint ? { endpoint } : {}) });
};

/** The hash the signer asks for; the SDK's own lies in a package without a public name. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}
const bytesOf = (data: string | ArrayBuffer | ArrayBufferView): Uint8Array =>
  typeof data === 'string'
    ? Buffer.from(data)
    : ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);

const fromEnvironment = () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) throw new Error('the function has no credentials');
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
};

/** Regional, so that a session does not depend on another region; China has an address space of its own. */
const stsOf = (region: string): string =>
  `https://sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;

/** STS refused: the role, its trust or its session policy is wrong, which no repetition mends. */
export class SessionRefused extends Error {
  constructor(code: string, message: string) {
    super(`STS refused the session: ${code} ${message}`);
    this.name = 'SessionRefused';
  }
}

/** Three tries with pauses of 50 and 200 ms: the person waits. */
const PAUSES_MS = [50, 200];

const assumeRole = async (options: SessionVendorOptions, tags: SessionTags): Promise<SessionCredentials> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await askSts(options, tags);
    } catch (error) {
      const wait = PAUSES_MS[attempt];
      if (error instanceof SessionRefused || wait === undefined) throw error;
      await pause(wait);
    }
  }
};

const askSts = async (options: SessionVendorOptions, tags: SessionTags): Promise<SessionCredentials> => {
  const url = new URL(options.endpoint ?? stsOf(options.region));
  const signer = new SignatureV4({
    service: 'sts',
    region: options.region,
    credentials: (options.caller ?? fromEnvironment)(),
    sha256: Sha256,
  });
  const { headers, body } = await signer.sign(
    {
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port ? { port: Number(url.port) } : {}),
      path: '/',
      headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded' },
      body: formOf(options, tags),
    },
    { signingDate: new Date((options.now ?? Date.now)()) },
  );
  const { host: _host, ...sent } = headers;
  const answer = await fetch(url, {
    method: 'POST',
    headers: sent,
    body: String(body),
    signal: AbortSignal.timeout(3000),
  });
  const text = await answer.text();
  if (answer.status >= 500 || answer.status === 429) throw new Error(`STS answered ${answer.status}`);
  if (!answer.ok) throw new SessionRefused(elementOf(text, 'Code'), elementOf(text, 'Message'));
  return {
    accessKeyId: elementOf(text, 'AccessKeyId'),
    secretAccessKey: elementOf(text, 'SecretAccessKey'),
    sessionToken: elementOf(text, 'SessionToken'),
    expiration: elementOf(text, 'Expiration'),
  };
};

const formOf = ({ roleArn, component }: SessionVendorOptions, tags: SessionTags): string => {
  const named = Object.entries(tags).filter(([, value]) => value !== undefined);
  return new URLSearchParams([
    ['Action', 'AssumeRole'],
    ['Version', '2011-06-15'],
    ['RoleArn', roleArn],
    // At most 64 characters of [\w+=,.@-]: a tenant's code has 20 at most.
    ['RoleSessionName', `${component}-${tags.tenantId}`],
    ['DurationSeconds', String(SESSION_SECONDS)],
    ...named.flatMap(([name, value], index) => [
      [`Tags.member.${index + 1}.Key`, name],
      [`Tags.member.${index + 1}.Value`, String(value)],
    ]),
  ]).toString();
};

/** STS answers a fixed XML document whose values hold no markup. */
const elementOf = (xml: string, name: string): string => {
  const found = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
  if (!found) throw new Error(`the answer of STS has no ${name}`);
  return found;
};
