import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { auditBooks, type Execution, executionsOf, statesEntered } from '../journeys/books.ts';
import { MortalMachine, type Rest } from './mortal-machine.ts';
import { LOGINS, type StartState } from './start-state.ts';

/** A journey that must end the same wherever the machine dies on the way. */
export interface KilledJourney {
  readonly name: string;
  readonly run: (machine: MortalMachine, state: StartState) => Promise<void>;
  /** What of the outcome is wrong, besides the books. */
  readonly check: (machine: MortalMachine, state: StartState, found: Outcome) => Promise<readonly string[]>;
}

export interface Outcome extends Rest {
  /** Executions of the machine whose name contains the word. */
  readonly executions: (machine: 'Closeout' | 'Provisioning' | 'Archive') => Promise<readonly Execution[]>;
  /** Names of the task states an execution entered, in order. */
  readonly statesEntered: (execution: Execution | undefined) => Promise<readonly string[]>;
}

export interface KillReport {
  /** The writes of which a machine died, in order. */
  readonly kills: readonly string[];
  readonly faults: readonly string[];
}

/** As many machines at a time as CI has cores: each uses little more than one. */
const PARALLEL = 4;
/**
 * `npm test` dies at every twelfth write; `npm run kill-test` at every single one (1), which took six minutes on four busy
 * cores. Consumers run side by side, so the writes that are hit vary from run to run.
 */
export const STRIDE = Number(process.env.KILL_STRIDE ?? 12);
/**
 * Runs that were not killed before the journey counts as covered: the order of writes of independent consumers differs
 * from run to run, and their number by a few.
 */
const SURVIVORS = 3;

/** One journey with one death. */
export const oneRun = async (
  assemblyDir: string,
  state: StartState,
  journey: KilledJourney,
  dieAt: number,
): Promise<{ readonly diedAt: string | undefined; readonly faults: readonly string[] }> => {
  const dataDir = `${state.dataDir}-${journey.name}-${dieAt}`;
  cpSync(state.dataDir, dataDir, { recursive: true });
  const { hqTenant } = state;
  const machine = new MortalMachine({ assemblyDir, dataDir, hqTenant, logins: LOGINS, dieAt });
  try {
    await journey.run(machine, state);
    const rest = await machine.rest();
    const { dynamo, sfn, table, machines } = await machine.books();
    const executions: Outcome['executions'] = async (name) => {
      const arn = machines.find((one) => one.split(':').at(-1)?.includes(name));
      if (!arn) throw new Error(`there is no state machine ${name}`);
      return await executionsOf(sfn, arn);
    };
    const faults = [
      ...(await auditBooks(dynamo, table, hqTenant)),
      ...(await journey.check(machine, state, {
        ...rest,
        executions,
        statesEntered: async (execution) => (execution ? await statesEntered(sfn, execution.arn) : []),
      })),
      ...(rest.deadLetters > 0 ? [`${rest.deadLetters} dead letters`] : []),
    ];
    return { diedAt: machine.diedAt, faults };
  } catch (error) {
    return { diedAt: machine.diedAt, faults: [String(error instanceof Error ? error.stack : error)] };
  } finally {
    await machine.bury();
    rmSync(dataDir, { recursive: true, force: true });
  }
};

/**
 * Runs the journey again and again from the same start; the machine dies at its first durable write, at its second,
 * and so on, until the journey has no further write to die at.
 */
export const killAtEveryWrite = async (
  assemblyDir: string,
  state: StartState,
  journey: KilledJourney,
): Promise<KillReport> => {
  const kills: string[] = [];
  const faults: string[] = [];
  let next = 1;
  let survived = 0;
  const work = async (): Promise<void> => {
    while (survived < SURVIVORS) {
      const dieAt = next;
      next += STRIDE;
      const run = await oneRun(assemblyDir, state, journey, dieAt);
      if (run.diedAt === undefined) survived += 1;
      else kills[dieAt - 1] = run.diedAt;
      faults.push(...run.faults.map((fault) => `write ${dieAt} (${run.diedAt ?? 'lived'}): ${fault}`));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return { kills: kills.filter((kill) => kill !== undefined), faults };
};

/** A file beside the copies of the start state. */
export const besides = (state: StartState, name: string): string => join(state.dataDir, '..', name);
