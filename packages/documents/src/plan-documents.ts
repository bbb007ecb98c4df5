import { PLAN_LIST_TITLES, type PlanList } from '@xuncha/domain';
import { paragraphs, table, WIDE_TEXT_WIDTH } from './word/word-markup.ts';
import { writeWord } from './word/write-word.ts';
import { type DataRow, type WorkbookSheet, writeWorkbook } from './write-workbook.ts';

/** One plan, three lists, as paper (E01). */
export interface PlanPaper {
  /** 北河采油厂2025年第一轮巡察反馈问题整改方案 */
  readonly title: string;
  /** Below the title: unit, round, feedback date, version. */
  readonly lead: readonly string[];
  /** Classification, who and when: on every page. */
  readonly mark: string;
  /** Across every page of the Word file. */
  readonly watermark: string;
  readonly footer: string;
  /** ISO 8601: the instant the file carries as its own. */
  readonly at: string;
  readonly goals: string;
  readonly organisation: string;
  readonly lists: readonly PlanList[];
}

/** Cells of a finding that has several measures are one cell over all its rows. */
const SPANNING: readonly string[] = ['no', 'title'];

const rowsOf = ({ name, rows }: PlanList): DataRow[] =>
  rows.map(({ findingId, cells }) => ({ cells, ...(name === 'tasks' ? { mergeKey: findingId } : {}) }));

const findingsOf = ({ rows }: PlanList): number => new Set(rows.map(({ findingId }) => findingId)).size;

/** 共 12 个问题，31 行 */
const countOf = (list: PlanList): string => `共 ${findingsOf(list)} 个问题，${list.rows.length} 行`;

/** A sheet for each list, in the house form. */
export const writePlanWorkbook = (paper: PlanPaper): Promise<Uint8Array> =>
  writeWorkbook({
    at: paper.at,
    title: paper.title,
    pageFooter: paper.mark,
    sheets: paper.lists.map(
      (list): WorkbookSheet => ({
        name: PLAN_LIST_TITLES[list.name],
        title: `${paper.title}——${PLAN_LIST_TITLES[list.name]}`,
        subtitles: [...paper.lead, paper.mark],
        columns: list.columns.map(({ key, title, width }) => ({
          key,
          header: title,
          width,
          merged: list.name === 'tasks' && SPANNING.includes(key),
        })),
        rows: rowsOf(list),
        footers: [countOf(list)],
      }),
    ),
  });

const NUMERALS = ['三', '四', '五'] as const;

/** The whole plan as one Word document, its lists on broad pages. */
export const writePlanWord = (paper: PlanPaper): Uint8Array => {
  const heading = (text: string) => paragraphs(text, { style: 'Heading' });
  const body = [
    paragraphs(paper.title, { style: 'Title' }),
    paragraphs(paper.lead.join('\n'), { style: 'Lead' }),
    heading('一、总体目标'),
    paragraphs(paper.goals || '（未填写）', { style: 'Body' }),
    heading('二、组织领导'),
    paragraphs(paper.organisation || '（未填写）', { style: 'Body' }),
    ...paper.lists.map((list, index) =>
      [
        heading(`${NUMERALS[index] ?? ''}、${PLAN_LIST_TITLES[list.name]}（${countOf(list)}）`),
        table({
          width: WIDE_TEXT_WIDTH,
          shares: list.columns.map(({ width }) => width),
          headings: list.columns.map(({ title }) => title),
          rows: list.rows.map(({ cells }) => list.columns.map(({ key }) => cells[key] ?? '')),
        }),
        // Word joins tables that touch, and wants a paragraph after the last one.
        paragraphs('', { style: 'Small' }),
      ].join(''),
    ),
  ].join('');
  const { title, at, mark, watermark, footer } = paper;
  return writeWord({ title, at, mark, watermark, footer, body, landscape: true });
};
