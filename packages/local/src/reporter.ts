/** Where the machine says what the person at the console should know. */
export interface Reporter {
  info(line: string): void;
  warn(line: string): void;
}

export function consoleReporter(quiet: boolean): Reporter {
  if (quiet) return { info: () => undefined, warn: () => undefined };
  return {
    info: (line) => process.stdout.write(`${line}\n`),
    warn: (line) => process.stderr.write(`${line}\n`),
  };
}
