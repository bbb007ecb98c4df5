import type { BodyOf } from '@xuncha/contracts';
import { seesDrafts, type TenantScope } from '@xuncha/domain';
import { HttpProblem, notFound } from '@xuncha/http';
import {
  type ArchiveExport,
  BATCHES,
  listDocuments,
  loadFinding,
  readDocument,
  type Table,
  type TenantHead,
} from '@xuncha/store';
import { isArchived, isPublished } from '../../archive/archived.ts';
import { coversBatch, coversTenant } from './covered-archive.ts';

type Resolved = Pick<ArchiveExport, 'scope' | 'scopeTitle'>;
type Wanted = BodyOf<'archives.export'>['scope'];

const wrongScope = (detail: string, field: string): HttpProblem =>
  new HttpProblem(422, 'archive_scope', detail, { field: `scope.${field}` });

const empty = (detail: string): HttpProblem => new HttpProblem(422, 'archive_empty', detail);

const UNPUBLISHED = '该批次尚未反馈，没有可归档的问题，请在发布反馈后再导出。';

/** What exactly is exported, and its name on the cover. Refuses what the person may not see in full. */
export const resolveScope = async (
  table: Table,
  scope: TenantScope,
  tenant: Pick<TenantHead, 'name'>,
  wanted: Wanted,
): Promise<Resolved> => {
  if (wanted.kind === 'tenant') return wholeTenant(table, scope, tenant);
  if (wanted.kind === 'round') return oneRound(table, scope, wanted.batchId);
  return oneFinding(table, scope, wanted.findingId);
};

const wholeTenant = async (
  table: Table,
  scope: TenantScope,
  { name }: Pick<TenantHead, 'name'>,
): Promise<Resolved> => {
  if (!coversTenant(scope))
    throw wrongScope('您的账号只能查看部分轮次或批次，不能导出全单位档案，请按批次导出。', 'kind');
  if (!(await hasPublished(table, scope.tenantId)))
    throw empty('该单位还没有已反馈的问题，没有可归档的内容。');
  return { scope: { kind: 'tenant' }, scopeTitle: `${name}全部巡察反馈问题` };
};

const hasPublished = async (table: Table, tenantId: string): Promise<boolean> => {
  let startKey: Parameters<typeof listDocuments>[3]['startKey'];
  do {
    const page = await listDocuments(table, BATCHES, tenantId, { limit: 100, startKey });
    if (page.items.some((batch) => isPublished(batch) && batch.findings > 0)) return true;
    startKey = page.lastKey;
  } while (startKey);
  return false;
};

const oneRound = async (table: Table, scope: TenantScope, batchId: string | undefined): Promise<Resolved> => {
  if (!batchId) throw wrongScope('请选择要导出的反馈批次。', 'batchId');
  const batch = await readDocument(table, BATCHES, scope.tenantId, batchId);
  const seen = batch?.status !== 'draft' || seesDrafts(scope.principal);
  if (!batch || !seen || !coversBatch(scope, batchId)) throw notFound();
  if (!isPublished(batch) || batch.findings === 0) throw empty(UNPUBLISHED);
  return { scope: { kind: 'round', batchId }, scopeTitle: `${batch.round}：${batch.title}` };
};

const oneFinding = async (
  table: Table,
  scope: TenantScope,
  findingId: string | undefined,
): Promise<Resolved> => {
  if (!findingId) throw wrongScope('请选择要导出的问题。', 'findingId');
  const loaded = await loadFinding(table, scope, findingId);
  if (!loaded) throw notFound();
  const { finding } = loaded;
  const batch = await readDocument(table, BATCHES, scope.tenantId, finding.batchId);
  if (!isArchived(finding) || !batch || !isPublished(batch))
    throw empty('该问题尚未反馈，没有可归档的内容。');
  return {
    scope: { kind: 'finding', batchId: finding.batchId, findingId },
    scopeTitle: `${finding.round} 问题 ${finding.no}：${finding.title}`,
  };
};
