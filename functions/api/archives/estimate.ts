import type { OutputOf } from '@xuncha/contracts';
import { MATTER_KIND_NAMES, type TenantScope } from '@xuncha/domain';
import { type Handler, notFound } from '@xuncha/http';
import {
  type ArchiveExport,
  type Batch,
  listBatchFindingIds,
  listFindingEvidence,
  listMatterFiles,
  listMatters,
  readTenant,
  type Table,
} from '@xuncha/store';
import { BAG_LIMITS } from '../../archive/archive-step.ts';
import { isPublished } from '../../archive/archived.ts';
import { batchesOf } from '../../archive/find-findings.ts';
import { admitting, linkedMatters } from '../../archive/find-matters.ts';
import type { ArchiveDeps } from './archive-deps.ts';
import { resolveScope } from './resolve-scope.ts';

/** Findings looked into: enough for an estimate, and the cost stays the same however large the unit is. */
const SAMPLE = 20;

/** What an export will hold and take, before it is started: counted for one finding, otherwise from a sample. */
export const estimateArchive: Handler<'archives.estimate', ArchiveDeps> = async (call, { table }) => {
  const { scope, query } = call;
  const head = await readTenant(table, scope.tenantId);
  if (!head) throw notFound();
  const resolved = await resolveScope(table, scope, head, { ...query, kind: query.kind ?? 'tenant' });
  const { matters, exact, ...papers } = await mattersOf(table, scope, resolved.scope);
  if (resolved.scope.findingId) {
    const facts = await filesOf(table, scope, [resolved.scope.findingId]);
    return { body: estimateOf({ findings: 1, matters }, sumOf(facts, papers), exact) };
  }
  const batches = (await batchesOf(table, scope.tenantId, resolved.scope)).filter(isPublished);
  const findings = batches.reduce((sum, batch) => sum + batch.findings, 0);
  const ids = await sampleOf(table, batches);
  const facts = await filesOf(table, scope, ids);
  const factor = ids.length > 0 ? findings / ids.length : 0;
  const whole = { files: Math.round(facts.files * factor), bytes: Math.round(facts.bytes * factor) };
  return {
    body: estimateOf({ findings, matters }, sumOf(whole, papers), exact && ids.length >= findings),
  };
};

interface Facts {
  readonly files: number;
  readonly bytes: number;
}

const sumOf = (one: Facts, other: Facts): Facts => ({
  files: one.files + other.files,
  bytes: one.bytes + other.bytes,
});

interface MatterFacts extends Facts {
  readonly matters: number;
  readonly exact: boolean;
}

/** Plans, orders, meetings …: the first page of each kind, or those of one finding; their files from a sample. */
const mattersOf = async (
  table: Table,
  scope: TenantScope,
  wanted: ArchiveExport['scope'],
): Promise<MatterFacts> => {
  const found = wanted.findingId
    ? { ids: await linkedMatters(table, scope, wanted), complete: true }
    : await firstMatters(table, scope, wanted);
  const sample = found.ids.slice(0, SAMPLE);
  const files = await Promise.all(sample.map((id) => listMatterFiles(table, scope, id)));
  const verified = files.flat().filter(({ status }) => status === 'verified');
  const factor = found.ids.length / Math.max(1, sample.length);
  return {
    matters: found.ids.length,
    files: Math.round(verified.length * factor),
    bytes: Math.round(verified.reduce((sum, { size }) => sum + size, 0) * factor),
    exact: found.complete && sample.length === found.ids.length,
  };
};

const firstMatters = async (table: Table, scope: TenantScope, wanted: ArchiveExport['scope']) => {
  const admits = await admitting(table, scope.tenantId, wanted);
  const pages = await Promise.all(
    MATTER_KIND_NAMES.map((kind) => listMatters(table, scope, kind, { limit: SAMPLE })),
  );
  return {
    ids: pages.flatMap(({ matters }) => matters.filter(admits).map(({ id }) => id)),
    complete: pages.every(({ lastKey }) => lastKey === undefined),
  };
};

/** A few findings of each of the latest batches. */
const sampleOf = async (table: Table, batches: readonly Batch[]): Promise<string[]> => {
  const latest = batches.slice(-SAMPLE);
  const each = Math.ceil(SAMPLE / Math.max(1, latest.length));
  const pages = await Promise.all(
    latest.map(({ tenantId, id }) => listBatchFindingIds(table, tenantId, id, { limit: each })),
  );
  return pages.flatMap(({ ids }) => ids);
};

const filesOf = async (table: Table, scope: TenantScope, ids: readonly string[]): Promise<Facts> => {
  const evidence = await Promise.all(ids.map((id) => listFindingEvidence(table, scope, id)));
  const verified = evidence.flat().filter(({ status }) => status === 'verified');
  return { files: verified.length, bytes: verified.reduce((sum, { size }) => sum + size, 0) };
};

/** A state of the workflow starts in about two seconds, and there are at least three. */
const START_SECONDS = 6;
/** With eight findings read side by side, and 16 files asked after at 30 ms each. */
const FINDINGS_PER_SECOND = 100;
const FILES_PER_SECOND = 300;
/** What S3 copies and a function of one core reads and writes meanwhile, in bytes. */
const BYTES_PER_SECOND = 150e6;

const estimateOf = (
  { findings, matters }: { readonly findings: number; readonly matters: number },
  { files, bytes }: Facts,
  exact: boolean,
): OutputOf<'archives.estimate'> => ({
  findings,
  matters,
  files,
  bytes,
  bags: Math.max(
    1,
    Math.ceil(findings / BAG_LIMITS.findings),
    Math.ceil(files / BAG_LIMITS.files),
    Math.ceil(bytes / BAG_LIMITS.bytes),
  ),
  seconds: Math.ceil(
    START_SECONDS +
      (findings + matters) / FINDINGS_PER_SECOND +
      files / FILES_PER_SECOND +
      bytes / BYTES_PER_SECOND,
  ),
  exact,
});
