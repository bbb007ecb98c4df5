import {
  DEFAULT_WORKBOOK_LIMITS,
  readWorkbook,
  WorkbookError,
  writeCorrectionWorkbook,
} from '@xuncha/documents';
import {
  buildPreview,
  cellText,
  chooseSheet,
  columnsOfSheet,
  detectHeader,
  fingerprintOf,
  firstResponsibleOf,
  type HeaderDetection,
  isCommittable,
  type LedgerMapping,
  likelyFirstDataRow,
  type Membership,
  membershipActive,
  type NamedRef,
  type Preview,
  type PreviewIssue,
  peopleOf,
  type Sheet,
  shanghaiDateOf,
  systemScope,
} from '@xuncha/domain';
import { errorFields, log } from '@xuncha/http';
import {
  BATCHES,
  changeWrite,
  IMPORTS,
  type ImportReading,
  keys,
  type LedgerImport,
  listDepartments,
  listDocuments,
  listMembers,
  type MappingChoice,
  newId,
} from '@xuncha/store';
import { type ChunkFinding, hasProblem, importKeys, XLSX } from '../import-files.ts';
import type { JobDeps } from './job-deps.ts';
import { inLanes, LANES } from './parallel.ts';
import { searchRecurrences, withRecurrences } from './recurrences.ts';

/** A ledger that can't be read as it is: said to the person, who corrects the mapping or the file. */
class UnreadableLedger extends Error {
  readonly code: string;
  readonly reading: ImportReading | undefined;
  constructor(code: string, message: string, reading?: ImportReading) {
    super(message);
    this.name = 'UnreadableLedger';
    this.code = code;
    this.reading = reading;
  }
}

/** The size a registration may announce; how far it inflates is bounded as for every workbook. */
const LIMITS = { ...DEFAULT_WORKBOOK_LIMITS, maxFileBytes: 20 * 1024 * 1024 };

const MAX_UNKNOWN_DEPARTMENTS = 200;

interface ChosenSheet {
  readonly sheet: Sheet;
  readonly detection: HeaderDetection;
}

const emptyReading = (sheets: readonly Sheet[]): ImportReading => ({
  sheets: sheets.map((sheet) => sheet.name),
  headers: [],
  meta: {},
  unknownDepartments: [],
});

/** Where the person may begin to map the columns when nothing was recognised: on the sheet they named, if any. */
const blankMapping = (
  sheets: readonly Sheet[],
  named = sheets.find((candidate) => !candidate.hidden && candidate.rows.length > 0),
): ImportReading => {
  if (!named) return emptyReading(sheets);
  const detection = detectHeader(named);
  const firstDataRow = detection.confidence > 0 ? detection.firstDataRow : likelyFirstDataRow(named);
  return {
    ...emptyReading(sheets),
    mapping: { sheet: named.name, firstDataRow: firstDataRow + 1, columns: detection.columns },
    headers: columnsOfSheet(named, detection, firstDataRow),
  };
};

const HEADER_MISSING =
  '没有找到台账的表头（如“问题描述”“整改措施”“责任部门”）。请在本次导入的“列对应”中指定工作表和各列，或改正文件后重新上传。';

/** The sheet the person named, or the one that looks most like a ledger. */
const chosenSheet = (sheets: readonly Sheet[], mapping: MappingChoice | undefined): ChosenSheet => {
  if (mapping) {
    const sheet = sheets.find((candidate) => candidate.name === mapping.sheet);
    if (sheet) {
      const detection = detectHeader(sheet);
      if (mapping.columns || detection.confidence > 0) return { sheet, detection };
      throw new UnreadableLedger('header_missing', HEADER_MISSING, blankMapping(sheets, sheet));
    }
    throw new UnreadableLedger(
      'sheet_missing',
      `文件中没有名为“${mapping.sheet}”的工作表，请重新选择工作表。`,
      blankMapping(sheets),
    );
  }
  if (sheets.every((candidate) => candidate.rows.length === 0))
    throw new UnreadableLedger(
      'workbook_empty',
      '文件里没有任何内容，所有工作表都是空的。请打开文件确认台账已填写并保存，再重新上传。',
    );
  const choice = chooseSheet(sheets);
  const sheet = choice && sheets[choice.index];
  if (choice && sheet) return { sheet, detection: choice.detection };
  throw new UnreadableLedger('header_missing', HEADER_MISSING, blankMapping(sheets));
};

