import { existsSync, readFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startLocalCloud } from '@xuncha/local';

/**
 * A machine in a process of its own that dies: it reads its orders as one JSON line, starts, and prints where it can be
 * reached. It kills itself, without any farewell, at the durable write with the number `dieAt`: each write of an
 * engine counts as soon as it is about to be made, and each write of the table once more when it has been made and
 * nobody has heard of it.
 */
interface Orders {
  readonly assemblyDir: string;
  readonly dataDir: string;
  readonly logins: readonly string[];
  /** 0: never. */
  readonly dieAt: number;
}

const tell = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { value } = await lines.next();
const orders: Orders = JSON.parse(String(value));
// The parent is gone, or has seen enough: nobody needs this machine any more, nor its engine.
process.stdin.once('end', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
process.once('exit', () => {
  const pidFile = join(orders.dataDir, 'dynamodb/engine.json');
  if (existsSync(pidFile)) process.kill(JSON.parse(readFileSync(pidFile, 'utf8')).pid, 'SIGKILL');
});

let writes = 0;
let atRest = false;
const count = (description: string): void => {
  // The journey is over; what still comes is the look at its outcome.
  if (atRest) return;
  writes += 1;
  if (writes !== orders.dieAt) return;
  tell({ diedAt: description });
  process.kill(process.pid, 'SIGKILL');
};

const cloud = await startLocalCloud({
  assemblyDir: orders.assemblyDir,
  dataDir: orders.dataDir,
  port: 0,
  accounts: [],
  quiet: true,
  movableClock: true,
  hooks: {
    beforeWrite: (description) => count(`before ${description}`),
    afterWrite: (description) => count(`after ${description}`),
  },
});

const tokens = await Promise.all(
  orders.logins.map(async (login) => [login, await cloud.tokenFor(login)] as const),
);
tell({
  url: cloud.url,
  endpoints: cloud.endpoints,
  region: cloud.region,
  credentials: cloud.credentials,
  table: cloud.model.tables[0]?.name,
  machines: cloud.model.stateMachines.map(({ arn }) => arn),
  tokens: Object.fromEntries(tokens),
});

// A killed process would never write what it compiled; the next one starts in half the time with it.
flushCompileCache();

for await (const order of { [Symbol.asyncIterator]: () => lines }) {
  if (order === 'drain') {
    await cloud.drain();
    atRest = true;
    tell({ drained: true, writes, deadLetters: cloud.deadLetters().length });
  }
}
