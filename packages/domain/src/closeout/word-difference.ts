/** A stretch of text that stands in both, only in the earlier or only in the later version. */
export interface TextPart {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

const WORDS = new Intl.Segmenter('zh-CN', { granularity: 'word' });
const wordsOf = (text: string): string[] => Array.from(WORDS.segment(text), ({ segment }) => segment);

/**
 * Beyond this many pairs of words a table would take longer than anybody waits (4 million: two texts of some 2,000 words,
 * 40 ms); such texts are shown as removed and added whole.
 */
const MOST_PAIRS = 4_000_000;

/** How many equal ones stand at the beginning, where both may still have some. */
const commonStart = (a: readonly string[], b: readonly string[], most: number): number => {
  let count = 0;
  while (count < most && a[count] === b[count]) count += 1;
  return count;
};

/** Lengths of the longest common subsequences of all ends of both, row by row of `a`. */
const lengthsOf = (a: readonly string[], b: readonly string[]): Uint16Array[] => {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = rows[i];
      const below = rows[i + 1];
      if (row && below)
        row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  return rows;
};

const middleParts = (a: readonly string[], b: readonly string[]): TextPart[] => {
  if (a.length * b.length > MOST_PAIRS)
    return [
      { kind: 'removed', text: a.join('') },
      { kind: 'added', text: b.join('') },
    ];
  const lengths = lengthsOf(a, b);
  const parts: TextPart[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [mine, theirs] = [a[i], b[j]];
    if (mine !== undefined && mine === theirs) {
      parts.push({ kind: 'same', text: mine });
      i += 1;
      j += 1;
    } else if (
      mine !== undefined &&
      (theirs === undefined || (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))
    ) {
      parts.push({ kind: 'removed', text: mine });
      i += 1;
    } else {
      parts.push({ kind: 'added', text: theirs ?? '' });
      j += 1;
    }
  }
  return parts;
};

/** Neighbours of one kind are one stretch; between two equal ones what was removed stands before what was added. */
const joined = (parts: readonly TextPart[]): TextPart[] => {
  const all: TextPart[] = [];
  let [removed, added] = ['', ''];
  const flush = (): void => {
    if (removed) all.push({ kind: 'removed', text: removed });
    if (added) all.push({ kind: 'added', text: added });
    [removed, added] = ['', ''];
  };
  for (const { kind, text } of parts) {
    if (kind === 'removed') removed += text;
    else if (kind === 'added') added += text;
    else {
      flush();
      const last = all.at(-1);
      if (last?.kind === 'same') all[all.length - 1] = { kind, text: last.text + text };
      else all.push({ kind, text });
    }
  }
  flush();
  return all;
};

/**
 * What was taken out of a text and what was put in, word by word as Chinese is read (by the dictionary of the platform, since
 * nothing stands between its words). The parts that are not `added` make up the earlier text, those not `removed` the later.
 */
export const wordDifference = (before: string, after: string): TextPart[] => {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  const start = commonStart(a, b, Math.min(a.length, b.length));
  const end = commonStart(a.toReversed(), b.toReversed(), Math.min(a.length, b.length) - start);
  return joined([
    { kind: 'same', text: a.slice(0, start).join('') },
    ...middleParts(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    { kind: 'same', text: a.slice(a.length - end).join('') },
  ]).filter(({ text }) => text !== '');
};