/** As the person says; what they leave open is as found. */
const ledgerMapping = (detection: HeaderDetection, mapping: MappingChoice | undefined): LedgerMapping => {
  const firstDataRow =
    mapping?.firstDataRow === undefined ? detection.firstDataRow : mapping.firstDataRow - 1;
  return {
    headerRows: detection.headerRows.filter((row) => row < firstDataRow),
    firstDataRow,
    columns: mapping?.columns ?? detection.columns,
  };
};

/** Wordings the round already has, of those in this sheet. One read a hundred wordings, whatever the round holds. */
const existingFingerprints = async (
  tenantId: string,
  round: string | undefined,
  wordings: readonly string[],
  { table }: JobDeps,
): Promise<ReadonlySet<string>> => {
  if (!round) return new Set();
  const byPartition = new Map(
    wordings.map((fingerprint) => [keys.fingerprint(tenantId, round, fingerprint).pk, fingerprint]),
  );
  const found = await table.getMany(
    [...byPartition.values()].map((fp) => keys.fingerprint(tenantId, round, fp)),
  );
  return new Set(found.flatMap((item) => byPartition.get(String(item.pk)) ?? []));
};

interface Context {
  readonly departments: readonly NamedRef[];
  readonly members: readonly Membership[];
  readonly round: string | undefined;
}

const contextOf = async (job: LedgerImport, deps: JobDeps): Promise<Context> => {
  const scope = systemScope('jobs', job.tenantId);
  const today = shanghaiDateOf(deps.now());
  const [departments, members, batches] = await Promise.all([
    listDepartments(deps.table, scope),
    listMembers(deps.table, scope),
    // The round is named when the import is confirmed; until then it is taken to be that of the newest batch.
    listDocuments(deps.table, BATCHES, job.tenantId, { limit: 1 }),
  ]);
  return {
    departments,
    members: members.filter((member) => membershipActive(member, today)),
    round: batches.items[0]?.round,
  };
};

/** Issues stand at rows; each belongs to the finding whose rows hold it. */
const withIssues = (preview: Preview): ChunkFinding[] => {
  const byRow = Map.groupBy(preview.issues, (issue) => issue.row);
  return preview.findings.map((finding, index) => {
    const issues: PreviewIssue[] = [];
    for (let row = finding.rowStart; row <= finding.rowEnd; row += 1) issues.push(...(byRow.get(row) ?? []));
    return { ...finding, index, issues };
  });
};

const chunksOf = (findings: readonly ChunkFinding[], size: number): ChunkFinding[][] =>
  Array.from({ length: Math.ceil(findings.length / size) }, (_, chunk) =>
    findings.slice(chunk * size, (chunk + 1) * size),
  );

interface ReadLedger {
  readonly preview: Preview;
  readonly chunks: readonly (readonly ChunkFinding[])[];
  readonly reading: ImportReading;
}

const describe = (
  preview: Preview,
  chunks: ReadLedger['chunks'],
): Pick<ImportReading, 'totals' | 'chunks' | 'unknownDepartments'> => {
  const { findings, measures, ok, warning, error, duplicate, exists } = preview.totals;
  const unknown = preview.issues
    .filter((issue) => issue.code === 'unknown_department')
    .map((issue) => issue.value);
  return {
    totals: { findings, measures, good: ok, warnings: warning, errors: error, duplicates: duplicate, exists },
    chunks: chunks.map((chunk) => ({
      findings: chunk.length,
      good: chunk.filter(isCommittable).length,
      problems: chunk.filter(hasProblem).length,
    })),
    unknownDepartments: [...new Set(unknown)].slice(0, MAX_UNKNOWN_DEPARTMENTS),
  };
};

