import { ArchiveError } from '../archive-error.ts';
import {
  centralHeader,
  centralHeaderLength,
  type EntryRecord,
  endOfDirectory,
  endOfDirectoryLength,
  MAX_32,
} from '../zip/records.ts';
import type { SourceUnit } from './archive-source.ts';

type Placed = Pick<EntryRecord, 'size' | 'offset'> & {
  readonly text: string;
  readonly unit: SourceUnit;
  /** Of an entry in a run. */
  readonly crc32?: number;
};

/** The directory of a composed archive: every entry of every unit, sorted by name. */
export class CentralDirectory {
  readonly #entries: readonly Placed[];
  readonly #offset: number;
  readonly length: number;

  /** @throws ArchiveError when two entries have one name. */
  constructor(offsets: ReadonlyMap<SourceUnit, number>) {
    this.#entries = [...offsets].flatMap(([unit, offset]) => placed(unit, offset)).sort(byName);
    for (const [index, { text }] of this.#entries.entries())
      if (text === this.#entries[index + 1]?.text)
        throw new ArchiveError('bad_path', text, `档案中有两个文件同名：${text}`);
    const records = this.#entries.reduce((sum, entry) => sum + centralHeaderLength(named(entry)), 0);
    this.#offset = [...offsets.keys()].reduce(
      (end, unit) => Math.max(end, (offsets.get(unit) ?? 0) + lengthOf(unit)),
      0,
    );
    this.length =
      records + endOfDirectoryLength({ entries: this.entries, size: records, offset: this.#offset });
  }

  get entries(): number {
    return this.#entries.length;
  }

  /** @param crcOf CRC-32 of a unit that is a file; runs know theirs. */
  bytes(crcOf: (unit: SourceUnit) => number): Buffer {
    const headers = this.#entries.map((entry) =>
      centralHeader({ ...recordOf(entry), crc32: entry.crc32 ?? crcOf(entry.unit) }),
    );
    const size = headers.reduce((sum, { length }) => sum + length, 0);
    return Buffer.concat([...headers, endOfDirectory({ entries: this.entries, size, offset: this.#offset })]);
  }
}

function placed(unit: SourceUnit, offset: number): Placed[] {
  const { source } = unit;
  if (source.kind === 'file') return [{ text: source.name, size: source.object.size, offset, unit }];
  return source.entries.map((entry) => ({
    text: entry.name,
    size: entry.size,
    offset: offset + entry.offset,
    crc32: entry.crc32,
    unit,
  }));
}

function lengthOf({ header, pieces }: SourceUnit): number {
  return pieces.reduce((sum, { size }) => sum + size, header);
}

const byName = (a: Placed, b: Placed): number => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0);

function named({ text, size, offset }: Placed) {
  return { name: Buffer.from(text, 'utf8'), size, offset };
}

function recordOf(entry: Placed): Omit<EntryRecord, 'crc32'> {
  return { ...named(entry), descriptor: false, zip64: entry.size >= MAX_32 };
}
