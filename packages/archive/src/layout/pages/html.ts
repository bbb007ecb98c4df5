/** Markup that is safe to put into a page: only {@link html} makes it. */
export interface Markup {
  readonly markup: string;
}

type Part = Markup | readonly Markup[] | string | number | undefined;

/**
 * A piece of a page. Every text put in is escaped, so what people typed into the system stays text; what is already
 * markup goes in as it stands. For text and quoted attributes only.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: String.raw({ raw: strings }, ...parts.map(textOf)) };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// What HTML forbids as a character, and the marks that turn the direction of the text around them.
const NOT_SHOWN = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/gu;

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string')
    return part
      .toWellFormed()
      .replace(/\r\n?/g, '\n')
      .replace(NOT_SHOWN, '\ufffd')
      .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
  if ('markup' in part) return part.markup;
  return part.map(({ markup }) => markup).join('');
}

/**
 * Relative link between two files of the bag, every name percent-encoded: `#`, `?` and a leading `javascript:` are parts
 * of names here.
 */
export function linkBetween(from: string, to: string): string {
  const folders = from.split('/').slice(0, -1);
  const target = to.split('/');
  let shared = 0;
  while (shared < folders.length && shared < target.length - 1 && folders[shared] === target[shared])
    shared++;
  const up = folders.slice(shared).map(() => '..');
  const down = target.slice(shared).map((name) => encodeURIComponent(name.toWellFormed()));
  return ['.', ...up, ...down].join('/');
}
