import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordDifference } from './word-difference.ts';

const told = (before: string, after: string): string =>
  wordDifference(before, after)
    .map(({ kind, text }) => ({ same: text, removed: `[-${text}-]`, added: `[+${text}+]` })[kind])
    .join('');

describe('words of two versions', () => {
  it.each([
    [
      '修订采购管理办法，年底前印发。',
      '修订采购管理办法，三月底前印发。',
      '修订采购管理办法，[-年底-][+三月底+]前印发。',
    ],
    ['已完成整改', '已完成整改并组织检查', '已完成整改[+并组织检查+]'],
    ['进度 60%，已走访三家单位', '进度 60%，已走访五家单位', '进度 60%，已走访[-三家-][+五家+]单位'],
    ['', '新写的结果', '[+新写的结果+]'],
    ['去掉的结果', '', '[-去掉的结果-]'],
    ['没有变', '没有变', '没有变'],
    ['', '', ''],
  ])('%s → %s', (before, after, expected) => {
    expect(told(before, after)).toBe(expected);
  });

  it('make up both versions, whatever they say, with no two stretches of one kind beside each other', () => {
    const text = fc.string({ unit: fc.constantFrom(...'整改措施已完成，。 a1\n'), maxLength: 60 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = wordDifference(before, after);
        const without = (kind: string) =>
          parts
            .filter((part) => part.kind !== kind)
            .map((part) => part.text)
            .join('');
        expect(without('added')).toBe(before);
        expect(without('removed')).toBe(after);
        for (const [index, { kind }] of parts.entries()) expect(parts[index + 1]?.kind).not.toBe(kind);
      }),
    );
  });

  it('say of two long and different texts that all of it is new, without taking long', () => {
    const [before, after] = ['甲 '.repeat(3_000), '乙 '.repeat(3_000)];
    expect(wordDifference(before, after).map(({ kind }) => kind)).toEqual(['removed', 'added']);
  });
});
