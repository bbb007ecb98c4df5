import { useMemo } from 'react';
import { wordDifference } from './word-difference.ts';

interface Props {
  readonly before: string;
  readonly after: string;
  /** Which of the two is shown, with what the other does not say marked in it. */
  readonly side: 'before' | 'after';
}

/** One of two versions of a text, word by word: taken out is struck through, put in is underlined. */
export const ChangedText = ({ before, after, side }: Props) => {
  const parts = useMemo(() => wordDifference(before, after), [before, after]);
  const left = side === 'before' ? 'added' : 'removed';
  return (
    <span className="changed-text">
      {parts
        .filter(({ kind }) => kind !== left)
        .map(({ kind, text }, index) => {
          // Parts have no names of their own; they are made anew with each pair of texts.
          const key = `${index}${kind}`;
          if (kind === 'same') return <span key={key}>{text}</span>;
          return kind === 'removed' ? <del key={key}>{text}</del> : <ins key={key}>{text}</ins>;
        })}
    </span>
  );
};
