import { checkOrgTree } from '@xuncha/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOrgOutline } from './org-outline.ts';

interface Tree {
  readonly name: string;
  readonly children?: readonly Tree[];
}

const write = (nodes: readonly Tree[], unit: string, level = 0): string =>
  nodes
    .flatMap(({ name, children = [] }) => [
      `${unit.repeat(level)}${name}`,
      ...(children.length ? [write(children, unit, level + 1)] : []),
    ])
    .join('\n');
const plain = (nodes: readonly Tree[]): unknown =>
  nodes.map(({ name, children = [] }) => ({ name, children: plain(children) }));
const depthOf = (nodes: readonly Tree[]): number =>
  nodes.reduce((deepest, { children = [] }) => Math.max(deepest, 1 + depthOf(children)), 0);

const { forest } = fc.letrec<{ node: Tree; forest: Tree[] }>((tie) => ({
  node: fc.record({
    name: fc.stringMatching(/^[部科室队]{1,6}\d{1,3}$/),
    children: fc.oneof({ maxDepth: 4 }, fc.constant([]), tie('forest')),
  }),
  forest: fc.array(tie('node'), { minLength: 1, maxLength: 4 }),
}));

describe('readOrgOutline', () => {
  it('reads back any tree written with spaces, tabs or full-width spaces', () => {
    fc.assert(
      fc.property(forest, fc.constantFrom('  ', '\t', '\u3000'), (tree, unit) => {
        const outline = readOrgOutline(write(tree, unit));
        expect(outline.roots).toEqual(plain(tree));
        expect(outline.depth).toBe(depthOf(tree));
        expect(outline.badLines).toEqual([]);
      }),
    );
  });

  it('ignores blank lines and Windows line ends', () => {
    expect(readOrgOutline('机关\r\n\r\n  办公室\r\n').roots).toEqual([
      { name: '机关', children: [{ name: '办公室', children: [] }] },
    ]);
  });

  it('names the lines that are indented too far', () => {
    expect(readOrgOutline('机关\n      科室\n  办公室').badLines).toEqual([2]);
    expect(readOrgOutline('  机关').badLines).toEqual([1]);
  });

  it('gives what the domain accepts and refuses', () => {
    expect(checkOrgTree(readOrgOutline('机关\n  办公室\n  财务部').roots)).toEqual({ ok: true, value: 3 });
    expect(checkOrgTree(readOrgOutline('机关\n  机关').roots).ok).toBe(false);
    expect(checkOrgTree(readOrgOutline('').roots).ok).toBe(false);
  });
});
