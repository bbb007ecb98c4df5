import { foldForComparison } from '../ledger/ledger-text.ts';

/** Columns of an index sheet (索引表) and the headings offices give them. */
const HEADINGS = {
  fileName: ['文件名', '文件名称', '材料文件', '文件'],
  measure: ['措施', '措施序号', '对应措施', '整改措施', '措施编号'],
  title: ['材料名称', '名称', '标题', '题名'],
  takenBy: ['取证人', '提供人', '经手人'],
  formedOn: ['形成日期', '材料形成日期', '日期', '形成时间'],
  source: ['来源', '材料来源', '提供部门'],
} as const;
type Column = keyof typeof HEADINGS;

/** A title, a note and an empty line may stand above the headings. */
const MAX_HEADER_ROW = 10;

export interface IndexProblem {
  /** As Excel counts, from 1. */
  readonly row: number;
  readonly message: string;
}

export interface Assignment {
  readonly row: number;
  /** Position in the list of files. */
  readonly file: number;
  readonly measureId: string;
  readonly formedOn?: string;
  readonly title?: string;
  readonly takenBy?: string;
  readonly source?: string;
}

export interface IndexPreview {
  readonly assigned: readonly Assignment[];
  readonly problems: readonly IndexProblem[];
  /** Files the sheet does not name. */
  readonly unlisted: readonly number[];
}

type Columns = Partial<Record<Column, number>>;

const columnsOf = (cells: readonly string[]): Columns => {
  const columns: Columns = {};
  for (const [index, cell] of cells.entries())
    for (const name of Object.keys(HEADINGS) as Column[])
      if (
        columns[name] === undefined &&
        (HEADINGS[name] as readonly string[]).includes(cell.replaceAll(/\s/g, ''))
      )
        columns[name] = index;
  return columns;
};

/** `2024-9-1`, `2024/09/01`, `2024.9.1`, `2024年9月1日` → ISO; undefined for what is no day. */
const dayOf = (text: string): string | undefined => {
  const [, year, month = '', day = ''] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ?? [];
  if (!year) return undefined;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return Number.isNaN(Date.parse(iso)) || new Date(iso).toISOString().slice(0, 10) !== iso ? undefined : iso;
};

/** `3`, `措施3`, `第3条` → 3. */
const seqOf = (text: string): number | undefined => {
  const digits = /\d+/.exec(text)?.[0];
  return digits === undefined ? undefined : Number(digits);
};

const withoutFolder = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const comparable = (name: string): string => foldForComparison(withoutFolder(name.replaceAll('\\', '/')));

interface Context {
  readonly files: readonly { readonly name: string }[];
  readonly measures: readonly { readonly id: string; readonly seq: number }[];
  readonly today: string;
}

const fileOf = (name: string, { files }: Context): number | string => {
  const hits = files.flatMap((file, index) => (comparable(file.name) === comparable(name) ? [index] : []));
  // Without its extension, where only one file has the name.
  const bare =
    hits.length > 0 ? hits : files.flatMap((file, index) => (startsAs(file.name, name) ? [index] : []));
  const [first] = bare;
  if (first === undefined) return `没有找到文件“${name}”，请检查文件名或把文件一起选入。`;
  return bare.length > 1 ? `有 ${bare.length} 个文件都叫“${name}”，请改名后重新选择。` : first;
};
const startsAs = (file: string, name: string): boolean =>
  comparable(file.slice(0, Math.max(0, file.lastIndexOf('.')))) === comparable(name);

const measureOf = (text: string, { measures }: Context): string | { readonly problem: string } => {
  const [only] = measures;
  if (!text && measures.length === 1 && only) return only.id;
  if (!text) return { problem: '没有填写措施序号。' };
  const seq = seqOf(text);
  const measure = measures.find((one) => one.seq === seq);
  return measure?.id ?? { problem: `没有第 ${text} 条措施，请填写本问题的措施序号。` };
};

/** Assigns files to measures as an index sheet says; what does not fit is told by row, and the rest goes on. */
export const previewIndexSheet = (rows: readonly (readonly string[])[], context: Context): IndexPreview => {
  const header = rows.slice(0, MAX_HEADER_ROW).findIndex((cells) => columnsOf(cells).fileName !== undefined);
  if (header < 0)
    return {
      assigned: [],
      problems: [{ row: 1, message: '没有找到“文件名”一列，请检查索引表的表头。' }],
      unlisted: context.files.map((_, index) => index),
    };
  const columns = columnsOf(rows[header] ?? []);
  const assigned: Assignment[] = [];
  const problems: IndexProblem[] = [];
  const taken = new Set<number>();
  for (const [index, cells] of rows.entries()) {
    if (index <= header) continue;
    const row = index + 1;
    const cell = (name: Column): string => {
      const column = columns[name];
      return column === undefined ? '' : (cells[column] ?? '').trim();
    };
    const name = cell('fileName');
    if (!name) {
      if (cells.some((text) => text.trim())) problems.push({ row, message: '没有填写文件名。' });
      continue;
    }
    const say = (message: string): void => void problems.push({ row, message });
    const file = fileOf(name, context);
    const measureId = measureOf(cell('measure'), context);
    const day = cell('formedOn');
    const formedOn = dayOf(day);
    if (typeof file === 'string') say(file);
    else if (taken.has(file)) say(`文件“${name}”在表中出现了两次，只按第一次处理。`);
    else if (typeof measureId !== 'string') say(measureId.problem);
    else if (day && !formedOn) say(`形成日期“${day}”不是有效日期，请写成 2024-09-01 的样子。`);
    else if (formedOn && formedOn > context.today) say('形成日期晚于今天，请改正。');
    else {
      taken.add(file);
      assigned.push({
        row,
        file,
        measureId,
        ...(formedOn ? { formedOn } : {}),
        ...(cell('title') ? { title: cell('title').slice(0, 200) } : {}),
        ...(cell('takenBy') ? { takenBy: cell('takenBy').slice(0, 30) } : {}),
        ...(cell('source') ? { source: cell('source').slice(0, 100) } : {}),
      });
    }
  }
  const listed = new Set(assigned.map(({ file }) => file));
  return {
    assigned,
    problems,
    unlisted: context.files.flatMap((_, index) => (listed.has(index) ? [] : [index])),
  };
};
