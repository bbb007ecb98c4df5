/** Small rules about the words in ledgers: lists in one cell, short titles, formula-like texts, numbering. */

/** Half-width, white space trimmed per line, no empty lines, line breaks as \n. */
export function tidyText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.replace(/[\s\u3000\u200B\uFEFF]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** Names for comparing: NFKC, no white space, no punctuation or symbols, lower case. */
export function foldForComparison(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{P}\p{S}\p{Z}\p{C}\s]/gu, '')
    .toLowerCase();
}

/** `纪委、财务资产部` → two names. Duplicates are dropped, the order is kept. */
export function splitNames(text: string): string[] {
  const names = text
    .split(/[、，,；;\n\r/]+/)
    .map((name) => tidyText(name))
    .filter((name) => name !== '');
  return [...new Set(names)];
}

/** 40 characters fit one line of a list on an office screen. */
const TITLE_LENGTH = 40;

/** Up to the first comma (not that of 1,268) or the end of the sentence. */
const CLAUSE = /^(?:[^，。；！？,;!?]|(?<=\d)[,，](?=\d))+/;
const SENTENCE = /^[^。；！？;!?]+/;

/** The first clause of the wording, for lists. */
export function shortTitle(text: string): string {
  const line = tidyText(text).replaceAll('\n', '');
  const clause = CLAUSE.exec(line)?.[0] ?? line;
  // A first clause such as 一是 or 经查 says nothing: take more of the sentence.
  const chosen = [...clause].length >= 6 ? clause : (SENTENCE.exec(line)?.[0] ?? line);
  const characters = [...chosen];
  return characters.length <= TITLE_LENGTH ? chosen : `${characters.slice(0, TITLE_LENGTH - 1).join('')}…`;
}

const PLAIN_NUMBER = /^[+-]?[\d,]*\.?\d+%?$/;

/**
 * Texts that Excel or a CSV reader would run as a formula (`=cmd|…`, `@SUM(…)`, `-2+3+cmd|…`). Plain numbers and
 * bullets (`- 修订制度`, `-修订制度`) are not formulas; a dash before code-like text is.
 */
export function isFormulaLike(text: string): boolean {
  if (/^[\t\r]/.test(text)) return text.trim() !== '' && /^[=+\-@]/.test(text.trim());
  const trimmed = text.trim().normalize('NFKC');
  if (/^[=@]/.test(trimmed)) return true;
  if (!/^[+-]/.test(trimmed) || PLAIN_NUMBER.test(trimmed)) return false;
  const body = trimmed.replace(/^[+-]+\s*/, '');
  return /^(?:[\w.$"']+\s*[!(|*/+^&=<>:-]|\(|\$?[A-Za-z]{1,3}\$?\d+\s*$)/.test(body);
}

/** Numbering at the start of a line: `1.` `1、` `（1）` `①`. A decimal (`1.5万元`) is none. */
const NUMBERED = /^(?:\d{1,2}\s*(?:[、．)）]|\.(?!\d))|[（(]\d{1,2}[)）]|[①-⑳])\s*/;

/** Splits a cell with a numbered list into its items; anything else stays one item. */
export function splitNumberedItems(text: string): string[] {
  const lines = tidyText(text).split('\n');
  if (lines.length < 2 || !NUMBERED.test(lines[0] ?? '')) return [lines.join('\n')];
  const items: string[] = [];
  for (const line of lines) {
    const last = items.length - 1;
    if (NUMBERED.test(line)) items.push(line.replace(NUMBERED, ''));
    else items[last] = `${items[last]}\n${line}`;
  }
  return items.filter((item) => item !== '');
}

const CHAPTER = /^(?:第[一二三四五六七八九十]+(?:部分|方面)|[一二三四五六七八九十]+\s*[、.．,，])\s*/;
const SUBCHAPTER = /^[（(][一二三四五六七八九十]+[)）]\s*[、.．]?\s*/;

export interface SectionHeading {
  readonly level: 1 | 2;
  /** The heading without its numbering; may be empty where number and words stand in two cells. */
  readonly title: string;
}

/** `一、…方面` is a heading of level 1, `（一）…` of level 2. */
export function sectionHeading(text: string): SectionHeading | undefined {
  const line = tidyText(text).replaceAll('\n', '');
  const chapter = CHAPTER.exec(line) ?? /^[一二三四五六七八九十]+$/.exec(line);
  if (chapter) return { level: 1, title: line.slice(chapter[0].length) };
  const subchapter = SUBCHAPTER.exec(line);
  return subchapter ? { level: 2, title: line.slice(subchapter[0].length) } : undefined;
}

/** Who signs, when, remarks, totals. A colon or the end must follow, since a finding may begin with 审核把关不严. */
const FOOTER =
  /^(?:(?:填表|填报|制表|编制|审核|审批|审定|批准|复核|报送)(?:人|单位|日期|时间)?|联系(?:人|电话|方式)|电话|(?:主要|分管|部门|单位)?(?:负责人|领导)|签(?:字|名|章)|(?:单位)?(?:盖章|公章)|注|备注|说明|(?:填报|填表)说明)\s*(?:[（(][^）)]*[)）])?\s*(?:[:：]|$)/;
const TOTAL = /^(?:合|总|小|共)\s*计\s*(?:[:：]|\d+\s*[项条个]|$)/;

export const isTotalText = (text: string): boolean => TOTAL.test(text.trim());
export const isFooterText = (text: string): boolean => FOOTER.test(text.trim()) || isTotalText(text);
