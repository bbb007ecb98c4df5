/** Names shorter than this can't be told from ordinary words. */
const SHORTEST = 2;

/** Longer names first, so that 欧阳明远 is not taken for 欧阳明. */
const usable = (names: Iterable<string>): string[] =>
  [...new Set([...names].map((name) => name.replace(/\s/g, '')))]
    .filter((name) => name.length >= SHORTEST)
    .sort((a, b) => b.length - a.length);

/** What of a text a reader compares: without the spaces and marks that would hide a name from a search. */
const HIDING = /[\s·・.*＊_＿\u00ad\u200b-\u200f\u2060\ufeff-]/u;

/** Where each letter of the bare text stands in the written one. */
const bare = (text: string): { readonly letters: string; readonly places: readonly number[] } => {
  let letters = '';
  const places: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const letter = text[index] ?? '';
    if (HIDING.test(letter)) continue;
    letters += letter;
    places.push(index);
  }
  return { letters, places };
};

/** Which of these people a text names, also where spaces or dots stand between the characters (F11: names never). */
export const namesIn = (text: string, names: Iterable<string>): string[] => {
  const { letters } = bare(text);
  return usable(names).filter((name) => letters.includes(bare(name).letters));
};

/** Puts two circles for every name; what hid a name goes with it. */
export const withoutNames = (
  text: string,
  names: Iterable<string>,
): { readonly text: string; readonly hidden: number } => {
  let hidden = 0;
  let shown = text;
  for (const name of usable(names)) {
    const wanted = bare(name).letters;
    if (wanted.length < SHORTEST) continue;
    let from = 0;
    for (;;) {
      const { letters, places } = bare(shown);
      const at = letters.indexOf(wanted, from);
      if (at < 0) break;
      const start = places[at] ?? 0;
      const end = (places[at + wanted.length - 1] ?? start) + 1;
      shown = `${shown.slice(0, start)}○○${shown.slice(end)}`;
      hidden += 1;
      from = at + MASK.length;
    }
  }
  return { text: shown, hidden };
};
const MASK = '○○';
