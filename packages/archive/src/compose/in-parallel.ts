/**
 * Runs a task for each item, at most `width` at a time, in their order. After the first failure nothing new starts;
 * what runs is waited for, so that nothing goes on behind the caller's back.
 */
export async function inParallel<T>(
  items: Iterable<T>,
  width: number,
  task: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  let failure: { readonly error: unknown } | undefined;
  const work = async (): Promise<void> => {
    for (let step = queue.next(); !step.done && !failure; step = queue.next()) {
      try {
        await task(step.value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  if (failure) throw failure.error;
}
