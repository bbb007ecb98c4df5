import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Command line of a running process; undefined when it does not run (or the system has no /proc). */
export function commandLine(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return undefined;
  }
}

/** /proc/<pid>/stat from field 3 on. The command in field 2 may hold spaces: it ends at the last parenthesis. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

/** Identity of a process that survives reuse of its id: start time in clock ticks, field 22. */
export function startTicks(pid: number): string | undefined {
  return statOf(pid)[19];
}

/**
 * A process that has ended but whose parent has not fetched its status yet (state Z) holds nothing any more. Orphans
 * wait for the first process of the system, which in a container may take a second or never do it.
 */
export function isRunning(pid: number): boolean {
  if (statOf(pid)[0] === 'Z') return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Waits; an aborted wait ends at once and leaves no timer behind. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Asks a process to end and insists after `graceMs`. */
export async function stopProcess(pid: number, graceMs = 3_000): Promise<void> {
  const deadline = performance.now() + graceMs;
  send(pid, 'SIGTERM');
  while (isRunning(pid)) {
    if (performance.now() > deadline) {
      send(pid, 'SIGKILL');
      return;
    }
    await pause(10);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself in the meantime.
  }
}

/** Linux hands out ports from 32768 on by itself, to whoever asks for any; below 10000 well-known programs listen. */
const FIRST_QUIET_PORT = 10_000;
const QUIET_PORTS = 22_000;

/** A free port that nobody is given by chance between this look and its use. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_QUIET_PORT + randomInt(QUIET_PORTS);
    if (await isPortFree(port)) return port;
  }
}

/** Whether nothing listens on a port of the loopback address. */
export async function isPortFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