/** Pure but for the fingerprints it asks for: the sheet as an import would take it. */
const preview = async (
  job: LedgerImport,
  sheets: readonly Sheet[],
  context: Context,
  deps: JobDeps,
): Promise<ReadLedger> => {
  const { sheet, detection } = chosenSheet(sheets, job.mapping);
  const mapping = ledgerMapping(detection, job.mapping);
  const base: ImportReading = {
    ...emptyReading(sheets),
    mapping: {
      sheet: sheet.name,
      firstDataRow: mapping.firstDataRow + 1,
      columns: mapping.columns,
      departments: job.mapping?.departments,
    },
    headers: columnsOfSheet(sheet, detection, mapping.firstDataRow),
    meta: detection.meta,
    round: context.round,
    principal: firstResponsibleOf(context.members),
  };
  const textColumn = mapping.columns.text;
  if (textColumn === undefined)
    throw new UnreadableLedger(
      'text_column_missing',
      '没有找到“具体问题”列。请在本次导入的“列对应”中指定哪一列是问题描述，再重新生成预览。',
      base,
    );
  const wordings = sheet.rows
    .slice(mapping.firstDataRow)
    .map((row) => cellText(row[textColumn]))
    .filter((text) => text.trim() !== '')
    .map(fingerprintOf);
  const read = buildPreview(sheet, mapping, {
    departments: context.departments,
    departmentAliases: job.mapping?.departments,
    people: peopleOf(context.members),
    existingFingerprints: await existingFingerprints(job.tenantId, context.round, wordings, deps),
    round: { feedbackDate: detection.meta.feedbackDate },
  });
  const today = shanghaiDateOf(deps.now());
  const built = await withRecurrences(read, await searchRecurrences(deps.table, job.tenantId, today));
  if (built.findings.length === 0)
    throw new UnreadableLedger(
      'no_findings',
      '表头下面没有问题。请在本次导入的“列对应”中检查工作表、数据从第几行开始和“具体问题”对应的列，或改正文件后重新上传。',
      base,
    );
  const chunks = chunksOf(withIssues(built), deps.chunkFindings);
  const correction = built.totals.error + built.totals.duplicate > 0;
  const previewId = newId(deps.now().getTime());
  return {
    preview: built,
    chunks,
    reading: { ...base, ...describe(built, chunks), previewId, correction },
  };
};

/** Puts chunks and correction workbook into a folder of this reading's own: another reading can't mix with it. */
const store = async (job: LedgerImport, ledger: ReadLedger, context: Context, deps: JobDeps) => {
  const previewId = ledger.reading.previewId ?? '';
  await inLanes([...ledger.chunks.entries()], LANES, ([index, chunk]) =>
    deps.vault.write(
      importKeys.chunk(job.tenantId, job.id, previewId, index),
      JSON.stringify(chunk),
      'application/json',
    ),
  );
  if (!ledger.reading.correction) return;
  const workbook = await writeCorrectionWorkbook(
    ledger.preview,
    context.departments.map((department) => department.name),
  );
  await deps.vault.write(importKeys.correction(job.tenantId, job.id, previewId), workbook, XLSX);
};

/** Why the file can't be imported, in words for the person; undefined when the fault is not the file's. */
const problemOf = (error: unknown): { code: string; message: string } | undefined => {
  if (error instanceof WorkbookError || error instanceof UnreadableLedger)
    return { code: error.code, message: error.message };
  return undefined;
};

/** A parser's own fault would come back with every retry: it ends the reading and is logged for us. */
const parse = async (source: Uint8Array): Promise<Sheet[]> => {
  try {
    return await readWorkbook(source, LIMITS);
  } catch (error) {
    if (error instanceof WorkbookError) throw error;
    log('error', 'ledger_unreadable', errorFields(error));
    throw new UnreadableLedger(
      'unreadable',
      '读取文件时出错。请用 Excel 打开，另存为新的 .xlsx 文件后重新上传；如仍出错请联系管理员。',
    );
  }
};

/** Reads an uploaded ledger into a preview, or says why it can't. */
export const readLedger = async (job: LedgerImport, deps: JobDeps): Promise<void> => {
  const updatedAt = deps.now().toISOString();
  const next = await outcomeOf(job, deps);
  await deps.table.transact([changeWrite(IMPORTS, job, { ...job, ...next, updatedAt })]);
};

const outcomeOf = async (job: LedgerImport, deps: JobDeps): Promise<Partial<LedgerImport>> => {
  const source = await deps.vault.read(importKeys.source(job.tenantId, job.id));
  if (!source)
    return {
      status: 'failed',
      problem: { code: 'source_missing', message: '没有找到上传的文件，请重新登记并上传。' },
    };
  const context = await contextOf(job, deps);
  try {
    const ledger = await preview(job, await parse(source), context, deps);
    await store(job, ledger, context, deps);
    return {
      status: 'previewed',
      problem: undefined,
      reading: ledger.reading,
      done: 0,
      total: ledger.preview.findings.length,
    };
  } catch (error) {
    const problem = problemOf(error);
    if (!problem) throw error;
    const reading = error instanceof UnreadableLedger ? error.reading : undefined;
    return { status: 'failed', problem, reading: reading ?? job.reading };
  }
};
