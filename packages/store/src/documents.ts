import type { LedgerField, SheetColumn, TenantScope } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { indexKeys, type Key, keys, ownerOfKey } from './keys.ts';
import type { Item, Table, Write } from './table.ts';

/** A versioned item of a tenant that is listed by time: batch, import, export, meeting. */
export interface Versioned {
  readonly id: string;
  readonly tenantId: string;
  readonly createdAt: string;
  readonly version: number;
  /** When the item was last written (ISO, the machine's clock): a job whose item is old stands still. */
  readonly writtenAt?: string;
}

/** One kind of such items: where it stands and in which list. */
export interface DocumentKind<T extends Versioned> {
  readonly kind: string;
  readonly key: (tenantId: string, id: string) => Key;
  readonly list: (tenantId: string) => string;
  /** While it answers true the item also stands among the tenant's running jobs. */
  readonly running?: (document: T) => boolean;
  /** Last day of what it keeps in S3; such items stand in the list of what is to be removed. Not while it runs. */
  readonly expires?: (document: T) => string | undefined;
}

/** A document waits for one thing at a time: to be carried on, or to be removed. */
const dueIndex = <T extends Versioned>(kind: DocumentKind<T>, document: T): object => {
  const { tenantId, createdAt, id } = document;
  if (kind.running?.(document))
    return { byDuePk: indexKeys.jobs(tenantId), byDueSk: indexKeys.dated(createdAt, id) };
  const last = kind.expires?.(document);
  return last ? { byDuePk: indexKeys.expiring(tenantId), byDueSk: indexKeys.dated(last, id) } : {};
};

const toItem = <T extends Versioned>(kind: DocumentKind<T>, document: T): Item & Key => ({
  ...(document as Versioned),
  ...kind.key(document.tenantId, document.id),
  kind: kind.kind,
  writtenAt: new Date().toISOString(),
  byStatePk: kind.list(document.tenantId),
  byStateSk: indexKeys.dated(document.createdAt, document.id),
  ...dueIndex(kind, document),
});

const INDEX_ATTRIBUTES = ['byStatePk', 'byStateSk', 'byDuePk', 'byDueSk'];
const fromItem = <T>(item: Item): T =>
  Object.fromEntries(
    Object.entries(contentOf<Item>(item)).filter(([name]) => !INDEX_ATTRIBUTES.includes(name)),
  ) as T;

export const createWrite = <T extends Versioned>(kind: DocumentKind<T>, document: T): Write => ({
  put: toItem(kind, document),
  ifAbsent: true,
});

/** Replaces the version it was made from; the new one is one higher. */
export const changeWrite = <T extends Versioned>(kind: DocumentKind<T>, before: T, after: T): Write => ({
  put: toItem(kind, { ...after, version: before.version + 1 }),
  ifVersion: before.version,
});

export const readDocument = async <T extends Versioned>(
  table: Table,
  kind: DocumentKind<T>,
  tenantId: string,
  id: string,
): Promise<T | undefined> => {
  const item = await table.get(kind.key(tenantId, id));
  return item && fromItem<T>(item);
};

/** Newest first. The index holds list fields only, so the page is read in full by one BatchGetItem. */
export const listDocuments = async <T extends Versioned>(
  table: Table,
  kind: DocumentKind<T>,
  tenantId: string,
  page: { readonly limit: number; readonly startKey?: Item },
): Promise<{ readonly items: T[]; readonly lastKey?: Item }> => {
  const answer = await table.query({
    index: 'byState',
    partition: kind.list(tenantId),
    descending: true,
    limit: page.limit,
    startKey: page.startKey,
  });
  const wanted = answer.items.map((item) => ({ pk: String(item.pk), sk: String(item.sk) }));
  const full = new Map((await table.getMany(wanted)).map((item) => [String(item.pk), fromItem<T>(item)]));
  return {
    items: wanted.flatMap(({ pk }) => full.get(pk) ?? []),
    lastKey: answer.lastKey,
  };
};

export interface Batch extends Versioned {
  readonly round: string;
  readonly title: string;
  readonly status: 'draft' | 'publishing' | 'published';
  readonly feedbackDate?: string;
  readonly findings: number;
  readonly delivered: number;
  readonly importId?: string;
  readonly createdByName: string;
  /** Where the publishing job goes on. */
  readonly position?: Item;
  /** Who published, kept so that the job's events name the person. */
  readonly publishedBy?: import('@xuncha/domain').Actor;
  readonly publishedAt?: string;
  /** Of this round's files, where it differs from the unit's (K04). */
  readonly retention?: import('@xuncha/domain').RetentionClass;
  readonly updatedAt?: string;
}
export const BATCHES: DocumentKind<Batch> = {
  kind: 'batch',
  key: keys.batch,
  list: indexKeys.batches,
  running: (batch) => batch.status === 'publishing',
};

