import { currentLanguage } from './current-language.ts';

interface EnglishOfServer {
  readonly PROBLEMS: Readonly<Record<string, string>>;
  readonly PHRASES: readonly (readonly [RegExp, (...parts: (string | undefined)[]) => string])[];
  readonly term: (words: string) => string;
}

let english: EnglishOfServer | undefined;

/** Called when the English texts have come. */
export const learnEnglish = (words: EnglishOfServer): void => {
  english = words;
};

const wanted = (): EnglishOfServer | undefined => (currentLanguage() === 'en' ? english : undefined);

/** A phrase of the server as the reader understands it; what has no English stays as it is. */
export const inWords = (phrase: string): string => {
  const words = wanted();
  if (!words) return phrase;
  for (const [form, say] of words.PHRASES) {
    const found = form.exec(phrase);
    if (found) return say(...found.slice(1));
  }
  return words.term(phrase);
};

/** What a problem means, by its code; undefined where the server's own sentence is the reader's language. */
export const problemInWords = (code: string): string | undefined => wanted()?.PROBLEMS[code];
