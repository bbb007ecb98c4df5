import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { releasesOf } from './changelog.ts';

const FILE = readFileSync(join(import.meta.dirname, '../../../../CHANGELOG.md'), 'utf8');

describe('change log', () => {
  it('is read from newest to oldest, every line in both languages', () => {
    const releases = releasesOf(FILE);
    const dates = releases.map(({ date }) => date);
    expect(dates.length).toBeGreaterThan(0);
    expect(dates).toEqual([...dates].sort().reverse());
    const lines = FILE.split('\n').filter((line) => line.startsWith('- '));
    expect(releases.flatMap(({ items }) => items)).toHaveLength(lines.length);
    for (const { chinese, english } of releases.flatMap(({ items }) => items)) {
      expect(chinese).toMatch(/\p{Script=Han}/u);
      expect(english).not.toMatch(/\p{Script=Han}/u);
    }
  });
});
