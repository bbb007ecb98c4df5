import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere, writeDurably } from '../durable-file.ts';

const windowSchema = z.object({ start: z.number(), end: z.number(), state: z.json() });

const checkpointSchema = z.object({
  table: z.string(),
  shards: z.record(
    z.string(),
    z.object({
      /** Engine's number of the last record that is through; null before the first. */
      sequence: z.string().nullable(),
      window: windowSchema.optional(),
    }),
  ),
});

export type WindowState = z.infer<typeof windowSchema>;
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** How far one consumer has come, kept on disk. Written only after the function has succeeded. */
export class CheckpointFile {
  readonly #path: string;
  readonly #content: Checkpoint;

  constructor(directory: string, mappingId: string, table: string) {
    this.#path = join(directory, `${mappingId}.json`);
    const text = readIfThere(this.#path);
    this.#content = text === undefined ? { table, shards: {} } : checkpointSchema.parse(JSON.parse(text));
  }

  position(shardId: string): Checkpoint['shards'][string] | undefined {
    return this.#content.shards[shardId];
  }

  save(shardId: string, position: Checkpoint['shards'][string]): void {
    this.#content.shards[shardId] = position;
    writeDurably(this.#path, JSON.stringify(this.#content));
  }
}

/**
 * Lowest position of all consumers per table. A table one of whose consumers has no position yet is left out: none
 * of its records may be dropped.
 * @param consumersPerTable how many consumers each table has
 */
export function consumedPositions(
  directory: string,
  consumersPerTable: ReadonlyMap<string, number>,
): Map<string, bigint> {
  const seen = new Map<string, bigint[]>();
  let files: string[] = [];
  try {
    files = readdirSync(directory).filter((file) => file.endsWith('.json'));
  } catch {
    // Nothing has been consumed yet.
  }
  for (const file of files) {
    const parsed = checkpointSchema.safeParse(JSON.parse(readFileSync(join(directory, file), 'utf8')));
    if (!parsed.success) continue;
    const sequences = Object.values(parsed.data.shards).map(({ sequence }) => BigInt(sequence ?? 0));
    seen.set(parsed.data.table, [...(seen.get(parsed.data.table) ?? []), lowest(sequences)]);
  }
  const result = new Map<string, bigint>();
  for (const [table, positions] of seen) {
    if (positions.length < (consumersPerTable.get(table) ?? 0)) continue;
    result.set(table, lowest(positions));
  }
  return result;
}

/** Smallest of some numbers beyond the range of `Math.min`; zero when there are none. */
function lowest(values: readonly bigint[]): bigint {
  const [first = 0n] = [...values].sort((left, right) => Number(left - right));
  return first;
}
