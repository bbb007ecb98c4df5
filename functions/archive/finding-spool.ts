import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip, type Gzip } from 'node:zlib';
import type { FindingRecord } from './gather-finding.ts';

/**
 * Findings read once, kept on the function's own disk until they are written. The index with its links comes before
 * the files, so findings are passed twice; reading them twice from the table would mix two moments in one archive.
 * Compressed, a finding takes some 10 KB: the 512 MB of a function hold about 50,000.
 */
export class FindingSpool {
  readonly #directory: string;
  readonly #input: Gzip;
  readonly #written: Promise<void>;
  #count = 0;

  static async create(): Promise<FindingSpool> {
    return new FindingSpool(await mkdtemp(join(tmpdir(), 'archive-')));
  }

  private constructor(directory: string) {
    this.#directory = directory;
    this.#input = createGzip();
    this.#written = pipeline(this.#input, createWriteStream(this.#file));
    // Awaited by `finish`; a full disk shows there.
    this.#written.catch(() => undefined);
  }

  get #file(): string {
    return join(this.#directory, 'findings.jsonl.gz');
  }

  get count(): number {
    return this.#count;
  }

  async append(record: FindingRecord): Promise<void> {
    this.#count += 1;
    if (!this.#input.write(`${JSON.stringify(record)}\n`))
      await Promise.race([once(this.#input, 'drain'), this.#written]);
  }

  async finish(): Promise<void> {
    this.#input.end();
    await this.#written;
  }

  async *read(): AsyncGenerator<FindingRecord> {
    const source = createReadStream(this.#file);
    const text = source.pipe(createGunzip()).setEncoding('utf8');
    // `pipe` doesn't carry errors on.
    source.once('error', (error) => text.destroy(error));
    let open = '';
    for await (const chunk of text) {
      const lines = (open + String(chunk)).split('\n');
      open = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line);
    }
  }

  /** Inspection material doesn't stay behind on a disk the next build shares. */
  async remove(): Promise<void> {
    this.#input.destroy();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
