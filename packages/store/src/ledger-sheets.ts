import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { covers, type Finding, type StoredLedgerRow, storedRowOf, type TenantScope } from '@xuncha/domain';
import { TooManyConflicts } from './execute.ts';
import { keys } from './keys.ts';
import { ConditionFailed, type Item, type Table, type Write } from './table.ts';
import { readWordings } from './wordings.ts';

/**
 * The ledger sheets: a projection that holds every finding of a tenant as one compact line, in items of at most
 * `SHEET_ROWS` lines in the order of their ids. What no index answers – words, several conditions, another order – is
 * looked for in them: a line costs a tenth of what it costs in an index. docs/adr names the figures.
 */

/** Some 5 KB compressed: a change of one finding rewrites its sheet, a page of 50 is read in one unit or two. */
export const SHEET_ROWS = 64;
/** Sheets one request looks through: about 2,000 findings. The cursor goes on from there. */
export const SHEETS_PER_SEARCH = 32;
/** As many where whole wordings are read too, which are some 450 bytes each: about 1,000 findings, some 70 read units. */
export const SHEETS_PER_WORDING_SEARCH = 16;

/** Order of the values of a line; new ones go to the end, so that sheets written before stay readable. */
const FIELDS = [
  'id',
  'version',
  'no',
  'title',
  'state',
  'dueDate',
  'departmentId',
  'departmentName',
  'leaderName',
  'handlerName',
  'progress',
  'measureCount',
  'measureDone',
  'termClass',
  'category',
  'domain',
  'round',
  'batchId',
  'gate',
  'gateDue',
  'closeoutNo',
  'alert',
  'lastActOn',
  'result',
  'rulesBuilt',
  'closedOn',
] as const satisfies readonly (keyof StoredLedgerRow)[];

interface LedgerSheet {
  /** Lowest id that belongs here; empty in the first sheet. */
  readonly from: string;
  /** Lowest id of the next sheet; absent in the last one. */
  readonly upTo?: string;
  /** 0: not stored yet. */
  readonly version: number;
  readonly rows: readonly StoredLedgerRow[];
}

/** The values of a line in the order of `FIELDS`, without their names. */
export const lineValues = (row: StoredLedgerRow): unknown[] => FIELDS.map((field) => row[field] ?? null);

export const lineOfValues = (tenantId: string, values: readonly unknown[]): StoredLedgerRow => {
  const row: Record<string, unknown> = { tenantId };
  for (const [index, field] of FIELDS.entries()) row[field] = values[index] ?? undefined;
  return row as Partial<StoredLedgerRow> as StoredLedgerRow;
};

const pack = (rows: readonly StoredLedgerRow[]): Uint8Array =>
  new Uint8Array(
    brotliCompressSync(JSON.stringify(rows.map(lineValues)), {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        // 5 of 11: a sheet takes half a millisecond; the best takes twenty and saves 4 %.
        [constants.BROTLI_PARAM_QUALITY]: 5,
      },
    }),
  );

const unpack = (tenantId: string, packed: Uint8Array): StoredLedgerRow[] =>
  (JSON.parse(brotliDecompressSync(packed).toString('utf8')) as unknown[][]).map((values) =>
    lineOfValues(tenantId, values),
  );

const sheetOf = (tenantId: string, item: Item): LedgerSheet => ({
  from: String(item.sk).slice(2),
  upTo: item.upTo as string | undefined,
  version: Number(item.version),
  rows: unpack(tenantId, item.rows as Uint8Array),
});

const sheetWrite = (tenantId: string, sheet: LedgerSheet): Write => {
  const put = {
    ...keys.ledgerSheet(tenantId, sheet.from),
    kind: 'ledger_sheet',
    upTo: sheet.upTo,
    version: sheet.version + 1,
    rows: pack(sheet.rows),
  };
  return sheet.version > 0 ? { put, ifVersion: sheet.version } : { put, ifAbsent: true };
};

