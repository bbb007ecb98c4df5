import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { type Client, createClient } from '@xuncha/contracts';
import { openTable, type Table } from '@xuncha/store';
import { type Bench, send, worthRepeating } from '../journeys/bench.ts';

/** How a machine in its own process can be reached. */
interface Address {
  readonly url: string;
  readonly endpoints: { readonly dynamodb: string; readonly stepfunctions: string };
  readonly region: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  readonly table: string;
  readonly machines: readonly string[];
  readonly tokens: Readonly<Record<string, string>>;
}

/** What the child tells. */
type Message = Address | { readonly diedAt: string } | ({ readonly drained: true } & Rest);

/** One life of the machine, from its start to its death. */
interface Life {
  readonly address: Address;
  readonly dynamo: DynamoDBClient;
  readonly table: Table;
}

export interface MortalOptions {
  readonly assemblyDir: string;
  readonly dataDir: string;
  readonly hqTenant: string;
  readonly logins: readonly string[];
  /** Number of the durable write at which the first life ends; 0 for a machine that lives. */
  readonly dieAt: number;
}

const CHILD = join(import.meta.dirname, 'crash-child.fixture.ts');

export interface Rest {
  /** Durable writes of the life that came to rest. */
  readonly writes: number;
  readonly deadLetters: number;
}

/**
 * A machine that dies, once by itself or whenever it is killed, and is started again on its data, as an operator or a
 * supervisor would do; nothing else helps it on. Its people repeat what was not answered, with the key of the first try.
 */
export class MortalMachine implements Bench {
  readonly hqTenant: string;
  readonly #options: MortalOptions;
  #child: ChildProcess | undefined;
  #lines: Interface | undefined;
  #life: Promise<Life>;
  #diedAt: string | undefined;
  #buried = false;
  #killed: ChildProcess | undefined;
  #answers: ((rest: Rest) => void) | undefined;

  constructor(options: MortalOptions) {
    this.hqTenant = options.hqTenant;
    this.#options = options;
    this.#life = this.#start(options.dieAt);
    this.#life.catch(() => undefined);
  }

  /** Which write the machine died of; undefined when it has lived through. */
  get diedAt(): string | undefined {
    return this.#diedAt;
  }

  as(login: string, membership?: string): Client {
    return {
      call: async (id, input) => {
        const idempotencyKey = input.idempotencyKey ?? crypto.randomUUID();
        return await this.#insist(async ({ address }) => {
          const client = createClient({
            baseUrl: address.url,
            accessToken: async () => address.tokens[login],
            membership: () => membership,
          });
          return await client.call(id, { ...input, idempotencyKey });
        }, worthRepeating);
      },
    };
  }

  async read<T>(query: (table: Table) => Promise<T>): Promise<T> {
    // The table itself refuses nothing here, so any error is the death of the machine.
    return await this.#insist(({ table }) => query(table), isConnectionError);
  }

  send = send;

  /** The table's client and those of Step Functions, for a look at the books when all is done. */
  async books(): Promise<{
    readonly dynamo: DynamoDBClient;
    readonly sfn: SFNClient;
    readonly table: string;
    readonly machines: readonly string[];
  }> {
    const { address, dynamo } = await this.#life;
    const { endpoints, region, credentials, table, machines } = address;
    return {
      dynamo,
      sfn: new SFNClient({ endpoint: endpoints.stepfunctions, region, credentials }),
      table,
      machines,
    };
  }

  /** Waits until nothing moves any more. The machine may die while it still works. */
  async rest(): Promise<Rest> {
    for (;;) {
      await this.#life;
      const child = this.#child;
      const rested = new Promise<Rest>((resolve) => {
        this.#answers = resolve;
      });
      child?.stdin?.write('drain\n');
      const died = child ? once(child, 'exit').then(() => undefined) : undefined;
      const rest = await Promise.race([rested, died]);
      if (rest) return rest;
      await pause(0);
    }
  }

  /** Kills the process wherever it is, by force; back once the machine has been started again. */
  async kill(): Promise<void> {
    await this.#life;
    const child = this.#child;
    if (!child) return;
    this.#killed = child;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    await this.#life;
  }

  /** Ends the process; by force, which it must survive anyway. */
  async bury(): Promise<void> {
    this.#buried = true;
    const { dynamo } = await this.#life.catch(() => ({ dynamo: undefined }));
    dynamo?.destroy();
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }

  async #insist<T>(ask: (life: Life) => Promise<T>, repeats: (error: unknown) => boolean): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      const life = await this.#life;
      try {
        return await ask(life);
      } catch (error) {
        if (!repeats(error) || tries > 200) throw error;
        await pause(20);
      }
    }
  }

  async #start(dieAt: number): Promise<Life> {
    const { assemblyDir, dataDir, logins } = this.#options;
    const child = spawn(process.execPath, [CHILD], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(assemblyDir, '../compile-cache') },
    });
    this.#child = child;
    child.stdin.on('error', () => undefined);
    child.stdin.write(`${JSON.stringify({ assemblyDir, dataDir, logins, dieAt })}\n`);
    this.#lines = createInterface({ input: child.stdout });
    const born = new Promise<Life>((resolve, reject) => {
      this.#lines?.on('line', (line) => this.#hear(JSON.parse(line), resolve));
      child.once('exit', (code, signal) => {
        if (this.#buried || signal !== 'SIGKILL' || (dieAt === 0 && this.#killed !== child)) {
          const end = new Error(`the machine ended with ${signal ?? code}`);
          this.#life = Promise.reject(end);
          this.#life.catch(() => undefined);
          reject(end);
          return;
        }
        // Whoever still waits for the first life gets the second one.
        this.#life = this.#start(0);
        this.#life.then(resolve, reject);
      });
    });
    return await born;
  }

  #hear(message: Message, born: (life: Life) => void): void {
    if ('url' in message) {
      const { endpoints, region, credentials, table } = message;
      const dynamo = new DynamoDBClient({
        endpoint: endpoints.dynamodb,
        region,
        credentials,
        maxAttempts: 1,
      });
      born({ address: message, dynamo, table: openTable(dynamo, table) });
    } else if ('diedAt' in message) this.#diedAt = message.diedAt;
    else if ('drained' in message) this.#answers?.(message);
  }
}

const CONNECTION_ERRORS = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'TimeoutError'];

const isConnectionError = (error: unknown): boolean =>
  error instanceof Error &&
  (CONNECTION_ERRORS.includes(String(Reflect.get(error, 'code'))) ||
    CONNECTION_ERRORS.includes(error.name) ||
    error.message === 'socket hang up');
