/**
 * Memory for uploaded parts, used again for the next one. A buffer of its own for each part would be garbage that V8
 * lets pile up to a multiple of what is in flight, because so few objects hold so many bytes.
 */
export class PartBuffers {
  readonly #free: Buffer[] = [];

  /** A buffer of that size with any content. */
  take(size: number): Buffer {
    const fitting = this.#free.findIndex(({ length }) => length >= size);
    const [free] = this.#free.splice(Math.max(0, fitting), 1);
    // One that is too small goes: parts are of similar size, so the larger one will do for the others, too.
    const buffer = free && free.length >= size ? free : Buffer.allocUnsafeSlow(size);
    return buffer.subarray(0, size);
  }

  /** Nobody may use the buffer any more. */
  give(buffer: Buffer): void {
    this.#free.push(Buffer.from(buffer.buffer, 0, buffer.buffer.byteLength));
  }
}
