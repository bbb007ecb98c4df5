import { diffArrays } from 'diff/lib/diff/array.js';

/** A stretch of text that stands in both, only in the earlier or only in the later version. */
export interface TextPart {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

const WORDS = new Intl.Segmenter('zh-CN', { granularity: 'word' });
const wordsOf = (text: string): string[] => Array.from(WORDS.segment(text), ({ segment }) => segment);

/** Texts that differ in more words than this have little in common: they are shown as removed and added whole. */
const MOST_CHANGES = 1_000;

/**
 * What was taken out of a text and what was put in, word by word as Chinese is read (by the dictionary of the platform, since
 * nothing stands between its words). The parts that are not `added` make up the earlier text, those not `removed` the later.
 */
export const wordDifference = (before: string, after: string): TextPart[] => {
  const changes = diffArrays(wordsOf(before), wordsOf(after), { maxEditLength: MOST_CHANGES });
  const whole = [
    { removed: true, added: false, value: [before] },
    { removed: false, added: true, value: [after] },
  ];
  return (changes ?? whole)
    .map(({ removed, added, value }) => ({
      kind: removed ? ('removed' as const) : added ? ('added' as const) : ('same' as const),
      text: value.join(''),
    }))
    .filter(({ text }) => text !== '');
};
