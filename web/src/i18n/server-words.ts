import { currentLanguage } from './current-language.ts';

interface EnglishOfServer {
  readonly PROBLEMS: Readonly<Record<string, string>>;
  readonly ISSUES: Readonly<Record<string, string>>;
  readonly PHRASES: readonly (readonly [RegExp, (...parts: (string | undefined)[]) => string])[];
  readonly term: (words: string) => string;
  /** Why a date is that date (H04). */
  readonly due: (sentence: string) => string;
}

let english: EnglishOfServer | undefined;

/** Called when the English texts have come. */
export const learnEnglish = (words: EnglishOfServer): void => {
  english = words;
};

const wanted = (): EnglishOfServer | undefined => (currentLanguage() === 'en' ? english : undefined);

/** A phrase of the server as the reader understands it; what has no English stays as it is. */
export function inWords(phrase: string): string;
export function inWords(phrase: string | undefined): string | undefined;
export function inWords(phrase: string | undefined): string | undefined {
  const words = wanted();
  if (!words || !phrase) return phrase;
  const due = words.due(phrase);
  if (due !== phrase) return due;
  for (const [form, say] of words.PHRASES) {
    const found = form.exec(phrase);
    if (found) return say(...found.slice(1));
  }
  return words.term(phrase);
}

/** What a problem means, by its code; undefined where the server's own sentence is the reader's language. */
export const problemInWords = (code: string): string | undefined => wanted()?.PROBLEMS[code];

/** What somebody is told of a problem: by its code, else in the server's words. */
export const told = ({ code, message }: { readonly code?: string; readonly message: string }): string =>
  (code && problemInWords(code)) || inWords(message);

/** What is said of a row of an import, by its code, else in the server's words. */
export const issueInWords = ({
  code,
  message,
}: {
  readonly code: string;
  readonly message: string;
}): string => wanted()?.ISSUES[code] ?? inWords(message);