export type ImportStatus =
  | 'awaiting_upload'
  | 'uploaded'
  | 'reading'
  | 'previewed'
  | 'failed'
  | 'committing'
  | 'committed'
  | 'undoing'
  | 'undone';

/** Which column of which sheet holds which field; rows as Excel counts them, from 1. */
export interface StoredMapping {
  readonly sheet: string;
  readonly firstDataRow: number;
  readonly columns: Readonly<Partial<Record<LedgerField, number>>>;
  /** Department names of the file → department of the tenant. */
  readonly departments?: Readonly<Record<string, string>>;
}

/** What the person corrected; columns that are not named are found as at the first reading. */
export type MappingChoice = Pick<StoredMapping, 'sheet' | 'departments'> &
  Partial<Pick<StoredMapping, 'firstDataRow' | 'columns'>>;

/** What reading a ledger found. The findings themselves lie in S3, in chunks. */
export interface ImportReading {
  readonly sheets: readonly string[];
  /** As used: the person's correction, or what was found automatically. */
  readonly mapping?: StoredMapping;
  readonly headers: readonly SheetColumn[];
  readonly meta: { readonly title?: string; readonly unitName?: string; readonly feedbackDate?: string };
  /** The tenant's current round, against which repetitions were looked for. */
  readonly round?: string;
  readonly unknownDepartments: readonly string[];
  readonly totals?: {
    readonly findings: number;
    readonly measures: number;
    readonly good: number;
    readonly warnings: number;
    readonly errors: number;
    readonly duplicates: number;
    readonly exists: number;
  };
  /** Folder of the chunks: every reading has its own, so that two of them never mix. */
  readonly previewId?: string;
  /** Of each chunk, how many findings a filtered page would show, so that it need not read the others. */
  readonly chunks?: readonly {
    readonly findings: number;
    readonly good: number;
    readonly problems: number;
  }[];
  /** A correction workbook lies beside the chunks. */
  readonly correction?: boolean;
  /** The unit's first-responsible person (A04), where exactly one member is party secretary. */
  readonly principal?: { readonly id: string; readonly name: string };
}

export interface LedgerImport extends Versioned {
  readonly fileName: string;
  readonly size: number;
  readonly sha256: string;
  readonly status: ImportStatus;
  readonly problem?: { readonly code: string; readonly message: string };
  /** Correction by the person; found automatically while absent. */
  readonly mapping?: MappingChoice;
  readonly reading?: ImportReading;
  readonly round?: string;
  readonly batchTitle?: string;
  readonly batchId?: string;
  /** Next chunk of the running commit. */
  readonly position: number;
  readonly done: number;
  readonly total: number;
  readonly imported?: number;
  readonly skipped?: number;
  readonly undoReason?: string;
  /** When the person asked for the commit or the undoing: the instant of all its events, however often it is repeated. */
  readonly commandAt?: string;
  readonly updatedAt?: string;
  readonly createdByName: string;
  /** The person behind the step at hand. */
  readonly actor: import('@xuncha/domain').Actor;
}
export const IMPORTS: DocumentKind<LedgerImport> = {
  kind: 'import',
  key: keys.import,
  list: indexKeys.imports,
  running: ({ status }) =>
    status === 'uploaded' || status === 'reading' || status === 'committing' || status === 'undoing',
};

/** One ZIP of an export; scopes too large for one have several, numbered from 1. */
export interface ArchiveBag {
  readonly number: number;
  readonly fileName: string;
  /** Chunks of gathered findings that belong to it, first and last. */
  readonly chunks: readonly [number, number];
  readonly firstNo: string;
  readonly lastNo: string;
  readonly findings: number;
  /** Plans, orders, talks, meetings, reports … of the unit; absent in exports made before they were archived. */
  readonly matters?: number;
  /** Evidence files and those of matters, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Parts of the upload it will need, at most. */
  readonly parts: number;
  readonly objectKey?: string;
  readonly size?: number;
  /** CRC-32 of the ZIP, which S3 verified when it joined the parts; eight hex digits. */
  readonly crc32?: string;
  readonly fingerprint?: string;
}

/** Where the next step of an export goes on. */
export type ArchivePosition =
  | { readonly step: 'gather'; readonly chunk: number; readonly cursor?: object }
  | { readonly step: 'seal'; readonly bag: number }
  | { readonly step: 'compose'; readonly bag: number; readonly uploadId?: string; readonly round: number };

/** The newest seal when an export began, and the newest one with a time stamp; 0 is none. */
export interface PinnedSeal {
  readonly number: number;
  readonly stamped: number;
}

