import { createHash } from 'node:crypto';
import { watermark } from '@xuncha/archive';
import { type WorkbookSheet, writeWorkbook } from '@xuncha/documents';
import {
  type AlertLevel,
  addCalendarDays,
  arrangeLedger,
  authorize,
  FUNNEL_TITLES,
  GATE_TITLES,
  type IdleLevel,
  LEDGER_DUE_TITLES,
  type LedgerFilter,
  type LedgerRow,
  type LedgerView,
  type LedgerWords,
  ledgerColumn,
  ledgerMatcher,
  ofTheDay,
  parseLedgerView,
  type ResultClass,
  STANDARD_COLUMNS,
  type StoredLedgerRow,
  shanghaiDateOf,
  TERM_CLASS_TITLES,
  type TenantScope,
  wordingMatcher,
} from '@xuncha/domain';
import {
  BATCHES,
  changeWrite,
  decideOnTenants,
  isExportWanted,
  LEDGER_EXPORTS,
  type LedgerExport,
  noteExportProgress,
  readDepartment,
  readDocument,
  readTenant,
  type SheetPosition,
  searchSheets,
  type Table,
} from '@xuncha/store';
import { FINDING_STATES } from '../archive/state-titles.ts';
import { XLSX } from '../import-files.ts';
import type { JobDeps } from './job-deps.ts';

/** Inspection material that is not classified; classified files must not be uploaded at all. */
const CLASSIFICATION = '内部资料';
/** A list is old after a week; who still needs it exports again and gets the present one. */
const KEPT_DAYS = 7;
/** Lines per read: what one request for sheets answers. */
const LINES = 2048;

const ALERT_TITLES: Readonly<Record<AlertLevel, string>> = { blue: '临期', yellow: '预警', red: '逾期' };
const IDLE_TITLES: Readonly<Record<IdleLevel, string>> = { noticed: '近期未推进', stalled: '久未推进' };
const RESULT_TITLES: Readonly<Record<ResultClass, string>> = {
  closed: '已销号',
  stage: '阶段性成果，持续整改',
  open: '未完成',
};

const IN_TIME_TITLES = { yes: '按时销号', no: '逾期销号' } as const;

const WORDS: LedgerWords = {
  state: (state) => FINDING_STATES[state],
  termClass: (termClass) => TERM_CLASS_TITLES[termClass],
  gate: (gate) => GATE_TITLES[gate],
  alert: (level) => ALERT_TITLES[level],
  idle: (level) => IDLE_TITLES[level],
  result: (result) => RESULT_TITLES[result],
};

const shanghaiMinute = (iso: string): string =>
  new Date(iso).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).slice(0, 16);

/** Every line of the view, under the rights of the person who asked; undefined once it has been called off. */
const rowsOf = async (
  job: LedgerExport,
  view: LedgerView,
  scope: TenantScope,
  table: Table,
  today: string,
): Promise<LedgerRow[] | undefined> => {
  const chosen = job.findingIds && new Set(job.findingIds);
  const matches = ledgerMatcher(view.filter, today);
  const wording = wordingMatcher(view.filter, today);
  const isChosen = ({ id }: { readonly id: string }) => !chosen || chosen.has(id);
  const question = {
    matches: (row: StoredLedgerRow) => isChosen(row) && matches(row),
    ...(wording
      ? { wording: { ...wording, open: (row: StoredLedgerRow) => isChosen(row) && wording.open(row) } }
      : {}),
  };
  const rows: LedgerRow[] = [];
  let looked = 0;
  let position: SheetPosition | undefined;
  do {
    const page = await searchSheets(table, scope, question, {
      limit: LINES,
      position,
    });
    for (const row of page.rows) rows.push({ ...row, ...ofTheDay(row, today) });
    looked += page.looked;
    await noteExportProgress(table, job, looked);
    if (!(await isExportWanted(table, job))) return undefined;
    position = page.next;
  } while (position);
  return arrangeLedger(rows, view, WORDS);
};

/** The conditions in words, for whoever holds the printed list. */
const describe = async ({ filter }: LedgerView, scope: TenantScope, table: Table): Promise<string> => {
  const { departmentId, batchId } = filter;
  const [department, batch] = await Promise.all([
    departmentId ? readDepartment(table, scope, departmentId) : undefined,
    batchId ? readDocument(table, BATCHES, scope.tenantId, batchId) : undefined,
  ]);
  // None may be missing: the record names them all.
  const parts: Readonly<Record<keyof LedgerFilter, readonly [string, string | undefined]>> = {
    states: ['状态', filter.states?.map((state) => FINDING_STATES[state]).join('、')],
    due: ['期限', filter.due && LEDGER_DUE_TITLES[filter.due]],
    departmentId: ['责任部门', departmentId && (department?.name ?? departmentId)],
    batchId: ['批次', batchId && (batch?.title ?? batchId)],
    round: ['轮次', filter.round],
    category: ['类别', filter.category],
    domain: ['领域', filter.domain],
    termClass: ['整改类型', filter.termClass && TERM_CLASS_TITLES[filter.termClass]],
    person: ['人员', filter.person],
    alert: ['预警', filter.alert && ALERT_TITLES[filter.alert]],
    idle: ['推进情况', filter.idle && IDLE_TITLES[filter.idle]],
    result: ['整改结果', filter.result && RESULT_TITLES[filter.result]],
    rules: ['制度建设', filter.rules && '已建制度'],
    step: ['整改环节', filter.step && FUNNEL_TITLES[filter.step]],
    closedIn: ['销号月份', filter.closedIn],
    inTime: ['是否按时', filter.inTime && IN_TIME_TITLES[filter.inTime]],
    q: ['关键词', filter.q],
  };
  const named = Object.values(parts).flatMap(([name, value]) => (value ? [`${name}：${value}`] : []));
  return named.length > 0 ? named.join('；') : '全部问题';
};

