/**
 * What Excel, WPS and LibreOffice take for a formula at the start of a cell of a text file, full-width forms included,
 * also behind blanks and characters that are not seen.
 */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/** With guards before it, such a text must get one more, or taking them off would change it. */
const leads = (text: string): boolean => FORMULA.test(text.replace(/^'+/, ''));

/** The text as it may stand in a cell: behind an apostrophe, which says “text”, where it would be run (H02). */
export const guardFormula = (text: string): string => (leads(text) ? `'${text}` : text);

/** The text that was guarded. */
export const unguardFormula = (cell: string): string =>
  cell.startsWith("'") && leads(cell) ? cell.slice(1) : cell;