export interface ArchiveExport extends Versioned {
  /** Export number on cover, watermark and bag: `BHCYC-A-2025-0007`. */
  readonly no: string;
  readonly scope: {
    readonly kind: 'tenant' | 'round' | 'finding';
    /** Of the round, or of the finding: what a membership limited to batches is checked against. */
    readonly batchId?: string;
    readonly findingId?: string;
  };
  readonly scopeTitle: string;
  readonly purpose: string;
  readonly status:
    | 'requested'
    | 'refused'
    | 'queued'
    | 'building'
    | 'ready'
    | 'failed'
    | 'cancelled'
    | 'expired';
  /** Who must approve it; absent where no approval is required. */
  readonly approver?: import('@xuncha/domain').ExportApprover;
  readonly decision?: {
    readonly outcome: 'approve' | 'refuse';
    readonly reason?: string;
    readonly actor: import('@xuncha/domain').Actor;
    readonly at: string;
  };
  /** How often an address was given out, and to whom the last time. */
  readonly downloads?: number;
  readonly lastDownload?: { readonly at: string; readonly byName: string };
  /** What happens to evidence that is missing or damaged: the export fails, or lists it. */
  readonly onMissing?: 'fail' | 'list';
  readonly position?: ArchivePosition;
  /** The seal the archive carries. It stays with the export, so that building it again takes the same one. */
  readonly seal?: PinnedSeal;
  readonly bags?: readonly ArchiveBag[];
  /** Everything that goes into the bags, generated files included: what progress is measured against. */
  readonly filesTotal?: number;
  readonly bytesTotal?: number;
  readonly filesDone?: number;
  readonly bytesDone?: number;
  /** Evidence files that are listed as missing. */
  readonly missing?: number;
  readonly problem?: { readonly code: string; readonly message: string };
  readonly attempt: number;
  readonly findings?: number;
  readonly findingsDone?: number;
  readonly matters?: number;
  readonly files?: number;
  readonly bytes?: number;
  readonly size?: number;
  /** SHA-256 of the bag's tagmanifest-sha256.txt: what the offline verifier is told with `--fingerprint`. */
  readonly fingerprint?: string;
  readonly createdByName: string;
  readonly actor: import('@xuncha/domain').Actor;
  readonly finishedAt?: string;
  /** When it was complete for the first time: from then on it can be built again from its kept work. */
  readonly builtAt?: string;
  /** Last day (Shanghai) on which its files can be downloaded. */
  readonly expiresOn?: string;
  /** The latest building again; size, CRC-32 and fingerprint of each bag stay those of the first time. */
  readonly rebuild?: {
    readonly number: number;
    readonly actor: import('@xuncha/domain').Actor;
    readonly at: string;
    readonly reason: string;
    /** Attempt of the export it began with. */
    readonly attempt: number;
  };
}
export const ARCHIVES: DocumentKind<ArchiveExport> = {
  kind: 'archive',
  key: keys.archive,
  list: indexKeys.archives,
  running: ({ status }) => status === 'queued' || status === 'building',
  expires: ({ expiresOn, bags = [] }) => (bags.some(({ objectKey }) => objectKey) ? expiresOn : undefined),
};

/** Exports whose files had their last day before this one. */
export const listExpired = async (table: Table, tenantId: string, today: string): Promise<string[]> =>
  (
    await table.queryAll({
      index: 'byDue',
      partition: indexKeys.expiring(tenantId),
      to: indexKeys.dated(today, ''),
    })
  ).map((item) => ownerOfKey(item).id);

/**
 * The next export number of tenant and year, `BHCYC-A-2025-0007`, and the write that takes it: in one transaction
 * with the export itself, so that numbers run without gaps.
 */
export const nextArchiveNumber = async (
  table: Table,
  scope: TenantScope,
  today: string,
): Promise<{ readonly no: string; readonly write: Write }> => {
  const year = today.slice(0, 4);
  const key = keys.archiveNumber(scope.tenantId, year);
  const last = await table.get(key);
  const taken = Number(last?.taken ?? 0) + 1;
  const version = Number(last?.version ?? 0);
  const put = { ...key, kind: 'archive_number', taken, version: version + 1 };
  return {
    // Four digits hold 9,999 exports a year; more simply grow wider.
    no: `${scope.tenantId.toUpperCase()}-A-${year}-${String(taken).padStart(4, '0')}`,
    write: version > 0 ? { put, ifVersion: version } : { put, ifAbsent: true },
  };
};

export interface LeadingGroupMeeting extends Versioned {
  readonly title: string;
  readonly date: string;
  readonly attendees: readonly string[];
  readonly minutesNo?: string;
  readonly decided: number;
  readonly createdByName: string;
}
export const MEETINGS: DocumentKind<LeadingGroupMeeting> = {
  kind: 'meeting',
  key: keys.meeting,
  list: indexKeys.meetings,
};

/** Jobs of a tenant that have not come to an end, oldest first: what the reconciler pushes on. */
export const listRunningJobs = async (table: Table, tenantId: string): Promise<Item[]> =>
  (await table.queryAll({ index: 'byDue', partition: indexKeys.jobs(tenantId) })).map((item) => ({
    ...item,
  }));
