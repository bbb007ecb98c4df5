import {
  type Actor,
  checkOrgTree,
  DEFAULT_POLICY,
  type DepartmentDraft,
  type Membership,
  type Result,
  systemScope,
} from '@xuncha/domain';
import {
  decideOnTenants,
  departmentWrite,
  derivedId,
  firstLoginWrite,
  memberWrite,
  readTenant,
  type Table,
  type TenantHead,
} from '@xuncha/store';
import { flattenOrg } from './flatten-org.ts';

export interface NewGroup {
  /** Code of the HQ tenant; `HQ_TENANT` of the deployment. */
  readonly tenantId: string;
  readonly name: string;
  readonly departments: readonly DepartmentDraft[];
  /** Category of a finding → name of the department that is consulted before close-out (F09). */
  readonly routing: Readonly<Record<string, string>>;
  readonly admin: { readonly login: string; readonly name: string };
}

/** HQ has a dozen departments; they, the head, its event and the administrator fit into one transaction. */
const MAX_HQ_DEPARTMENTS = 90;

/**
 * Founds a group: HQ's tenant with departments, category routing and the first group administrator. Nobody can sign
 * in before it, so it is a command of the operator and not of the API. A repetition changes nothing.
 * @returns whether the group was founded by this call
 */
export const createGroup = async (table: Table, group: NewGroup, at: string): Promise<Result<boolean>> => {
  const checked = checkOrgTree(group.departments);
  if (!checked.ok) return checked;
  if (checked.value > MAX_HQ_DEPARTMENTS)
    throw new Error(`HQ starts with at most ${MAX_HQ_DEPARTMENTS} departments`);
  const departments = flattenOrg(group.tenantId, group.departments, at);
  const admin: Membership = {
    tenantId: group.tenantId,
    id: derivedId(Date.parse(at), `member/${group.tenantId}/${group.admin.login}`),
    userId: group.admin.login,
    login: group.admin.login,
    name: group.admin.name,
    title: '集团管理员',
    roles: ['group_admin'],
    status: 'active',
  };
  const head: TenantHead = {
    tenantId: group.tenantId,
    name: group.name,
    kind: 'group',
    status: 'active',
    policy: DEFAULT_POLICY,
    routing: routesOf(group, departments),
    createdAt: at,
    updatedAt: at,
    version: 0,
    auditSeq: 0,
    auditHash: '',
  };
  const actor: Actor = {
    userId: admin.userId,
    name: admin.name,
    membershipId: admin.id,
    tenantId: group.tenantId,
    roles: admin.roles,
  };
  const done = await decideOnTenants(
    table,
    systemScope('provisioning', group.tenantId),
    { actor, at },
    async () => {
      if (await readTenant(table, group.tenantId)) return undefined;
      return {
        changes: [
          {
            head,
            event: {
              type: 'group.created',
              data: { name: group.name, departments: departments.length, admin: admin.login },
            },
          },
        ],
        beside: [
          ...departments.map((department) => departmentWrite(group.tenantId, department)),
          memberWrite(admin),
          firstLoginWrite(admin),
        ],
        answer: { status: 201, body: null },
      };
    },
  );
  return { ok: true, value: done !== undefined };
};

const routesOf = (
  group: NewGroup,
  departments: readonly { readonly id: string; readonly name: string }[],
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(group.routing).map(([category, name]) => {
      const department = departments.find((one) => one.name === name);
      if (!department)
        throw new Error(`category ${category} is routed to ${name}, which is no department of HQ`);
      return [category, department.id];
    }),
  );
