import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly } from '@xuncha/local/assembly/read-assembly';
import { INVOCATION_LOG, type Invocation, PRODUCT_ENTRY } from './own-process.fixture.ts';

/**
 * Lets functions of an assembly run as in Lambda: each invocation alone in a process with the heap the function is
 * deployed with, which then waits for the next one. On one machine all functions are threads of one process, whose memory says
 * nothing about any of them.
 */

const ENTRY = new URL('./own-process.fixture.ts', import.meta.url).href;

const bundleOf = (assemblyDir: string, logicalId: string): string => {
  const model = readAssembly(assemblyDir, { region: 'ap-southeast-1', accountId: '000000000000' });
  const found = model.functions.find((fn) => fn.logicalId.startsWith(logicalId));
  if (!found?.bundle) throw new Error(`the assembly has no function ${logicalId}`);
  return found.bundle;
};

/** Puts an entry before the function's own that hands each invocation to a process. */
export const giveOwnProcess = (assemblyDir: string, logicalId: string): void => {
  const bundle = bundleOf(assemblyDir, logicalId);
  renameSync(join(bundle, 'index.mjs'), join(bundle, PRODUCT_ENTRY));
  const entry = `import { inOwnProcess } from ${JSON.stringify(ENTRY)};
export const handler = inOwnProcess(import.meta.dirname);
`;
  writeFileSync(join(bundle, 'index.mjs'), entry);
};

/** What has been invoked so far, over all lives of the machine. */
export const invocationsOf = (assemblyDir: string, logicalId: string): Invocation[] => {
  const log = join(bundleOf(assemblyDir, logicalId), INVOCATION_LOG);
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
};