/** One round in all lines is the list's; several are named in their own column, if it is shown. */
const roundOf = (rows: readonly LedgerRow[]): string => {
  const rounds = [...new Set(rows.map(({ round }) => round))];
  return rounds.length === 1 ? (rounds[0] ?? '') : `${rounds.length} 个轮次`;
};

interface Sheet {
  readonly content: Uint8Array;
  readonly rows: number;
  readonly fileName: string;
}

/** The workbook in the house's form: title, unit, round, date and mark above, frozen header, mark on every page. */
const workbookOf = async (
  job: LedgerExport,
  scope: TenantScope,
  table: Table,
  now: Date,
): Promise<Sheet | undefined> => {
  const today = shanghaiDateOf(now);
  const view = parseLedgerView(new Map(new URLSearchParams(job.query).entries()));
  const rows = await rowsOf(job, view, scope, table, today);
  if (!rows) return undefined;
  const unit = (await readTenant(table, job.tenantId))?.name ?? job.tenantId;
  const columns = (view.columns ?? STANDARD_COLUMNS).map(ledgerColumn);
  const mark = watermark({
    exportNo: `TZ-${job.id.slice(-8).toUpperCase()}`,
    exportedAt: job.createdAt,
    exportedBy: {
      userId: job.actor.userId,
      name: job.actor.onBehalfOf ? `${job.actor.name}（代 ${job.actor.onBehalfOf.name}）` : job.actor.name,
      // Of HQ's own people the unit's register says nothing; their tenant's code is what the trail names too.
      unit: job.actor.tenantId === job.tenantId ? unit : '集团',
    },
    classification: CLASSIFICATION,
    organisation: unit,
    scope: '台账',
  });
  const sheet: WorkbookSheet = {
    name: '问题台账',
    title: `${unit}巡察反馈问题整改台账`,
    subtitles: [
      `单位：${unit}　轮次：${roundOf(rows)}　日期：${shanghaiMinute(job.createdAt)}　共 ${rows.length} 条　密级：${CLASSIFICATION}`,
      `范围：${await describe(view, scope, table)}`,
      mark,
    ],
    columns: [
      { key: '#', header: '序号', width: 6, align: 'center' },
      ...columns.map(({ id, label, sheetWidth, align }) => ({
        key: id,
        header: label.zh,
        width: sheetWidth,
        align,
      })),
    ],
    rows: rows.map((row, index) => ({
      cells: {
        '#': index + 1,
        ...Object.fromEntries(columns.map(({ id, text }) => [id, text(row, WORDS)])),
      },
    })),
    freezeColumns: 2,
  };
  const content = await writeWorkbook({
    title: `${unit}整改台账`,
    pageFooter: mark,
    at: job.createdAt,
    sheets: [sheet],
  });
  return {
    content,
    rows: rows.length,
    fileName: `${unit}整改台账-${today.replaceAll('-', '')}.xlsx`,
  };
};

/** What was made, recorded with its hash in the unit's chain, in one transaction with the export's item. */
const finish = async (job: LedgerExport, outcome: Partial<LedgerExport>, { table, now }: JobDeps) => {
  const { id: exportId, query } = job;
  const data = { exportId, query, rows: outcome.rows, sha256: outcome.sha256 };
  const scope = readingScope(job);
  await decideOnTenants(table, scope, { actor: job.actor, at: now().toISOString() }, async () => {
    const head = await readTenant(table, job.tenantId);
    if (!head || !(await isExportWanted(table, job))) return undefined;
    return {
      changes: [{ head, event: { type: 'ledger_export.completed', data } }],
      beside: [changeWrite(LEDGER_EXPORTS, job, { ...job, ...outcome })],
      answer: { status: 200, body: null },
    };
  });
};

/** The rights of the person at the time of asking; the request itself was authorised before it was stored. */
const readingScope = ({ principal, tenantId }: LedgerExport): TenantScope => {
  const scope = authorize(principal, 'finding.export', tenantId);
  if (!scope.ok) throw new Error('an export was stored for somebody who may not export');
  return scope.value;
};

const objectKeyOf = ({ tenantId, id }: LedgerExport): string => `t/${tenantId}/ledger-exports/${id}.xlsx`;

/**
 * Removes what was written of an export that has been called off. Its record follows that of the making, and changes of
 * one item come one after the other: nothing is written any more when this runs.
 */
export const discardLedgerExport = async (job: LedgerExport, { exports }: JobDeps): Promise<void> =>
  exports.remove(objectKeyOf(job));

/**
 * Makes the workbook of an export (K02). Repeated after a breakdown it makes it again under the same key: the bytes
 * differ at most by what has changed in the ledger since.
 */
export const exportLedger = async (job: LedgerExport, deps: JobDeps): Promise<void> => {
  const now = deps.now();
  const sheet = await workbookOf(job, readingScope(job), deps.table, now);
  if (!sheet) return;
  const objectKey = objectKeyOf(job);
  await deps.exports.write(objectKey, sheet.content, XLSX);
  await finish(
    job,
    {
      status: 'ready',
      rows: sheet.rows,
      fileName: sheet.fileName,
      objectKey,
      sha256: createHash('sha256').update(sheet.content).digest('hex'),
      expiresOn: addCalendarDays(shanghaiDateOf(now), KEPT_DAYS),
    },
    deps,
  );
};
