/** Names of the files of a bundle that are loaded before its handler is ready: `index.mjs` and what it imports at once. */
export const loadedFirst = (read: (name: string) => string): ReadonlySet<string> => {
  const names = new Set<string>();
  const add = (name: string): void => {
    if (names.has(name)) return;
    names.add(name);
    // `import("./part-….mjs")`, with a parenthesis, comes later.
    for (const [, next = ''] of read(name).matchAll(/(?:from|import)\s*["']\.\/([^"']+)["']/g)) add(next);
  };
  add('index.mjs');
  return names;
};
