import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import { closeoutArn, closeoutInput, type GateCall, REGION } from './closeout-chain.fixture.ts';

const CHILD = fileURLToPath(new URL('./crash-child.fixture.ts', import.meta.url));
const EXECUTION = closeoutArn().replace(':stateMachine:', ':execution:').concat(':case1');

/** What is decided at each visit of a gate; the second sends the case back. */
const DECISIONS = [
  'consultation',
  'evidence_check',
  'consultation',
  'party_committee',
  'leading_group',
  'closed',
];
const VISITED = [
  'evidence_check',
  'consultation',
  'evidence_check',
  'consultation',
  'party_committee',
  'leading_group',
];

interface LogEntry {
  call?: GateCall;
  write?: string;
  killed?: string;
}

/** One case through the chain, by a client that survives the server's deaths. */
class Journey {
  readonly #dir = mkdtempSync(join(tmpdir(), 'sfn-crash-'));
  readonly #dieBefore: (life: number) => number;
  readonly #acknowledged = new Set<string>();
  readonly #sent = new Set<string>();
  #child: ChildProcess | undefined;
  #client: SFNClient | undefined;
  lives = 0;

  constructor(dieBefore: (life: number) => number) {
    this.#dieBefore = dieBefore;
  }

  get log(): LogEntry[] {
    const file = join(this.#dir, 'log');
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    return lines.map((line): LogEntry => JSON.parse(line));
  }

  get calls(): GateCall[] {
    return this.log.flatMap((entry) => entry.call ?? []);
  }

  get tokens(): string[] {
    return [...new Set(this.calls.map((call) => call.callback.token))];
  }

  async run(): Promise<void> {
    await this.#whileItTakes(async (client) => {
      const input = JSON.stringify(closeoutInput('case1'));
      const start = new StartExecutionCommand({ stateMachineArn: closeoutArn(), name: 'case1', input });
      return (await client.send(start)).executionArn === EXECUTION;
    });
    await this.#whileItTakes(async (client) => {
      for (const [visit, token] of this.tokens.entries())
        await this.#decide(client, token, DECISIONS[visit] ?? '');
      const { status } = await client.send(new DescribeExecutionCommand({ executionArn: EXECUTION }));
      if (status === 'RUNNING') await pause(3);
      return status !== 'RUNNING';
    });
  }

  async #decide(client: SFNClient, token: string, next: string): Promise<void> {
    if (this.#acknowledged.has(token)) return;
    const again = this.#sent.has(token);
    this.#sent.add(token);
    try {
      await client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify({ next }) }));
    } catch (error) {
      // Durable, but the answer was lost with the process: then, and only then, a closed token is a success.
      if (!(again && error instanceof TaskTimedOut)) throw error;
    }
    this.#acknowledged.add(token);
  }

  async history(): Promise<string[]> {
    let names: string[] = [];
    await this.#whileItTakes(async (client) => {
      const page = await client.send(
        new GetExecutionHistoryCommand({ executionArn: EXECUTION, maxResults: 1000 }),
      );
      names = (page.events ?? []).flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
      return true;
    });
    return names;
  }

  /** Repeats until the step says it is through, with a new process whenever there is none. */
  async #whileItTakes(step: (client: SFNClient) => Promise<boolean>): Promise<void> {
    // A case that stands still was lost; a whole journey takes about a second.
    const deadline = Date.now() + 30_000;
    for (;;) {
      if (Date.now() > deadline)
        throw new Error(`The case stands still: ${JSON.stringify(this.log.slice(-3))}`);
      this.#client ??= await this.#spawn();
      if (!this.#client) continue;
      try {
        if (await step(this.#client)) return;
      } catch (error) {
        // A refused or reset connection means that the process has died; anything else is an answer we do not expect.
        if (!(error instanceof Error && 'code' in error && /ECONN|EPIPE/.test(String(error.code))))
          throw error;
        await this.#buried();
      }
    }
  }

  async #spawn(): Promise<SFNClient | undefined> {
    this.lives += 1;
    const args = [CHILD, this.#dir, join(this.#dir, 'log'), String(this.#dieBefore(this.lives))];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    for await (const url of createInterface({ input: child.stdout })) {
      const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
      return new SFNClient({ endpoint: url, region: REGION, credentials, maxAttempts: 1 });
    }
    await this.#buried();
    return undefined;
  }

  async #buried(): Promise<void> {
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child?.signalCode).toBe('SIGKILL');
    this.#client?.destroy();
    this.#client = undefined;
  }

  end(): void {
    this.#child?.kill('SIGKILL');
    this.#client?.destroy();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

const STATES = [
  'Application',
  ...['EvidenceCheck', 'AfterEvidenceCheck', 'Consultation', 'AfterConsultation'],
  ...['EvidenceCheck', 'AfterEvidenceCheck', 'Consultation', 'AfterConsultation'],
  ...['PartyCommittee', 'AfterPartyCommittee', 'LeadingGroup', 'AfterLeadingGroup'],
  'Closed',
];

async function arrivesWhole(journey: Journey): Promise<void> {
  await journey.run();
  expect(await journey.history()).toEqual(STATES);
  // One token per visit of a gate: none was lost, none was replaced by another after a crash.
  const gates = new Map(journey.calls.map((call) => [call.callback.token, call.gate]));
  expect([...gates.values()]).toEqual(VISITED);
  // The function is called again only where the crash came before its return was on the disk.
  const lostReturns = journey.log.filter((entry) => entry.killed?.includes('function returned')).length;
  expect(journey.calls.length - journey.tokens.length).toBe(lostReturns);
}

describe('kill -9', () => {
  const journeys: Journey[] = [];
  const journey = (dieBefore: (life: number) => number): Journey => {
    const made = new Journey(dieBefore);
    journeys.push(made);
    return made;
  };
  afterEach(() => {
    for (const made of journeys.splice(0)) made.end();
  });

  it('before each write: the case arrives, with the same tokens', { timeout: 120_000 }, async () => {
    const straight = journey(() => 0);
    await arrivesWhole(straight);
    const writes = straight.log.filter((entry) => entry.write).length;
    // 1 open, 1 start, then per visit: enter, returned, completed; 1 for the way to the end.
    expect(writes).toBeGreaterThanOrEqual(2 + 2 * DECISIONS.length);
    const points = Array.from({ length: writes }, (_, index) => index + 1);
    const worker = async (): Promise<void> => {
      for (let point = points.shift(); point !== undefined; point = points.shift()) {
        const at = point;
        const killed = journey((life) => (life === 1 ? at : 0));
        await arrivesWhole(killed);
        // Writes may share a commit, so that the last points are not reached in every run.
        if (at <= 2 + DECISIONS.length) expect(killed.lives).toBe(2);
        killed.end();
      }
    };
    await Promise.all([worker(), worker(), worker()]);
  });

  it('again and again, every process dies before its fourth write', { timeout: 120_000 }, async () => {
    const hard = journey(() => 4);
    await hard.run();
    expect(hard.lives).toBeGreaterThan(5);
    const gates = new Map(hard.calls.map((call) => [call.callback.token, call.gate]));
    expect([...gates.values()]).toEqual(VISITED);
    expect(await hard.history()).toEqual(STATES);
  });
});
