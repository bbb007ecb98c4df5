import {
  type ApprovalStep,
  type ExportStamp,
  type IndexEntry,
  type MatterEntry,
  type MatterReading,
  watermark,
} from '@xuncha/archive';
import { type DataRow, type WorkbookColumn, type WorkbookSheet, writeWorkbook } from '@xuncha/documents';
import type { Evidence, Finding, Measure } from '@xuncha/domain';
import type { GatheredFinding } from './gather-finding.ts';
import { EVIDENCE_STATES, FINDING_STATES, MEASURE_STATES } from './state-titles.ts';

const COLUMNS: readonly WorkbookColumn[] = [
  { key: 'no', header: '编号', width: 8, align: 'center', merged: true },
  { key: 'text', header: '巡察反馈问题', width: 40, merged: true },
  { key: 'department', header: '牵头部门', width: 14, merged: true },
  { key: 'due', header: '整改期限', width: 12, align: 'center', merged: true },
  { key: 'state', header: '状态', width: 12, align: 'center', merged: true },
  { key: 'closeoutNo', header: '销号编号', width: 18, align: 'center', merged: true },
  { key: 'kind', header: '类别', width: 12, align: 'center' },
  { key: 'content', header: '内容', width: 44 },
  { key: 'by', header: '责任人／办理人', width: 18 },
  { key: 'at', header: '日期', width: 12, align: 'center' },
  { key: 'status', header: '进展／结论', width: 14, align: 'center' },
  { key: 'file', header: '文件', width: 32 },
  { key: 'size', header: '字节', width: 12, align: 'right' },
  { key: 'sha256', header: 'SHA-256', width: 40 },
];

const MATTER_COLUMNS: readonly WorkbookColumn[] = [
  { key: 'kind', header: '类别', width: 12, align: 'center', merged: true },
  { key: 'title', header: '事项', width: 44, merged: true },
  { key: 'round', header: '轮次', width: 16, align: 'center', merged: true },
  { key: 'state', header: '状态', width: 14, align: 'center', merged: true },
  { key: 'due', header: '期限', width: 12, align: 'center', merged: true },
  { key: 'created', header: '登记日期', width: 12, align: 'center', merged: true },
  { key: 'purpose', header: '附件用途', width: 18 },
  { key: 'file', header: '文件', width: 36 },
  { key: 'by', header: '上传人', width: 12 },
  { key: 'size', header: '字节', width: 12, align: 'right' },
  { key: 'sha256', header: 'SHA-256', width: 40 },
];
const MATTER_SHEET = '方案督办会议等事项';

/** Where a finding's files stand in the bag, below `data/` as the index itself. */
export interface FindingPaths {
  /** Evidence id → path. */
  readonly evidence: ReadonlyMap<string, string>;
  readonly snapshot: string | undefined;
  readonly approvals: string | undefined;
}

type Cells = DataRow['cells'];

/** Rows of the index by round, one finding after the other. */
export interface RoundRows {
  readonly round: string;
  readonly rows: readonly DataRow[];
  /** The finding's line in `index.html`. */
  readonly entry: IndexEntry;
}

/** Rows of one matter: its files. */
export interface MatterRows {
  readonly rows: readonly DataRow[];
  /** The matter's line in `index.html`. */
  readonly matter: MatterEntry;
}
export type IndexRows = RoundRows | MatterRows;

/** One matter in the 档案目录, with the files it has in the bag. */
export const matterRows = (
  { record, layout, words }: MatterReading,
  entry: MatterEntry,
  due: string | undefined,
): MatterRows => {
  const head: Cells = {
    kind: entry.kindTitle,
    title: linked(entry.title, entry.page.slice('data/'.length)),
    round: entry.round,
    state: entry.state,
    due,
    created: entry.createdOn,
  };
  const files = record.evidence.map(
    ({ id, fileName, size, sha256 }): Cells => ({
      purpose: words.files.get(id)?.purpose,
      file: linked(fileName, layout.paths.get(id)?.slice('data/'.length)),
      by: words.files.get(id)?.uploadedBy,
      size,
      sha256,
    }),
  );
  const rows = (files.length > 0 ? files : [{}]).map((cells, position) => ({
    mergeKey: record.id,
    cells: position === 0 ? { ...head, ...cells } : cells,
  }));
  return { rows, matter: entry };
};

/** One finding in the 档案目录: its measures with their evidence, its decisions with their minutes. */
export const indexRows = (
  { aggregate, record }: GatheredFinding,
  paths: FindingPaths,
): Omit<RoundRows, 'entry'> => {
  const { finding, body } = aggregate;
  // The finding's own columns are merged over its rows: only the first one shows.
  const head = headCells(finding, body.text, paths);
  const rows = itemRows(aggregate, record.approvals, paths).map((cells, position) => ({
    mergeKey: finding.id,
    cells: position === 0 ? { ...head, ...cells } : cells,
  }));
  return { round: finding.round, rows };
};

/** Rows of one workbook: 4,000 take some 60 MB while it is written, and a person doesn't read more at once. */
const ROWS_PER_WORKBOOK = 4_000;

/** Divides the index into workbooks, each of whole findings and matters. */
export function* workbooksOf(members: Iterable<IndexRows>): Generator<IndexRows[]> {
  let open: IndexRows[] = [];
  let rows = 0;
  for (const member of members) {
    if (rows > 0 && rows + member.rows.length > ROWS_PER_WORKBOOK) {
      yield open;
      open = [];
      rows = 0;
    }
    open.push(member);
    rows += member.rows.length;
  }
  // Without a finding there is still the cover.
  yield open;
}

