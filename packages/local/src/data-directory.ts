import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere, writeDurably } from './durable-file.ts';
import { isRunning, startTicks } from './processes.ts';

const lockSchema = z.object({ pid: z.number(), started: z.string().optional() });

/** Raised when another local cloud runs on the same data. */
export class DataDirectoryInUse extends Error {
  readonly pid: number;
  constructor(directory: string, pid: number) {
    super(`${directory} is in use by process ${pid}.`);
    this.name = 'DataDirectoryInUse';
    this.pid = pid;
  }
}

/**
 * Takes a data directory for this process. A lock left by a killed process is recognised by its start time, so a
 * reused process id does not keep the directory locked. Returns the function that gives the directory back.
 */
export function lockDataDirectory(directory: string): () => void {
  // Keys, tokens and evidence lie here: owner only.
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'lock.json');
  const holder = lockSchema.safeParse(JSON.parse(readIfThere(path) ?? 'null'));
  if (holder.success) {
    const { pid, started } = holder.data;
    if (isRunning(pid) && startTicks(pid) === started) throw new DataDirectoryInUse(directory, pid);
  }
  writeDurably(path, JSON.stringify({ pid: process.pid, started: startTicks(process.pid) }));
  return () => rmSync(path, { force: true });
}
