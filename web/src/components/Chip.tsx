import type { ReactNode } from 'react';

/** Colours whose text keeps 4.5 : 1 on their background; the meaning is always in the words as well. */
export type Tone = 'neutral' | 'blue' | 'green' | 'amber' | 'red' | 'violet';

export const chipClass = (tone: Tone): string => `chip chip-${tone}`;

export const Chip = ({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) => (
  <span className={chipClass(tone)}>{children}</span>
);
