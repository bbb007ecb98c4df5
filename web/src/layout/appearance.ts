import { useSyncExternalStore } from 'react';
import { keep, kept } from '../auth/personal-storage.ts';

export const APPEARANCES = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof APPEARANCES)[number];

/** The last choice made in this browser: for the pages before anybody is signed in. */
const LAST = 'xuncha.appearance';
const NAME = 'appearance';

const known = (value: string | null | undefined): Appearance | undefined =>
  APPEARANCES.find((each) => each === value);

const listeners = new Set<() => void>();
let person: string | undefined;
let chosen: Appearance | undefined;

const tell = (): void => {
  for (const listener of listeners) listener();
};
const current = (): Appearance => chosen ?? known(localStorage.getItem(LAST)) ?? 'system';

/** Somebody has signed in: from now on their own choice counts, and is kept for them. */
export const adoptAppearanceOf = (userId: string): void => {
  if (person === userId) return;
  person = userId;
  chosen = known(kept(userId, NAME)) ?? 'system';
  tell();
};

export const chooseAppearance = (appearance: Appearance): void => {
  chosen = appearance;
  localStorage.setItem(LAST, appearance);
  if (person) keep(person, NAME, appearance);
  tell();
};

export const useAppearance = (): Appearance =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
