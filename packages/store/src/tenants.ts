import {
  type AuditEvent,
  appendEvent,
  type Delegation,
  type Department,
  type Membership,
  type TenantScope,
} from '@xuncha/domain';
import { type Answer, repeated, TooManyConflicts } from './execute.ts';
import { contentOf } from './finding-items.ts';
import type { CommitContext } from './findings.ts';
import { firstAnswerWrite, type IdempotencyClaim } from './idempotency.ts';
import { type Key, keys } from './keys.ts';
import { ConditionFailed, type Item, type Table, type Write } from './table.ts';
import type { RegisteredTenant, TenantHead } from './tenant-items.ts';

export const readTenant = async (table: Table, tenantId: string): Promise<TenantHead | undefined> => {
  const item = await table.get(keys.tenant(tenantId));
  if (!item) return undefined;
  const { tenantKind, ...head } = contentOf<TenantHead & { readonly tenantKind: TenantHead['kind'] }>(item);
  return { ...head, kind: tenantKind };
};

/** `kind` names the sort of item everywhere in the table, so the tenant's own kind has an attribute of its own. */
const headToItem = ({ kind, ...head }: TenantHead): Item & Key => ({
  ...keys.tenant(head.tenantId),
  ...head,
  tenantKind: kind,
  kind: 'tenant',
});

const listPrefix = async <T>(table: Table, partition: string, prefix: string): Promise<T[]> =>
  (await table.queryAll({ partition, prefix, consistent: true })).map((item) => contentOf<T>(item));

export const listDepartments = async (table: Table, scope: TenantScope): Promise<Department[]> =>
  (await listPrefix<Department>(table, keys.tenantPk(scope.tenantId), 'DEP#')).sort(
    (a, b) => a.order - b.order,
  );

/** One department by its id: the same cost however many the tenant has. */
export const readDepartment = async (
  table: Table,
  scope: TenantScope,
  id: string,
): Promise<Department | undefined> => {
  const item = await table.get(keys.department(scope.tenantId, id));
  return item && contentOf<Department>(item);
};

export const listMembers = (table: Table, scope: TenantScope): Promise<Membership[]> =>
  listPrefix<Membership>(table, keys.tenantPk(scope.tenantId), 'MBR#');

/** One page of a tenant's people, oldest membership first. */
export const pageMembers = async (
  table: Table,
  scope: TenantScope,
  page: { readonly limit: number; readonly startKey?: Item },
): Promise<{ readonly members: Membership[]; readonly lastKey?: Item }> => {
  const answer = await table.query({
    partition: keys.tenantPk(scope.tenantId),
    prefix: 'MBR#',
    limit: page.limit,
    startKey: page.startKey,
    consistent: true,
  });
  return { members: answer.items.map((item) => contentOf<Membership>(item)), lastKey: answer.lastKey };
};

export const readMember = async (
  table: Table,
  tenantId: string,
  id: string,
): Promise<Membership | undefined> => {
  const item = await table.get(keys.member(tenantId, id));
  return item && contentOf<Membership>(item);
};

export const listDelegations = (table: Table, scope: TenantScope): Promise<Delegation[]> =>
  listPrefix<Delegation>(table, keys.tenantPk(scope.tenantId), 'DLG#');

export const readDelegation = async (
  table: Table,
  tenantId: string,
  id: string,
): Promise<Delegation | undefined> => {
  const item = await table.get(keys.delegation(tenantId, id));
  return item && contentOf<Delegation>(item);
};

/** The login directory follows from the stream: a tenant's own command has no right there. */
export const memberWrite = (member: Membership): Write => ({
  put: { ...keys.member(member.tenantId, member.id), kind: 'member', ...member },
});

export const departmentWrite = (tenantId: string, department: Department): Write => ({
  put: { ...keys.department(tenantId, department.id), kind: 'department', ...department },
});

export const delegationWrite = (delegation: Delegation): Write => ({
  put: { ...keys.delegation(delegation.tenantId, delegation.id), kind: 'delegation', ...delegation },
});

export const registerWrite = (
  hqTenantId: string,
  tenant: RegisteredTenant,
  guard: { ifAbsent?: true; ifVersion?: number },
): Write => ({
  put: { ...keys.registered(hqTenantId, tenant.tenantId), kind: 'registered', ...tenant },
  ...guard,
});

