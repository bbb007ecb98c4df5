import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ACCOUNT, closeoutArn, closeoutChain, closeoutInput, REGION } from './closeout-chain.fixture.ts';
import { Journal, JournalClosed } from './journal.ts';
import { startStepFunctionsServer } from './server.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'sfn-journal-'));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dataDir, { recursive: true, force: true });
});

function setting(journal: Journal, key: string): void {
  journal.database.prepare('INSERT INTO setting VALUES (?, ?)').run(key, 'value');
}

function keys(journal: Journal): unknown[] {
  return journal.database
    .prepare('SELECT key FROM setting ORDER BY key')
    .all()
    .map((row) => row.key);
}

describe('the journal', () => {
  it('shares a commit, and a refusal undoes nothing but itself', async () => {
    const descriptions: string[] = [];
    const journal = new Journal(dataDir, (description) => {
      descriptions.push(description);
    });
    const answers = await Promise.allSettled([
      journal.write('first', () => setting(journal, 'a')),
      journal.write('second', () => {
        setting(journal, 'b');
        throw new Error('refused');
      }),
      journal.write('third', () => setting(journal, 'c')),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(descriptions).toEqual(['first; second; third']);
    expect(keys(journal)).toEqual(['a', 'c']);
    await journal.close();
  });

  it('answers only what is committed: a failing disk refuses the whole batch, the next one is well', async () => {
    let broken = true;
    const journal = new Journal(dataDir, () => {
      if (broken) throw new Error('disk full');
    });
    await expect(journal.write('first', () => setting(journal, 'a'))).rejects.toThrow('disk full');
    broken = false;
    await journal.write('second', () => setting(journal, 'b'));
    expect(keys(journal)).toEqual(['b']);
    await journal.close();
  });

  it('finishes what is queued when it is closed, and takes no more', async () => {
    const journal = new Journal(dataDir);
    const last = journal.write('last', () => setting(journal, 'a'));
    const closed = journal.close();
    await expect(journal.write('late', () => setting(journal, 'b'))).rejects.toBeInstanceOf(JournalClosed);
    await Promise.all([last, closed]);
    const again = new Journal(dataDir);
    expect(keys(again)).toEqual(['a']);
    await again.close();
  });
});

describe('a server', () => {
  async function withServer(
    beforeWrite: (description: string) => void,
    work: (client: SFNClient, tokens: string[]) => Promise<void>,
    now?: () => number,
  ): Promise<void> {
    const tokens: string[] = [];
    const server = await startStepFunctionsServer({
      dataDir,
      port: 0,
      region: REGION,
      accountId: ACCOUNT,
      beforeWrite,
      ...(now ? { now } : {}),
      invokeLambda: async (_arn, payload) => {
        const { callback }: { callback: { token: string } } = JSON.parse(JSON.stringify(payload));
        tokens.push(callback.token);
      },
    });
    server.registerStateMachine({ arn: closeoutArn(), name: 'closeout', definition: closeoutChain() });
    server.resume();
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new SFNClient({ endpoint: server.url, region: REGION, credentials });
    try {
      await work(client, tokens);
    } finally {
      client.destroy();
      await server.close();
    }
  }

  function start(client: SFNClient, name: string) {
    const input = JSON.stringify(closeoutInput(name));
    return client.send(new StartExecutionCommand({ stateMachineArn: closeoutArn(), name, input }));
  }

  function finish(client: SFNClient, taskToken: string) {
    return client.send(new SendTaskSuccessCommand({ taskToken, output: '{"next":"closed"}' }));
  }

  async function succeeded(client: SFNClient, executionArn: string): Promise<void> {
    await vi.waitFor(
      async () => {
        const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
        expect(status).toBe('SUCCEEDED');
      },
      { timeout: 10_000 },
    );
  }

  it('goes on by itself after writes that failed', { timeout: 20_000 }, async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    let failures = 0;
    const failing = new Set([
      'start case1',
      'Application: enter',
      'EvidenceCheck: function returned',
      'complete task',
    ]);
    const beforeWrite = (description: string): void => {
      if (!failing.delete(description)) return;
      failures += 1;
      throw new Error('disk full');
    };
    await withServer(beforeWrite, async (client, tokens) => {
      const { executionArn = '' } = await start(client, 'case1');
      // Twice: its first return could not be kept.
      await vi.waitFor(() => expect(tokens).toHaveLength(2), { timeout: 10_000 });
      expect(tokens[1]).toBe(tokens[0]);
      await finish(client, tokens[0] ?? '');
      await succeeded(client, executionArn);
    });
    expect(failures).toBe(4);
    expect(said).toHaveBeenCalled();
  });

  it('does not grow with finished cases but for their record', { timeout: 60_000 }, async () => {
    const size = (): number => statSync(join(dataDir, 'stepfunctions.sqlite')).size;
    const round = async (client: SFNClient, tokens: string[], from: number): Promise<void> => {
      const names = Array.from({ length: 100 }, (_, index) => `case${from + index}`);
      const started = await Promise.all(names.map((name) => start(client, name)));
      await vi.waitFor(() => expect(tokens).toHaveLength(100), { timeout: 10_000 });
      await Promise.all(tokens.splice(0).map((token) => finish(client, token)));
      for (const { executionArn = '' } of started) await succeeded(client, executionArn);
    };
    const quiet = (): void => {};
    await withServer(quiet, (client, tokens) => round(client, tokens, 0));
    await withServer(quiet, async () => {});
    const before = size();
    await withServer(quiet, (client, tokens) => round(client, tokens, 100));
    await withServer(quiet, async () => {});
    // Input and output (0.5 kB), the deflated history (0.7 kB) and two indexes; running cases take over 6 kB each.
    expect((size() - before) / 100).toBeLessThan(3_000);
    const full = size();
    // 91 days later the histories are forgotten, the descriptions are not.
    const later = (): number => Date.now() + 91 * 24 * 3600 * 1000;
    const executionArn = `${closeoutArn().replace(':stateMachine:', ':execution:')}:case7`;
    await withServer(
      quiet,
      async (client) => {
        const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
        expect(events).toEqual([]);
        await succeeded(client, executionArn);
      },
      later,
    );
    expect(full - size()).toBeGreaterThan(50_000);
  });
});
