/** Loads up to `width` at a time and hands the results out in the order of the inputs. */
export async function* readAhead<In, Out>(
  inputs: AsyncIterable<In> | Iterable<In>,
  width: number,
  load: (input: In) => Promise<Out>,
): AsyncGenerator<Out> {
  const running: Promise<Out>[] = [];
  for await (const input of inputs) {
    const loading = load(input);
    // It is awaited below, perhaps only after an earlier one has failed and nobody listens any more.
    loading.catch(() => undefined);
    running.push(loading);
    const first = running.length >= width ? running.shift() : undefined;
    if (first) yield await first;
  }
  for (const loading of running) yield await loading;
}
