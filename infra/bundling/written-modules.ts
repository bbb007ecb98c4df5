import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { holidayCalendarText } from './holiday-calendar.ts';
import { servedContracts } from './served-contract.ts';

/**
 * Writes the modules that take the place of larger ones in the bundles.
 * @returns for esbuild: which file stands for which module
 */
export const writeModules = (directory: string): Record<string, string> => {
  mkdirSync(directory, { recursive: true });
  const write = (name: string, text: string): string => {
    const file = join(directory, name);
    // Several processes may bundle at once, and none may read half a file.
    writeFileSync(`${file}.${process.pid}`, text);
    renameSync(`${file}.${process.pid}`, file);
    return file;
  };
  const contracts = Object.entries(servedContracts());
  return {
    'chinese-days/dist/chinese-days.json': write('holidays.json', holidayCalendarText()),
    ...Object.fromEntries(contracts.map(([module, text]) => [module, write(`${basename(module)}.js`, text)])),
  };
};