export const readRegistered = async (
  table: Table,
  hqTenantId: string,
  tenantId: string,
): Promise<RegisteredTenant | undefined> => {
  const item = await table.get(keys.registered(hqTenantId, tenantId));
  return item && contentOf<RegisteredTenant>(item);
};

/** One page of HQ's register, by code. */
export const listRegistered = async (
  table: Table,
  hqTenantId: string,
  page: { readonly limit: number; readonly startKey?: Item },
): Promise<{ readonly tenants: RegisteredTenant[]; readonly lastKey?: Item }> => {
  const answer = await table.query({
    partition: keys.registryPk(hqTenantId),
    prefix: 'TEN#',
    limit: page.limit,
    startKey: page.startKey,
    consistent: true,
  });
  return { tenants: answer.items.map((item) => contentOf<RegisteredTenant>(item)), lastKey: answer.lastKey };
};

export interface TenantCommand extends CommitContext {
  readonly claim?: IdempotencyClaim;
  readonly event: { readonly type: string; readonly data: Readonly<Record<string, unknown>> };
  /** The new head; the same object when only something beside it changes. */
  readonly change?: (head: TenantHead) => TenantHead;
  readonly beside: readonly Write[];
  readonly answer: Answer;
}

/** The event and head write of one tenant-level change. */
export const planTenantEvent = (
  head: TenantHead,
  next: TenantHead,
  event: TenantCommand['event'],
  { actor, at }: CommitContext,
): { readonly head: TenantHead; readonly event: AuditEvent; readonly writes: Write[] } => {
  const { userId, name, membershipId, tenantId, onBehalfOf } = actor;
  const audit = appendEvent(head.auditSeq > 0 ? { seq: head.auditSeq, hash: head.auditHash } : undefined, {
    tenantId: head.tenantId,
    streamId: 'tenant',
    at,
    type: event.type,
    actor: { userId, name, membershipId, tenantId, ...(onBehalfOf ? { onBehalfOf } : {}) },
    data: JSON.parse(JSON.stringify(event.data)),
  });
  const stored: TenantHead = {
    ...next,
    version: head.version + 1,
    updatedAt: at,
    auditSeq: audit.seq,
    auditHash: audit.hash,
  };
  const pk = keys.tenantPk(head.tenantId);
  return {
    head: stored,
    event: audit,
    writes: [
      {
        put: headToItem(stored),
        ...(head.version > 0 ? { ifVersion: head.version } : { ifAbsent: true as const }),
      },
      { put: { ...keys.audit(pk, audit.seq), kind: 'audit', ...audit }, ifAbsent: true },
    ],
  };
};

const MAX_TRIES = 6;

/**
 * One command of the tenant itself (members, imports, batches, exports): recorded in the tenant's own chain, in one
 * transaction with whatever stands beside it. A failed condition of `beside` (position ≥ 0) is the caller's to explain.
 */
export const executeOnTenant = async (
  table: Table,
  scope: TenantScope,
  command: TenantCommand,
): Promise<
  | { readonly kind: 'done' | 'repeated'; readonly answer: Answer }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused_beside'; readonly failed: readonly number[] }
> => {
  for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
    const head = await readTenant(table, scope.tenantId);
    if (!head) return { kind: 'missing' };
    const plan = planTenantEvent(head, command.change?.(head) ?? head, command.event, command);
    const claim = command.claim ? [firstAnswerWrite(scope, command.claim, command.answer, command.at)] : [];
    const offset = plan.writes.length + claim.length;
    try {
      await table.transact([...plan.writes, ...claim, ...command.beside]);
      return { kind: 'done', answer: command.answer };
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const first = await repeated(table, scope, command.claim);
      if (first) return first;
      const beside = error.failed
        .filter((position) => position >= offset)
        .map((position) => position - offset);
      if (beside.length > 0) return { kind: 'refused_beside', failed: beside };
    }
  }
  throw new TooManyConflicts();
};

/** A tenant's audit events after a number, oldest first. */
export const listTenantEvents = async (table: Table, tenantId: string): Promise<AuditEvent[]> =>
  listPrefix<AuditEvent>(table, keys.tenantPk(tenantId), 'AUD#');
