/** Lets one at a time do its work, in the order they come. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Waits for those that came before, whatever became of them. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const own = Promise.withResolvers<void>();
    this.#last = own.promise;
    await before;
    try {
      return await work();
    } finally {
      own.resolve();
    }
  }
}
