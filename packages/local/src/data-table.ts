import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DataDirectoryInUse, holderOf, lockDataDirectory } from './data-directory.ts';
import { startEngine } from './dynamodb/engine.ts';
import { consoleReporter } from './reporter.ts';
import { CredentialStore, type IssuedCredentials } from './sts/credentials.ts';

/** Signed with where no running system says its own; the engine alone takes any. */
const REGION = 'local';

/** The table of a data directory, for commands of the operator. */
export interface DataTable {
  readonly endpoint: string;
  readonly region: string;
  /** Of the operator, whom no policy limits. */
  readonly credentials: IssuedCredentials;
  /** The system runs on the data, and goes on running. */
  readonly running: boolean;
  close(): Promise<void>;
}

/**
 * Opens the table of a data directory: that of the system running on it, or an engine of its own, which keeps the
 * directory locked until it is closed.
 */
export async function openDataTable(directory: string): Promise<DataTable> {
  const dataDir = resolve(directory);
  if (!existsSync(join(dataDir, 'dynamodb'))) throw new Error(`${dataDir} holds no data of this system.`);
  const holder = holderOf(dataDir);
  const credentials = new CredentialStore(dataDir, Date.now).forOperator();
  if (holder?.dynamodb) {
    const { dynamodb: endpoint, region = REGION } = holder;
    return { endpoint, region, credentials, running: true, close: async () => undefined };
  }
  if (holder) throw new DataDirectoryInUse(dataDir, holder.pid);
  const release = lockDataDirectory(dataDir);
  try {
    const logDir = join(dataDir, 'logs');
    mkdirSync(logDir, { recursive: true });
    const engine = await startEngine({
      dataDir,
      logFile: join(logDir, 'dynamodb-engine.log'),
      now: () => Date.now(),
      // Nothing is known about the consumers here, so no stream record goes.
      consumedUpTo: new Map(),
      reporter: consoleReporter(true),
    });
    return {
      endpoint: engine.url,
      region: REGION,
      credentials,
      running: false,
      async close() {
        await engine.stop();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}
