import { crc32 } from '../zip/crc32.ts';
import { localHeader, MAX_32 } from '../zip/records.ts';
import type { RunEntry } from './archive-source.ts';

/** Makes a run: entries with their headers, back to back, without any offset from outside. */
export class RunWriter {
  readonly #chunks: Uint8Array[] = [];
  readonly #entries: RunEntry[] = [];
  size = 0;

  /** A whole file. */
  add(name: string, content: Uint8Array): void {
    this.header(name, content.length, crc32(content));
    this.bytes(content);
  }

  /** The header of a file whose bytes follow, here or in the piece behind the run. */
  header(name: string, size: number, crc: number): void {
    this.#entries.push({ name, size, crc32: crc, offset: this.size });
    const shape = { descriptor: false, zip64: size >= MAX_32, offset: 0 };
    this.bytes(localHeader({ name: Buffer.from(name, 'utf8'), crc32: crc, size, ...shape }));
  }

  bytes(content: Uint8Array): void {
    this.#chunks.push(content);
    this.size += content.length;
  }

  finish(): { readonly bytes: Buffer; readonly entries: readonly RunEntry[] } {
    return { bytes: Buffer.concat(this.#chunks), entries: this.#entries };
  }
}
