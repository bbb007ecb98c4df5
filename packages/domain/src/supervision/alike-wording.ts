import { foldForComparison } from '../ledger/ledger-text.ts';

/**
 * Pairs that stand in every wording of the trade and tell nothing about its subject. A list of words would be longer
 * and would need a dictionary; pairs of characters need none.
 */
const EVERYDAY: ReadonlySet<string> = new Set(
  '存在 问题 不到 到位 不够 不严 严格 规范 未按 按照 规定 要求 落实 执行 管理 制度 工作 情况 部分 个别 进行 相关 有关 没有 方面 以及 开展 年月'.split(
    ' ',
  ),
);

/** Wordings are a few hundred characters; what comes later repeats rather than distinguishes. */
const MAX_CHARACTERS = 2_000;

/** Pairs of neighbouring characters; figures and dates are taken out, as they differ in the same matter. */
const pairsOf = (text: string): ReadonlySet<string> => {
  const characters = [...foldForComparison(text).replace(/[\d〇零一二三四五六七八九十百千万亿]+/g, '')].slice(
    0,
    MAX_CHARACTERS,
  );
  const pairs = new Set<string>();
  for (const [index, character] of characters.slice(0, -1).entries()) {
    const pair = `${character}${characters[index + 1]}`;
    if (!EVERYDAY.has(pair)) pairs.add(pair);
  }
  return pairs;
};

/** Fewer pairs than these are a headline: contained in a long text they would prove nothing. */
const LEAST_PAIRS = 8;

/**
 * I07: how much two wordings are about the same, 0–100. 相似度 = 共有的相邻字对数 ÷ 较短表述的相邻字对数 × 100，
 * 数字和套话不计: the share of the shorter one that stands in the longer one, because the second inspection often says in
 * one sentence what the first said in five. Pure, linear in the length of the texts.
 */
export const likenessOf = (a: string, b: string): number => {
  const [pairsA, pairsB] = [pairsOf(a), pairsOf(b)];
  const [few, many] = pairsA.size <= pairsB.size ? [pairsA, pairsB] : [pairsB, pairsA];
  if (few.size < LEAST_PAIRS) return few.size > 0 && foldForComparison(a) === foldForComparison(b) ? 100 : 0;
  let shared = 0;
  for (const pair of few) if (many.has(pair)) shared += 1;
  return Math.floor((100 * shared) / few.size);
};
