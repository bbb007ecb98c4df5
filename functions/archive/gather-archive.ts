import { type ArchiveFinding, archiveBag, type ExportStamp } from '@xuncha/archive';
import type { TenantScope } from '@xuncha/domain';
import type { ArchiveExport, Table } from '@xuncha/store';
import { findFindings } from './find-findings.ts';
import type { FindingSpool } from './finding-spool.ts';
import { type GatheredFinding, gatherFinding } from './gather-finding.ts';
import { type FindingPaths, IndexSheet } from './index-sheet.ts';
import type { KnownNames } from './known-names.ts';
import { readAhead } from './read-ahead.ts';

/** Findings read side by side: two requests each of about 5 ms, so 8 bring some 800 findings a second. */
const READ_AHEAD = 8;

export interface Gathered {
  readonly findings: number;
  readonly files: number;
  /** Of the files, without what the archive adds. */
  readonly bytes: number;
  readonly index: IndexSheet;
  /** Chains of the gathered findings. */
  readonly streams: readonly string[];
}

export interface GatherInput {
  readonly table: Table;
  readonly scope: TenantScope;
  readonly wanted: ArchiveExport['scope'];
  readonly names: KnownNames;
  readonly stamp: ExportStamp;
  readonly spool: FindingSpool;
  readonly signal: AbortSignal;
}

/**
 * Reads every finding once into the spool, counts, and lists all files with the paths they will have. The paths come
 * from the composer itself, run without reading any file; it also verifies every trail and snapshot, so that a broken
 * one is known before the first byte is sent.
 */
export const gatherArchive = async (input: GatherInput): Promise<Gathered> => {
  const index = new IndexSheet();
  const total = { findings: 0, files: 0, bytes: 0 };
  const streams: string[] = [];
  let current: GatheredFinding | undefined;
  let paths = newPaths();
  const settle = (): void => {
    if (current) index.add(current, paths);
    paths = newPaths();
  };
  async function* findings(): AsyncGenerator<ArchiveFinding> {
    for await (const gathered of readFindings(input)) {
      settle();
      current = gathered;
      total.findings += 1;
      streams.push(gathered.record.audit.streamId);
      total.files += gathered.record.evidence.length;
      total.bytes += gathered.record.evidence.reduce((sum, file) => sum + file.size, 0);
      await input.spool.append(gathered.record);
      yield { ...gathered.record, evidence: gathered.record.evidence.map(unread) };
    }
  }
  const bag = archiveBag({ stamp: input.stamp, indexSheet: new Uint8Array(), findings: findings() });
  for await (const { path } of bag.payload) notePath(paths, path);
  settle();
  await input.spool.finish();
  return { ...total, index, streams };
};

async function* readFindings(input: GatherInput): AsyncGenerator<GatheredFinding> {
  const { table, scope, names, signal } = input;
  const ids = findFindings(table, scope, input.wanted);
  for await (const gathered of readAhead(ids, READ_AHEAD, (id) => gatherFinding(table, scope, id, names))) {
    signal.throwIfAborted();
    if (gathered) yield gathered;
  }
}

const unread = (file: Omit<ArchiveFinding['evidence'][number], 'open'>) => ({
  ...file,
  open: (): never => {
    throw new Error('files are not read while the archive is planned');
  },
});

interface MutablePaths extends FindingPaths {
  readonly evidence: Map<string, string>;
  snapshot: string | undefined;
  approvals: string | undefined;
}

const newPaths = (): MutablePaths => ({ evidence: new Map(), snapshot: undefined, approvals: undefined });

/** `evidence/<round>/<finding>/<evidence id>/<file>` and `findings/<finding>/<file>`. */
const notePath = (paths: MutablePaths, path: string): void => {
  const parts = path.split('/');
  const [top, , , evidenceId] = parts;
  if (top === 'evidence' && evidenceId) paths.evidence.set(evidenceId, path);
  if (top === 'findings' && parts[2] === 'finding.json') paths.snapshot = path;
  if (top === 'findings' && parts[2] === '审批记录.csv') paths.approvals = path;
};
