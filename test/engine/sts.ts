import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSessionVendor, type SessionCredentials, type SessionVendor } from '@xuncha/store';
import type { CredentialLookup } from '../../packages/local/src/s3/sigv4.ts';
import { CredentialStore } from '../../packages/local/src/sts/credentials.ts';
import { startStsServer } from '../../packages/local/src/sts/sts-server.ts';

export const TEST_REGION = 'cn-north-1';
export const TENANT_ROLE_ARN = 'arn:aws-cn:iam::000000000000:role/tenant';

export interface TestSts {
  readonly url: string;
  /** Credentials of the function that asks it. */
  readonly caller: Pick<SessionCredentials, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>;
  readonly vend: SessionVendor;
  /** What the session of these credentials was tagged with. */
  tagsOf(
    credentials: Pick<SessionCredentials, 'accessKeyId' | 'sessionToken'>,
  ): Readonly<Record<string, string>> | undefined;
  stop(): Promise<void>;
}

const running = new Set<CredentialStore>();

/** For the tests' S3 server: what a signature of a session is verified with. */
export const sessionKeyOf: CredentialLookup = (accessKeyId, sessionToken) => {
  for (const store of running) {
    const found = store.lookup(accessKeyId, sessionToken);
    if (found) return found;
  }
  return undefined;
};

/** The machine's own STS, with a function that may ask it. `now` moves the sessions' ends. */
export const startTestSts = async (now: () => number = Date.now): Promise<TestSts> => {
  const directory = await mkdtemp(join(tmpdir(), 'xuncha-sts-'));
  const store = new CredentialStore(directory, now);
  const server = await startStsServer({
    credentials: store,
    accountId: '000000000000',
    region: TEST_REGION,
    now,
    port: 0,
  });
  const caller = store.forFunction('authorizer', 'arn:aws-cn:iam::000000000000:role/authorizer');
  running.add(store);
  return {
    url: server.url,
    caller,
    vend: createSessionVendor({
      component: 'test',
      roleArn: TENANT_ROLE_ARN,
      region: TEST_REGION,
      endpoint: server.url,
      caller: () => caller,
      now,
    }),
    tagsOf: ({ accessKeyId, sessionToken }) => store.principalOf(accessKeyId, sessionToken)?.tags,
    async stop() {
      running.delete(store);
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
};
