import type { TermClass } from '../finding/finding.ts';
import { type ParsedTerm, parseTermText, type TermContext } from '../limits/index.ts';
import type { PreviewTerm } from './preview.ts';
import { type Cell, cellText } from './sheet.ts';

/** The words to parse: a date cell that shows no day means its month, as people type 2025年3月 into Excel. */
function wordsOf(cell: Cell): string | number {
  if (cell.kind === 'number') return cell.value;
  if (cell.kind !== 'date') return cellText(cell).trim();
  const [year, month] = cell.value.split('-').map(Number);
  if (cell.precision === 'month') return `${year}年${month}月`;
  return cell.precision === 'year' ? `${year}年底` : cell.value;
}

/** Reads a term cell; what the person saw in Excel is the original (E05). */
export function readTermCell(cell: Cell | null, context: TermContext): PreviewTerm {
  const original = cellText(cell).trim();
  if (cell === null || original === '') return { kind: 'none', original: '' };
  return { ...parseTermText(wordsOf(cell), context), original };
}

/** 整改类型 as written; `undefined` where the words name no class. */
export function readTermClass(text: string): TermClass | undefined {
  if (text === '') return undefined;
  if (/限期|阶段|近期整改|中期/.test(text)) return 'time_limited';
  const term: ParsedTerm = parseTermText(text);
  if (term.kind === 'invalid') return /^立改|立行|即改/.test(text) ? 'immediate' : undefined;
  return term.termClass;
}

/** The class of a finding whose ledger names none: the most lasting of its terms (E05). */
export function termClassOfTerms(terms: readonly PreviewTerm[]): TermClass {
  const has = (kind: TermClass): boolean =>
    terms.some((term) => term.kind === kind || (term.kind === 'date' && term.qualifier === kind));
  if (has('continuous')) return 'continuous';
  if (terms.some((term) => term.kind === 'date')) return 'time_limited';
  return has('immediate') ? 'immediate' : 'time_limited';
}

/** 是否完成 as written; prose says neither. */
export function readDoneFlag(text: string): boolean | undefined {
  const folded = text.normalize('NFKC').replace(/\s/g, '');
  if (
    /^(?:是|已|√|✓|✔|y|yes|true|已?(?:整改)?完成|已(?:整改|办结|销号)|已?整改到位|办结|100%)$/i.test(folded)
  )
    return true;
  if (/^(?:否|未|×|✗|✘|n|no|false|未(?:整改)?完成|未整改|正在整改|整改中|推进中|进行中)$/i.test(folded))
    return false;
  return undefined;
}
