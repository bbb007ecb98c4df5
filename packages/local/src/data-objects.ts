import { createPublicKey } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { holderOf } from './data-directory.ts';
import { readIfThere } from './durable-file.ts';
import { startS3Server } from './s3/index.ts';
import { CredentialStore, type IssuedCredentials } from './sts/credentials.ts';

/** The files of a data directory, for commands of the operator. */
export interface DataObjects {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: IssuedCredentials;
  /** Public halves of the machine's signing keys, PEM. */
  readonly publicKeys: readonly string[];
  close(): Promise<void>;
}

const REGION = 'ap-southeast-1';

/**
 * Opens the files beside an open table: those of the running system, or a server of its own on the directory that the table
 * keeps locked.
 */
export async function openDataObjects(directory: string): Promise<DataObjects> {
  const dataDir = resolve(directory);
  const store = new CredentialStore(dataDir, () => Date.now());
  // The same keys as the running system's operator: they follow from the machine's key.
  const credentials = store.forOperator();
  const publicKeys = publicKeysOf(dataDir);
  const running = holderOf(dataDir)?.s3;
  const shared = { region: REGION, credentials, publicKeys };
  if (running) return { ...shared, endpoint: running, close: async () => undefined };
  // Nobody listens to its events: those not delivered yet wait for the system.
  const server = await startS3Server({
    dataDir: join(dataDir, 's3'),
    port: 0,
    region: REGION,
    credentials: (accessKeyId, sessionToken) => store.lookup(accessKeyId, sessionToken),
  });
  return { ...shared, endpoint: server.url, close: () => server.close() };
}

function publicKeysOf(dataDir: string): string[] {
  const keyDir = join(dataDir, 'keys');
  return readdirSync(keyDir)
    .filter((name) => name.endsWith('.pem'))
    .map((name) =>
      createPublicKey(readIfThere(join(keyDir, name)) ?? '')
        .export({ format: 'pem', type: 'spki' })
        .toString(),
    );
}