const readSheetFor = async (table: Table, tenantId: string, findingId: string): Promise<LedgerSheet> => {
  const { items } = await table.query({
    partition: keys.ledgerSheetsPk(tenantId),
    from: keys.ledgerSheet(tenantId, '').sk,
    to: keys.ledgerSheet(tenantId, findingId).sk,
    descending: true,
    limit: 1,
    consistent: true,
  });
  return items[0] ? sheetOf(tenantId, items[0]) : { from: '', version: 0, rows: [] };
};

/**
 * The sheets that come of one. The last sheet is filled to the brim, because ids rise with time; one in the middle is
 * divided evenly, so that neither half has to be divided again at once.
 */
const divided = (sheet: LedgerSheet): LedgerSheet[] => {
  const { rows } = sheet;
  if (rows.length <= SHEET_ROWS) return [sheet];
  const parts = Math.ceil(rows.length / SHEET_ROWS);
  const size = sheet.upTo === undefined ? SHEET_ROWS : Math.ceil(rows.length / parts);
  const starts = Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => index * size);
  return starts.map((start, index) => ({
    from: index === 0 ? sheet.from : (rows[start]?.id ?? ''),
    upTo: rows[start + size]?.id ?? sheet.upTo,
    version: index === 0 ? sheet.version : 0,
    rows: rows.slice(start, start + size),
  }));
};

/** A line that becomes newer, and what stood there. */
export interface LineChange {
  readonly before: StoredLedgerRow | undefined;
  readonly after: StoredLedgerRow;
}

/** The sheet with what is newer in `rows`; undefined when it says all of it already. */
const merged = (
  sheet: LedgerSheet,
  rows: readonly StoredLedgerRow[],
): { readonly next: LedgerSheet; readonly changes: LineChange[] } | undefined => {
  const byId = new Map(sheet.rows.map((row) => [row.id, row]));
  const changes: LineChange[] = [];
  for (const after of rows) {
    const before = byId.get(after.id);
    if ((before?.version ?? 0) >= after.version) continue;
    byId.set(after.id, after);
    changes.push({ before, after });
  }
  if (changes.length === 0) return undefined;
  return { next: { ...sheet, rows: [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1)) }, changes };
};

/** Two batches of the stream seldom meet in one sheet; twelve tries outlast a whole import beside a rebuild. */
const MAX_TRIES = 12;

/** A sheet that takes so many new lines becomes 17: far below the 100 writes of a transaction. */
const LINES_PER_WRITE = 1000;

/** What else follows from lines that become newer; runs before their sheet is written, so that a repetition runs it again. */
type Beside = (changes: readonly LineChange[]) => Promise<void>;

