import type { Hyperlink } from 'hucre';

/** Makes texts, links and sheet names fit what Excel allows, whatever the data holds. */

/** Excel keeps at most 32,767 characters in a cell and calls the file damaged beyond. */
const MAX_CELL_TEXT = 32_767;
/** Excel's limit for sheet names. */
const MAX_SHEET_NAME = 31;

/** Characters XML 1.0 cannot carry, lone surrogates included. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are taken out
const NOT_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

export function safeText(text: string): string {
  const clean = text.toWellFormed().replace(NOT_XML, '').replace(/\r\n?/g, '\n');
  return clean.length <= MAX_CELL_TEXT ? clean : `${clean.slice(0, MAX_CELL_TEXT - 1)}…`.toWellFormed();
}

/** Escapes what ends a path in a URI; Chinese characters are percent-encoded as Excel does. */
const encodePath = (path: string): string =>
  encodeURI(path.toWellFormed()).replaceAll('#', '%23').replaceAll('?', '%3F');

/**
 * Links go to files beside the workbook, to web pages, or inside the workbook; other schemes (javascript:, file:)
 * and paths that leave the folder are dropped.
 */
export function safeLinkTarget(link: string): Hyperlink | undefined {
  if (link.startsWith('#')) return { target: '', location: link.slice(1) };
  if (/^https?:\/\//i.test(link)) return URL.canParse(link) ? { target: new URL(link).href } : undefined;
  const path = link.replaceAll('\\', '/');
  const isRelative = path !== '' && !path.startsWith('/') && !/^[a-z][a-z\d+.-]*:/i.test(path);
  return isRelative && !path.split('/').includes('..') ? { target: encodePath(path) } : undefined;
}

/** Valid, unique sheet names: forbidden characters out, 31 characters at most, `(2)` for the second of a name. */
export function safeSheetNames(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    const base =
      safeText(name)
        .replace(/[[\]:*?/\\]/g, ' ')
        .replace(/^'+|'+$/g, '')
        .trim() || 'Sheet';
    let candidate = base.slice(0, MAX_SHEET_NAME);
    for (let count = 2; used.has(candidate.toLowerCase()); count += 1) {
      const suffix = `(${count})`;
      candidate = `${base.slice(0, MAX_SHEET_NAME - suffix.length)}${suffix}`;
    }
    used.add(candidate.toLowerCase());
    return candidate;
  });
}
