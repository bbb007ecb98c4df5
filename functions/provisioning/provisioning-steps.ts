import {
  type Actor,
  DEFAULT_POLICY,
  type Department,
  type Membership,
  moveTenant,
  systemScope,
} from '@xuncha/domain';
import {
  ConditionFailed,
  decideOnTenants,
  departmentWrite,
  keys,
  listDepartments,
  MAX_TRANSACTION,
  memberWrite,
  type RegisteredTenant,
  readMember,
  readRegistered,
  readStandards,
  readTenant,
  registerWrite,
  standardsWrite,
  type Table,
  type TenantDecision,
  type TenantHead,
  type Write,
} from '@xuncha/store';

/** Steps that make a subsidiary ready (A01), in order; the states of the provisioning workflow name them. */
export const PROVISIONING_STEPS = ['reserve', 'organisation', 'administrator', 'activate'] as const;
export type ProvisioningStep = (typeof PROVISIONING_STEPS)[number];

export interface ProvisioningDeps {
  readonly table: Table;
  readonly hqTenant: string;
  readonly now: () => Date;
}

/** What a step works with: the register entry, and what was asked for when the tenant was announced. */
interface Provisioning extends ProvisioningDeps {
  readonly entry: RegisteredTenant;
  readonly request: NonNullable<RegisteredTenant['request']>;
  /** The person who asked for the tenant: its first events carry their name. */
  readonly actor: Actor;
}

const DONE = { status: 200, body: null };

const decide = async (work: Provisioning, decision: () => Promise<TenantDecision | undefined>) => {
  const scope = systemScope('provisioning', work.entry.tenantId);
  await decideOnTenants(work.table, scope, { actor: work.actor, at: work.now().toISOString() }, decision);
};

/** The head, while the tenant is being made; undefined once it is in use, when nothing is left to do. */
const unfinishedHead = async ({ table, entry }: Provisioning): Promise<TenantHead | undefined> => {
  const head = await readTenant(table, entry.tenantId);
  if (!head) throw new Error(`tenant ${entry.tenantId} has not been reserved`);
  return head.status === 'provisioning' ? head : undefined;
};

/** E02: HQ's acceptance standards are the unit's core from its first day. */
const coreStandards = async ({ table, hqTenant, entry }: Provisioning): Promise<Write[]> => {
  const hq = await readStandards(table, { tenantId: hqTenant });
  if (!hq || hq.own.length === 0) return [];
  const { changedByName } = hq;
  const { tenantId, createdAt: changedAt } = entry;
  return [standardsWrite({ tenantId, version: 1, core: hq.own, own: [], changedAt, changedByName })];
};

/**
 * The head with the default close-out policy, the group's category routing and its default of who approves exports
 * (K06); nobody can sign in yet.
 */
const reserve = (work: Provisioning): Promise<void> =>
  decide(work, async () => {
    const { table, hqTenant, entry } = work;
    if (await readTenant(table, entry.tenantId)) return undefined;
    const hq = await readTenant(table, hqTenant);
    if (!hq) throw new Error('the group has no HQ tenant');
    const head: TenantHead = {
      tenantId: entry.tenantId,
      name: entry.name,
      kind: 'subsidiary',
      status: 'provisioning',
      policy: DEFAULT_POLICY,
      routing: hq.routing,
      ...(hq.exportApproval ? { exportApproval: hq.exportApproval } : {}),
      createdAt: entry.createdAt,
      updatedAt: entry.createdAt,
      version: 0,
      auditSeq: 0,
      auditHash: '',
    };
    return {
      changes: [{ head, event: { type: 'tenant.reserved', data: { name: entry.name } } }],
      beside: await coreStandards(work),
      answer: DONE,
    };
  });

/** One place of each transaction is the check that the tenant is still being made. */
const DEPARTMENTS_PER_WRITE = MAX_TRANSACTION - 1;