const writeSheet = async (
  table: Table,
  tenantId: string,
  rows: readonly StoredLedgerRow[],
  beside: Beside,
): Promise<number> => {
  const [first] = rows;
  if (!first) return 0;
  for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
    const sheet = await readSheetFor(table, tenantId, first.id);
    const own = rows
      .filter(({ id }) => sheet.upTo === undefined || id < sheet.upTo)
      .slice(0, LINES_PER_WRITE);
    const newer = merged(sheet, own);
    if (!newer) return own.length;
    await beside(newer.changes);
    try {
      const writes = divided(newer.next).map((part) => sheetWrite(tenantId, part));
      const [only] = writes;
      if (writes.length === 1 && only && 'put' in only) await table.put(only);
      else await table.transact(writes);
      return own.length;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
  throw new TooManyConflicts();
};

/** Brings the lines of these findings into the sheets. Comes twice or late: a line only ever gets newer. */
export const projectSheets = async (
  table: Table,
  tenantId: string,
  findings: readonly Finding[],
  beside: Beside = async () => undefined,
): Promise<void> => {
  const latest = new Map<string, StoredLedgerRow>();
  for (const finding of findings)
    if ((latest.get(finding.id)?.version ?? 0) < finding.version)
      latest.set(finding.id, storedRowOf(finding));
  let rows = [...latest.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  while (rows.length > 0) rows = rows.slice(await writeSheet(table, tenantId, rows, beside));
};

/** Every line of a tenant, for the comparison with the heads. */
export const readAllSheets = async (table: Table, tenantId: string): Promise<StoredLedgerRow[]> =>
  (
    await table.queryAll({ partition: keys.ledgerSheetsPk(tenantId), prefix: 'S#', consistent: true })
  ).flatMap((item) => [...sheetOf(tenantId, item).rows]);

/** Where a search goes on: at the sheet that begins with `from`, behind the finding `after`. */
export interface SheetPosition {
  readonly from: string;
  readonly after?: string;
}

export interface SheetSearch {
  readonly rows: StoredLedgerRow[];
  /** Wordings in which words were found that do not stand in the line, by finding. */
  readonly wordings: ReadonlyMap<string, string>;
  /** Findings that were looked at and that this person may see. */
  readonly looked: number;
  readonly next?: SheetPosition;
}

interface SheetQuestion {
  readonly matches: (row: StoredLedgerRow) => boolean;
  /** Looks into the whole wording where the line leaves it open. */
  readonly wording?: {
    readonly open: (row: StoredLedgerRow) => boolean;
    readonly holds: (row: StoredLedgerRow, wording: string) => boolean;
  };
}

/** The wordings of lines that leave it open; `upTo` when not all of them were read. */
const wordingsFor = async (
  table: Table,
  tenantId: string,
  rows: readonly StoredLedgerRow[],
  wording: SheetQuestion['wording'],
): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly upTo?: string }> => {
  const open = wording ? rows.filter(wording.open) : [];
  const [first, last] = [open[0], open.at(-1)];
  return first && last
    ? readWordings(table, tenantId, { from: first.id, to: last.id })
    : { texts: new Map<string, string>() };
};

/**
 * Lines that match, in the order of their ids, until the page is full or the sheets of one request are used up. Reads
 * as many sheets as a page may need, then twice as many, so that a frequent word costs little and a rare one stays
 * within its bound. Where wordings are read as well, a request looks through half as many.
 */
export const searchSheets = async (
  table: Table,
  scope: TenantScope,
  { matches, wording }: SheetQuestion,
  page: { readonly limit: number; readonly position?: SheetPosition },
): Promise<SheetSearch> => {
  const { tenantId } = scope;
  const rows: StoredLedgerRow[] = [];
  const wordings = new Map<string, string>();
  let looked = 0;
  let { from, after } = page.position ?? { from: '' };
  let left = wording ? SHEETS_PER_WORDING_SEARCH : SHEETS_PER_SEARCH;
  let count = Math.ceil(page.limit / SHEET_ROWS);
  while (left > 0) {
    const answer = await table.query({
      partition: keys.ledgerSheetsPk(tenantId),
      from: keys.ledgerSheet(tenantId, from).sk,
      to: keys.ledgerSheet(tenantId, '~').sk,
      limit: Math.min(left, count),
    });
    const sheets = answer.items.map((item) => sheetOf(tenantId, item));
    const behind = after;
    const seen = (row: StoredLedgerRow): boolean =>
      (behind === undefined || row.id > behind) && covers(scope, row);
    const inView = sheets.flatMap((sheet) => sheet.rows.filter(seen));
    const { texts, upTo } = await wordingsFor(table, tenantId, inView, wording);
    for (const sheet of sheets) {
      for (const row of sheet.rows) {
        if (!seen(row)) continue;
        // More wordings than one Query answers: the next request goes on behind the last of them.
        if (upTo !== undefined && row.id > upTo)
          return { rows, wordings, looked, next: { from: sheet.from, after: upTo } };
        looked += 1;
        const text = texts.get(row.id);
        const inWording = text !== undefined && wording?.open(row) === true && wording.holds(row, text);
        if (!inWording && !matches(row)) continue;
        rows.push(row);
        if (inWording) wordings.set(row.id, text);
        if (rows.length === page.limit)
          return { rows, wordings, looked, next: { from: sheet.from, after: row.id } };
      }
      if (sheet.upTo === undefined) return { rows, wordings, looked };
      from = sheet.upTo;
    }
    if (sheets.length === 0) return { rows, wordings, looked };
    left -= sheets.length;
    count *= 2;
  }
  return { rows, wordings, looked, next: { from, after } };
};
