/**
 * Text as people see it, before anything looks at it: halves of characters and control characters can't be typed, but
 * come with what is pasted from PDF and Word, and with attacks. DynamoDB, Excel and XML refuse them, and the hash of a
 * record must be the same wherever it is computed.
 */

/** All control characters but tab and line breaks; C1 controls too. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are taken out
const CONTROL = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;
/** Word's line break inside a paragraph, and the form feed of a page break. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these become line breaks
const BREAK = /[\u000b\u000c]/g;

export const readableText = (text: string): string =>
  text.toWellFormed().replace(BREAK, '\n').replace(CONTROL, '');

/** Deeper than any input of the API: an organisation of ten levels takes twenty. */
const MAX_DEPTH = 40;

/** The value with readable texts and names of fields; undefined when it is nested too deep to be one of ours. */
export const readable = (value: unknown, depth = 0): { readonly value: unknown } | undefined => {
  if (typeof value === 'string') return { value: readableText(value) };
  if (typeof value !== 'object' || value === null) return { value };
  if (depth === MAX_DEPTH) return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => readable(item, depth + 1));
    return items.some((item) => !item) ? undefined : { value: items.map((item) => item?.value) };
  }
  const entries = Object.entries(value).map(
    ([name, inner]) => [readableText(name), readable(inner, depth + 1)] as const,
  );
  if (entries.some(([, inner]) => !inner)) return undefined;
  return { value: Object.fromEntries(entries.map(([name, inner]) => [name, inner?.value])) };
};