/** A02: departments of all levels, in transactions of 100; a repetition writes those that are missing. */
const organisation = async (work: Provisioning): Promise<void> => {
  const { table, entry, request } = work;
  if (!(await unfinishedHead(work))) return;
  const present = new Set(
    (await listDepartments(table, systemScope('provisioning', entry.tenantId))).map(({ id }) => id),
  );
  const missing = request.departments.filter(({ id }) => !present.has(id));
  const guard: Write = { check: keys.tenant(entry.tenantId), attribute: 'status', equals: 'provisioning' };
  for (let start = 0; start < missing.length; start += DEPARTMENTS_PER_WRITE) {
    const chunk: readonly Department[] = missing.slice(start, start + DEPARTMENTS_PER_WRITE);
    try {
      await table.transact([guard, ...chunk.map((one) => departmentWrite(entry.tenantId, one))]);
    } catch (error) {
      // Another run of the workflow has finished meanwhile: all departments are there.
      if (error instanceof ConditionFailed && !(await unfinishedHead(work))) return;
      throw error;
    }
  }
};

/** The first administrator (A01), who adds everybody else. */
const administrator = (work: Provisioning): Promise<void> =>
  decide(work, async () => {
    const { table, entry, request } = work;
    const head = await unfinishedHead(work);
    if (!head || (await readMember(table, entry.tenantId, request.admin.membershipId))) return undefined;
    const member: Membership = {
      tenantId: entry.tenantId,
      id: request.admin.membershipId,
      userId: request.admin.login,
      login: request.admin.login,
      name: request.admin.name,
      title: '单位管理员',
      roles: ['tenant_admin'],
      status: 'active',
    };
    const { tenantId: _tenantId, ...data } = member;
    return {
      changes: [{ head, event: { type: 'member.added', data } }],
      beside: [memberWrite(member)],
      answer: DONE,
    };
  });

/** Opens the tenant: its own head, HQ's register and both chains at once, so that it is in use everywhere or nowhere. */
const activate = (work: Provisioning): Promise<void> =>
  decide(work, async () => {
    const { table, hqTenant, request } = work;
    const head = await unfinishedHead(work);
    if (!head) return undefined;
    const [hq, entry] = await Promise.all([
      readTenant(table, hqTenant),
      readRegistered(table, hqTenant, head.tenantId),
    ]);
    if (!hq || !entry) throw new Error('the group has lost its register');
    const moved = moveTenant(head.status, 'activate');
    if (!moved.ok) throw new Error(moved.error.message);
    // The request has been carried out and would only make every page of the register larger.
    const { request: _request, ...registered } = entry;
    const data = { tenantId: head.tenantId, departments: request.departments.length };
    return {
      changes: [
        { head, next: { status: moved.value }, event: { type: 'tenant.activated', data } },
        { head: hq, event: { type: 'tenant.activated', data } },
      ],
      beside: [
        registerWrite(
          hqTenant,
          {
            ...registered,
            status: moved.value,
            ...(head.exportApproval ? { exportApproval: head.exportApproval } : {}),
            version: entry.version + 1,
          },
          { ifVersion: entry.version },
        ),
      ],
      answer: DONE,
    };
  });

const STEPS: Readonly<Record<ProvisioningStep, (work: Provisioning) => Promise<void>>> = {
  reserve,
  organisation,
  administrator,
  activate,
};

/**
 * Carries out one step. Every step may run again at any time, also beside itself and after the tenant is in use:
 * what is done already stays as it is.
 */
export const runProvisioningStep = async (
  deps: ProvisioningDeps,
  { step, tenantId }: { readonly step: ProvisioningStep; readonly tenantId: string },
): Promise<void> => {
  const entry = await readRegistered(deps.table, deps.hqTenant, tenantId);
  if (!entry) throw new Error(`tenant ${tenantId} is not in the register`);
  // Only a tenant in use has lost its request.
  if (!entry.request) return;
  const actor: Actor = { ...entry.request.by, roles: [] };
  await STEPS[step]({ ...deps, entry, request: entry.request, actor });
};
