/** A percentage that always shows where it comes from (product.md, "A finding's life"). */
export interface Share {
  readonly part: number;
  readonly whole: number;
  /** One decimal, absent where there is nothing to divide by. */
  readonly percent?: string;
  /** The arithmetic in Chinese: `已销号 12 ÷ 反馈问题 30 = 40.0%`. */
  readonly formula: string;
}

/** Names what is divided by what; without a whole there is no percentage, and it says so. */
export const shareOf = (
  part: readonly [name: string, count: number],
  whole: readonly [name: string, count: number],
): Share => {
  const words = `${part[0]} ${part[1]} ÷ ${whole[0]} ${whole[1]}`;
  if (whole[1] === 0) return { part: part[1], whole: 0, formula: `${words}（无可计算的项）` };
  // Rounded down, so that 100.0% means all of them.
  const percent = `${(Math.floor((part[1] * 1000) / whole[1]) / 10).toFixed(1)}%`;
  return { part: part[1], whole: whole[1], percent, formula: `${words} = ${percent}` };
};
