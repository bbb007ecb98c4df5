import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CheckedDefinitions } from './checked-definitions.ts';
import { Journal } from './journal.ts';

it('a definition that has passed is not checked again on the same data, a refused one is', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'xuncha-definitions-'));
  const checked: string[] = [];
  const validate = (text: string): void => {
    checked.push(text);
    if (text === 'bad') throw new Error('no such state');
  };
  try {
    for (let start = 0; start < 2; start += 1) {
      const journal = new Journal(dataDir);
      const definitions = new CheckedDefinitions(journal.database, validate);
      definitions.check('good');
      definitions.check('good');
      expect(() => definitions.check('bad')).toThrow('no such state');
      await journal.close();
    }
    expect(checked).toEqual(['good', 'bad', 'bad']);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
