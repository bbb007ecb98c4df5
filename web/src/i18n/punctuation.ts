import { currentLanguage } from './current-language.ts';

const isEnglish = (): boolean => currentLanguage() === 'en';

/** Between the names of a list. */
export const listMark = (): string => (isEnglish() ? ', ' : '、');

/** Between conditions, each of which may be a list. */
export const semicolon = (): string => (isEnglish() ? '; ' : '；');

/** Between two halves of a sentence. */
export const comma = (): string => (isEnglish() ? ', ' : '，');

/** Between what something is called and what it is. */
export const colon = (): string => (isEnglish() ? ': ' : '：');

/** Around what is said by the way. */
export const inBrackets = (words: string): string => (isEnglish() ? ` (${words})` : `（${words}）`);
