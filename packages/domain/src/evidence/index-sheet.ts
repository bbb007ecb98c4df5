import { foldForComparison } from '../ledger/ledger-text.ts';

/** Columns of an index sheet (索引表) and the headings offices give them. */
const HEADINGS = {
  fileName: ['文件名', '文件名称', '材料文件', '文件'],
  finding: ['问题编号', '问题序号', '问题号', '对应问题', '编号'],
  round: ['轮次', '巡察轮次', '所属轮次'],
  measure: ['措施', '措施序号', '对应措施', '整改措施', '措施编号'],
  title: ['材料名称', '名称', '标题', '题名'],
  takenBy: ['取证人', '提供人', '经手人', '经办人', '经办'],
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

interface Files {
  readonly files: readonly { readonly name: string }[];
  readonly today: string;
}

const fileOf = (name: string, { files }: Files): number | string => {
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

interface Measures {
  readonly measures: readonly { readonly id: string; readonly seq: number }[];
}

const measureOf = (text: string, { measures }: Measures): string | { readonly problem: string } => {
  const [only] = measures;
  if (!text && measures.length === 1 && only) return only.id;
  if (!text) return { problem: '没有填写措施序号。' };
  const seq = seqOf(text);
  const measure = measures.find((one) => one.seq === seq);
  return measure?.id ?? { problem: `没有第 ${text} 条措施，请填写本问题的措施序号。` };
};

/** One line below the headings, as it stands there. */
export interface IndexLine {
  /** As Excel counts, from 1. */
  readonly row: number;
  readonly cell: (name: Column) => string;
}

interface IndexLines {
  readonly lines: readonly IndexLine[];
  readonly problems: readonly IndexProblem[];
}

/** The lines that name a file; what is missing above or in them is told by row. */
const linesOf = (rows: readonly (readonly string[])[], needed: readonly Column[]): IndexLines => {
  const header = rows.slice(0, MAX_HEADER_ROW).findIndex((cells) => columnsOf(cells).fileName !== undefined);
  const columns = columnsOf(rows[header] ?? []);
  const absent = ['fileName' as const, ...needed].find((name) => columns[name] === undefined);
  if (absent)
    return {
      lines: [],
      problems: [
        {
          row: Math.max(1, header + 1),
          message: `没有找到“${HEADINGS[absent][0]}”一列，请检查索引表的表头。`,
        },
      ],
    };
  const lines: IndexLine[] = [];
  const problems: IndexProblem[] = [];
  for (const [index, cells] of rows.entries()) {
    if (index <= header) continue;
    const row = index + 1;
    const cell = (name: Column): string => {
      const column = columns[name];
      return column === undefined ? '' : (cells[column] ?? '').trim();
    };
    if (cell('fileName')) lines.push({ row, cell });
    else if (cells.some((text) => text.trim())) problems.push({ row, message: '没有填写文件名。' });
  }
  return { lines, problems };
};

/** Where a line's file belongs. */
interface Target {
  readonly measureId: string;
}

interface Assigned<T> {
  readonly assigned: readonly (Assignment & T)[];
  readonly problems: readonly IndexProblem[];
  readonly unlisted: readonly number[];
}

/** Gives each line its file and target, or says why not; `onceFor` names what one file may be given to only once. */
const assign = <T extends Target>(
  { lines, problems }: IndexLines,
  context: Files,
  targetOf: (line: IndexLine) => T | { readonly problem: string },
  onceFor: (file: number, target: T) => string,
): Assigned<T> => {
  const assigned: (Assignment & T)[] = [];
  const said = [...problems];
  const taken = new Set<string>();
  for (const line of lines) {
    const { row, cell } = line;
    const name = cell('fileName');
    const say = (message: string): void => void said.push({ row, message });
    const file = fileOf(name, context);
    const target = targetOf(line);
    const day = cell('formedOn');
    const formedOn = dayOf(day);
    if (typeof file === 'string') say(file);
    else if ('problem' in target) say(target.problem);
    else if (taken.has(onceFor(file, target))) say(`文件“${name}”在表中出现了两次，只按第一次处理。`);
    else if (day && !formedOn) say(`形成日期“${day}”不是有效日期，请写成 2024-09-01 的样子。`);
    else if (formedOn && formedOn > context.today) say('形成日期晚于今天，请改正。');
    else {
      taken.add(onceFor(file, target));
      assigned.push({
        row,
        file,
        ...target,
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
    problems: said.sort((a, b) => a.row - b.row),
    unlisted: context.files.flatMap((_, index) => (listed.has(index) ? [] : [index])),
  };
};

/** Assigns files to measures of one finding as an index sheet says; what does not fit is told by row, and the rest goes on. */
export const previewIndexSheet = (
  rows: readonly (readonly string[])[],
  context: Files & Measures,
): IndexPreview =>
  assign(
    linesOf(rows, []),
    context,
    ({ cell }) => {
      const measureId = measureOf(cell('measure'), context);
      return typeof measureId === 'string' ? { measureId } : measureId;
    },
    // Within one finding a file proves one thing.
    String,
  );

/** How an index sheet names a finding: its number, and its round where several rounds use the number. */
export interface FindingReference {
  readonly no: string;
  readonly round?: string;
}

/** A finding that such a name may mean. */
export interface IndexFinding extends Measures {
  readonly findingId: string;
  readonly no: string;
  readonly round: string;
  readonly title: string;
  /** Why nothing can be uploaded to it now. */
  readonly refusal?: string;
}

export interface LedgerAssignment extends Assignment {
  readonly findingId: string;
  readonly no: string;
  readonly round: string;
  readonly seq: number;
}

export interface LedgerIndexPreview {
  readonly assigned: readonly LedgerAssignment[];
  readonly problems: readonly IndexProblem[];
  readonly unlisted: readonly number[];
}

/** Findings an index sheet over many of them names, each once: what has to be looked up first. */
export const findingsNamed = (rows: readonly (readonly string[])[]): FindingReference[] => {
  const named = new Map<string, FindingReference>();
  for (const { cell } of linesOf(rows, ['finding']).lines) {
    const [no, round] = [cell('finding'), cell('round')];
    if (no) named.set(JSON.stringify([no, round]), { no, ...(round ? { round } : {}) });
  }
  return [...named.values()];
};

/** Tells whether any of the names may mean a finding. Offices write numbers with spaces, full-width digits and 第…号. */
export const namedBy = (
  references: readonly FindingReference[],
): ((finding: Pick<IndexFinding, 'no' | 'round'>) => boolean) => {
  const rounds = Map.groupBy(references, ({ no }) => numberOf(no));
  return (finding) =>
    rounds
      .get(numberOf(finding.no))
      ?.some(({ round }) => !round || foldForComparison(finding.round) === foldForComparison(round)) ?? false;
};

const numberOf = (no: string): string =>
  foldForComparison(no)
    .replace(/^(问题|第)+/, '')
    .replace(/[号个]$/, '');

const findingOf = (
  reference: FindingReference,
  findings: readonly IndexFinding[],
): IndexFinding | { readonly problem: string } => {
  if (!reference.no) return { problem: '没有填写问题编号。' };
  const hits = findings.filter(namedBy([reference]));
  const [hit] = hits;
  const named = `${reference.round ? `${reference.round}的` : ''}问题“${reference.no}”`;
  if (!hit) return { problem: `没有找到${named}，请核对台账中的编号和轮次，或该问题不由您办理。` };
  if (hits.length > 1)
    return {
      problem: `${named}有 ${hits.length} 个（${hits.map(({ round }) => round).join('、')}），请在“轮次”一列写明。`,
    };
  return hit.refusal ? { problem: `${named}：${hit.refusal}` } : hit;
};

/**
 * Assigns files to measures of many findings. One file may prove several things: a minute of a meeting belongs to each
 * finding it dealt with, so it counts as named twice only within one measure.
 */
export const previewLedgerIndex = (
  rows: readonly (readonly string[])[],
  context: Files & { readonly findings: readonly IndexFinding[] },
): LedgerIndexPreview =>
  assign(
    linesOf(rows, ['finding']),
    context,
    ({ cell }) => {
      const round = cell('round');
      const finding = findingOf({ no: cell('finding'), ...(round ? { round } : {}) }, context.findings);
      if ('problem' in finding) return finding;
      const measureId = measureOf(cell('measure'), finding);
      if (typeof measureId !== 'string') return measureId;
      const seq = finding.measures.find(({ id }) => id === measureId)?.seq ?? 0;
      const { findingId, no } = finding;
      return { findingId, no, round: finding.round, measureId, seq };
    },
    (file, { measureId }) => `${file} ${measureId}`,
  );

/** Headings of an empty sheet to fill in, in the order offices think in. */
export const INDEX_TEMPLATE: readonly string[] = (
  ['finding', 'round', 'measure', 'fileName', 'title', 'formedOn', 'source', 'takenBy'] as const
).map((name) => (name === 'takenBy' ? '经办人' : name === 'measure' ? '措施序号' : HEADINGS[name][0]));

/** Two lines that show what belongs where; whoever fills in the sheet writes over them. */
export const INDEX_EXAMPLES: readonly (readonly string[])[] = [
  ['1', '2024年第二轮', '1', '党委会纪要.pdf', '专题党委会会议纪要', '2024-10-08', '党委办公室', '张三'],
  ['2', '2024年第二轮', '3', '制度汇编.docx', '修订后的物资采购管理办法', '2024-11-20', '物资管理部', '李四'],
];
