import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DemoAccount, startOidc } from '@xuncha/local';

export interface UnitProviderOptions {
  readonly dataDir: string;
  /** Address of the product's pages, which sign in here. */
  readonly webOrigin: string;
  readonly accounts: readonly DemoAccount[];
  readonly now?: () => number;
}

/**
 * A subsidiary's own identity provider: a real one, beside the group's on the same machine. It answers under
 * 127.0.0.1, because browsers share cookies between the ports of a host, and the group's provider is at localhost.
 */
export const startUnitProvider = async ({
  dataDir,
  webOrigin,
  accounts,
  now = Date.now,
}: UnitProviderOptions) => {
  const server = createServer((message, response) => void service.handle(message, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const registration = { audience: 'xuncha-unit', clientId: 'xuncha-at-unit' };
  const service = await startOidc({
    ...registration,
    dataDir,
    origin,
    otherOrigins: [webOrigin],
    accounts,
    now,
  });
  return {
    /** As HQ registers it. */
    registration: {
      ...registration,
      issuer: service.issuer,
      scope: 'openid profile',
      loginClaim: 'sub' as const,
    },
    tokenFor: (login: string) => service.mintToken(login),
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      service.close();
    },
  };
};

export type UnitProvider = Awaited<ReturnType<typeof startUnitProvider>>;
