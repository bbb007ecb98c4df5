import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoClient, openTable, TABLE_SCHEMA, type Table } from '@xuncha/store';
import { startTestSts, TEST_REGION, type TestSts } from './sts.ts';

/** Credentials that exist on the tests' servers only. */
export const TEST_CREDENTIALS = { accessKeyId: 'AKIALOCALTEST', secretAccessKey: 'a secret/with+signs' };
export { TEST_REGION };

export interface TestTable {
  readonly table: Table;
  readonly client: DynamoDBClient;
  readonly name: string;
  readonly url: string;
  readonly sts: TestSts;
  stop(): Promise<void>;
}

/** The engine answers within 60 ms; the rest is for a loaded machine. */
const START_TIMEOUT_MS = 15_000;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const untilAnswering = async (url: string): Promise<void> => {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      await fetch(url);
      return;
    } catch (cause) {
      if (performance.now() > deadline) throw new Error('the DynamoDB engine does not answer', { cause });
      await pause(5);
    }
  }
};

/** The table exactly as the stack makes it, from the one schema. */
export const createTable = (client: DynamoDBClient, name: string, withStream: boolean): Promise<unknown> => {
  const { partitionKey, sortKey, indexes, listFields, stream } = TABLE_SCHEMA;
  const keyNames = [
    partitionKey,
    sortKey,
    ...indexes.flatMap((index) => [index.partitionKey, index.sortKey]),
  ];
  const schemaOf = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  return client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keyNames.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: schemaOf(partitionKey, sortKey),
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: schemaOf(index.partitionKey, index.sortKey),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...listFields] },
      })),
      ...(withStream ? { StreamSpecification: { StreamEnabled: true, StreamViewType: stream } } : {}),
    }),
  );
};

/** The product's table made on an engine that runs already, such as the one the local cloud starts. */
export const createTestTable = async (
  url: string,
  withStream = true,
): Promise<Omit<TestTable, 'stop' | 'sts'>> => {
  const client = createDynamoClient({ endpoint: url, region: TEST_REGION, credentials: TEST_CREDENTIALS });
  const name = 'xuncha-test';
  await createTable(client, name, withStream);
  return { table: openTable(client, name), client, name, url };
};

/**
 * The product's table on an embedded engine of its own, in memory: one per test file, started in `beforeAll`,
 * stopped in `afterAll`.
 */
export const startTestTable = async (
  options: {
    /** False for a table of tens of thousands of items: the engine slows down with every stream record it keeps. */
    readonly stream?: boolean;
  } = {},
): Promise<TestTable> => {
  const require = createRequire(import.meta.url);
  const binary = join(dirname(require.resolve('@dynoxide/linux-x64/package.json')), 'dynoxide');
  const port = await freePort();
  const engine = spawn(binary, ['serve', '--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
  // A test process that is killed must not leave its engine behind.
  const killAtExit = (): void => void engine.kill('SIGKILL');
  process.once('exit', killAtExit);
  const url = `http://127.0.0.1:${port}`;
  await untilAnswering(url);
  const made = await createTestTable(url, options.stream);
  const sts = await startTestSts();
  return {
    ...made,
    sts,
    async stop() {
      made.client.destroy();
      await sts.stop();
      process.removeListener('exit', killAtExit);
      const ended = new Promise((resolve) => engine.once('exit', resolve));
      engine.kill('SIGKILL');
      await ended;
    },
  };
};
