import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSessionVendor, type SessionCredentials, type SessionVendor } from '@xuncha/store';
import { CredentialStore } from '../../packages/local/src/sts/credentials.ts';
import { startStsServer } from '../../packages/local/src/sts/sts-server.ts';
import { TEST_REGION } from './table.ts';

export const TENANT_ROLE_ARN = 'arn:aws-cn:iam::000000000000:role/tenant';

export interface TestSts {
  readonly url: string;
  readonly vend: SessionVendor;
  /** What the session of these credentials was tagged with. */
  tagsOf(credentials: Pick<SessionCredentials, 'accessKeyId'>): Readonly<Record<string, string>> | undefined;
  stop(): Promise<void>;
}

/** The machine's own STS, with a function that may ask it. `now` moves the sessions' ends. */
export const startTestSts = async (now: () => number = Date.now): Promise<TestSts> => {
  const directory = await mkdtemp(join(tmpdir(), 'xuncha-sts-'));
  const store = new CredentialStore(directory, now);
  const server = await startStsServer({ credentials: store, accountId: '000000000000', port: 0 });
  const caller = store.forFunction('authorizer', 'arn:aws-cn:iam::000000000000:role/authorizer');
  return {
    url: server.url,
    vend: createSessionVendor({
      component: 'test',
      roleArn: TENANT_ROLE_ARN,
      region: TEST_REGION,
      endpoint: server.url,
      caller: () => caller,
      now,
    }),
    tagsOf: ({ accessKeyId }) => store.principalOf(accessKeyId)?.tags,
    async stop() {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
};
