import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere, writeDurably } from './durable-file.ts';
import { isRunning, startTicks } from './processes.ts';

const lockSchema = z.object({
  pid: z.number(),
  started: z.string().optional(),
  /** Where the running system's table answers. */
  dynamodb: z.string().optional(),
  /** And its files. */
  s3: z.string().optional(),
  /** The region its requests are signed for. */
  region: z.string().optional(),
});
type Lock = z.infer<typeof lockSchema>;

const lockPath = (directory: string): string => join(directory, 'lock.json');

/** Raised when another local cloud runs on the same data. */
export class DataDirectoryInUse extends Error {
  readonly pid: number;
  constructor(directory: string, pid: number) {
    super(`${directory} is in use by process ${pid}.`);
    this.name = 'DataDirectoryInUse';
    this.pid = pid;
  }
}

/** Who runs on a data directory. A lock left by a killed process is recognised by its start time. */
export function holderOf(directory: string): Lock | undefined {
  const lock = lockSchema.safeParse(JSON.parse(readIfThere(lockPath(directory)) ?? 'null'));
  if (!lock.success) return undefined;
  const { pid, started } = lock.data;
  return isRunning(pid) && startTicks(pid) === started ? lock.data : undefined;
}

type Announced = Pick<Lock, 'dynamodb' | 's3' | 'region'>;

function writeLock(directory: string, announced: Announced = {}): void {
  const lock: Lock = { pid: process.pid, started: startTicks(process.pid), ...announced };
  writeDurably(lockPath(directory), JSON.stringify(lock));
}

/**
 * Takes a data directory for this process; a reused process id does not keep it locked. Returns the function that
 * gives the directory back.
 */
export function lockDataDirectory(directory: string): () => void {
  // Keys, tokens and evidence lie here: owner only.
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const holder = holderOf(directory);
  if (holder) throw new DataDirectoryInUse(directory, holder.pid);
  writeLock(directory);
  return () => rmSync(lockPath(directory), { force: true });
}

/** Tells the operator's commands where the running system's table and files answer. For the holder of the lock only. */
export function announceTable(directory: string, announced: Announced): void {
  writeLock(directory, announced);
}
