import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const records = readdirSync(join(ROOT, 'docs/adr')).sort();
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('decision records', () => {
  it('have a number of their own, which their title begins with', () => {
    expect(records.length).toBeGreaterThan(15);
    const numbers = records.map((name) => name.slice(0, 4));
    expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
    const titles = records.map((name) => textOf(`docs/adr/${name}`).split('\n')[0] ?? '');
    expect(titles.map((title) => title.slice(0, 7))).toEqual(numbers.map((number) => `# ${number} `));
  });

  it('are there wherever one is named', () => {
    const files = globSync(
      ['docs/**/*.md', 'README*.md', '{packages,functions,infra,test,scripts}/**/*.ts'],
      {
        cwd: ROOT,
        exclude: ['**/node_modules/**', '**/dist/**'],
      },
    );
    const named = files.flatMap((file) =>
      [...textOf(file).matchAll(/\b(\d{4}-[a-z][a-z0-9-]*\.md)/g)].map(([, name = '']) => ({ file, name })),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(({ name }) => !records.includes(name))).toEqual([]);
  });
});