/**
 * 档案目录 as a workbook: round → finding → rows, every file a relative link. One sheet per round, one
 * for everything that is no finding. Its foot carries the
 * watermark on every printed page.
 */
export const writeIndexSheet = (
  stamp: ExportStamp,
  facts: Readonly<Record<string, string | number>>,
  members: readonly IndexRows[],
): Promise<Uint8Array> => {
  const mark = watermark(stamp);
  const findings = members.filter((one) => 'round' in one);
  const rounds = [...Map.groupBy(findings, ({ round }) => round)].map(
    ([round, ofRound]): WorkbookSheet => ({
      name: round,
      title: `${stamp.organisation}${round}整改档案目录`,
      subtitles: [mark],
      columns: COLUMNS,
      rows: ofRound.flatMap(({ rows }) => rows),
      freezeColumns: 2,
    }),
  );
  const matters = members.filter((one) => 'matter' in one);
  return writeWorkbook({
    title: `${stamp.exportNo} 档案目录`,
    pageFooter: mark,
    // Not the clock: built again, an export has the same bytes.
    at: stamp.exportedAt,
    sheets: [
      coverSheet(stamp, mark, facts),
      ...rounds,
      ...(matters.length > 0 ? [matterSheet(stamp, mark, matters)] : []),
    ],
  });
};

const matterSheet = (stamp: ExportStamp, mark: string, matters: readonly MatterRows[]): WorkbookSheet => ({
  name: MATTER_SHEET,
  title: `${stamp.organisation}整改方案、督办、约谈、会议、报告等事项目录`,
  subtitles: [mark],
  columns: MATTER_COLUMNS,
  rows: matters.flatMap(({ rows }) => rows),
  freezeColumns: 2,
});

const coverSheet = (
  stamp: ExportStamp,
  mark: string,
  facts: Readonly<Record<string, string | number>>,
): WorkbookSheet => {
  const lines = {
    密级: stamp.classification,
    导出编号: stamp.exportNo,
    单位: stamp.organisation,
    范围: stamp.scope,
    导出人: `${stamp.exportedBy.unit} ${stamp.exportedBy.name}`,
    ...facts,
  };
  return {
    name: '说明',
    title: '巡察整改档案',
    subtitles: [mark],
    columns: [
      { key: 'name', header: '项目', width: 16, align: 'center' },
      { key: 'value', header: '内容', width: 80 },
    ],
    rows: Object.entries(lines).map(([name, value]) => ({ cells: { name, value } })),
    footers: ['核验方法见 VERIFY.md。文件链接在解压后的档案文件夹内有效。'],
  };
};

const headCells = (finding: Finding, text: string, paths: FindingPaths): Cells => ({
  no: finding.no,
  text: linked(text, paths.snapshot),
  department: finding.responsibility.departmentName,
  due: finding.dueDate,
  state: FINDING_STATES[finding.state],
  closeoutNo: finding.closeoutNo,
});

const linked = (text: string, path: string | undefined) => (path ? { text, link: path } : text);

const itemRows = (
  { measures, evidence }: GatheredFinding['aggregate'],
  approvals: readonly ApprovalStep[],
  paths: FindingPaths,
): Cells[] => {
  const fileRows = (items: readonly Evidence[]) => items.map((item) => evidenceCells(item, paths));
  const ofMeasures = measures.flatMap((measure) => [
    measureCells(measure),
    ...fileRows(evidence.filter((item) => item.purpose === 'measure' && item.measureId === measure.id)),
  ]);
  const steps = approvals.map((step) => approvalCells(step, paths));
  const rows = [...ofMeasures, ...steps, ...fileRows(evidence.filter((item) => item.purpose === 'minutes'))];
  // A finding without anything yet still has its line.
  return rows.length > 0 ? rows : [{}];
};

const measureCells = (measure: Measure): Cells => ({
  kind: '整改措施',
  content: measure.result ? `${measure.text}\n完成情况：${measure.result}` : measure.text,
  by: measure.handlerName ?? measure.leaderName ?? measure.departmentName,
  at: measure.doneAt?.slice(0, 10) ?? measure.term.date ?? measure.term.original,
  status: `${MEASURE_STATES[measure.status]} ${measure.progress}%`,
});

const evidenceCells = (item: Evidence, paths: FindingPaths): Cells => {
  const path = paths.evidence.get(item.id);
  return {
    kind: item.purpose === 'minutes' ? '会议纪要' : '佐证材料',
    content: item.withdrawnReason ?? item.refusal?.message ?? item.source,
    by: item.uploadedByName,
    at: item.formedOn,
    status: EVIDENCE_STATES[item.status],
    file: linked(item.fileName, path),
    // Size and hash are those of a file that is in the archive.
    ...(path ? { size: item.size, sha256: item.sha256 } : {}),
  };
};

const approvalCells = (step: ApprovalStep, paths: FindingPaths): Cells => ({
  kind: step.gateTitle,
  content: [step.opinion, step.meeting && `会议：${step.meeting.date} ${step.meeting.agendaItem ?? ''}`]
    .filter(Boolean)
    .join('\n'),
  by: step.onBehalfOf ? `${step.by.name}（代 ${step.onBehalfOf.name}）` : step.by.name,
  at: shanghaiDay(step.at),
  status: step.outcomeTitle,
  file: linked('审批记录', paths.approvals),
});

/** `2024-12-31`: business time is Asia/Shanghai. */
const shanghaiDay = (iso: string): string =>
  new Date(iso).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
