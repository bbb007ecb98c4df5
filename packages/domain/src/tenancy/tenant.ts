import { fail, ok, type Result } from '../result.ts';

/** provisioning → active ⇄ suspended (A01). Suspension keeps all data and blocks sign-in and writes at once. */
export type TenantStatus = 'provisioning' | 'active' | 'suspended';
export type TenantKind = 'group' | 'subsidiary';

/** A tenant's code is its id: it stands in every key and in close-out numbers, so it never changes. */
export const TENANT_CODE = /^[a-z][a-z0-9]{1,19}$/;

export interface Tenant {
  readonly tenantId: string;
  readonly name: string;
  readonly kind: TenantKind;
  readonly status: TenantStatus;
  readonly suspendedReason?: string;
  readonly createdAt: string;
}

/** One node of the organisation tree (A02): company / second-level unit / work area / base team. */
export interface Department {
  readonly id: string;
  readonly name: string;
  readonly parentId?: string;
  readonly order: number;
}

/** A tree as people write it, before ids are given. */
export interface DepartmentDraft {
  readonly name: string;
  readonly children?: readonly DepartmentDraft[];
}

/** A02 asks for at least four levels; eight leave room without letting a mistake nest without end. */
export const MAX_ORG_DEPTH = 8;
/** One provisioning step writes the tree in transactions of 100; 500 nodes stay well inside one function run. */
export const MAX_ORG_NODES = 500;

/**
 * Checks a tree: names present, no two siblings alike, no two nodes alike (the ledger import finds departments
 * by name), depth and size within limits.
 */
export const checkOrgTree = (roots: readonly DepartmentDraft[]): Result<number> => {
  const seen = new Set<string>();
  let count = 0;
  const walk = (
    nodes: readonly DepartmentDraft[],
    path: string,
    depth: number,
  ): Result<number> | undefined => {
    if (nodes.length > 0 && depth > MAX_ORG_DEPTH)
      return fail('invalid', 'org_too_deep', `组织层级不能超过 ${MAX_ORG_DEPTH} 级，请合并部分层级。`, {
        field: path,
      });
    for (const [index, node] of nodes.entries()) {
      const field = `${path}.${index}`;
      const name = node.name.trim();
      if (!name)
        return fail('invalid', 'org_name_missing', '部门名称不能为空，请填写。', { field: `${field}.name` });
      if (seen.has(name))
        return fail('invalid', 'org_name_repeated', `部门“${name}”出现了两次，请改成不同的名称。`, {
          field: `${field}.name`,
        });
      seen.add(name);
      count += 1;
      const below = walk(node.children ?? [], `${field}.children`, depth + 1);
      if (below) return below;
    }
    return undefined;
  };
  const bad = walk(roots, 'org', 1);
  if (bad) return bad;
  if (count === 0)
    return fail('invalid', 'org_empty', '组织树至少要有一个部门，请添加后再提交。', { field: 'org' });
  if (count > MAX_ORG_NODES)
    return fail('invalid', 'org_too_large', `一次最多 ${MAX_ORG_NODES} 个部门，其余可在开通后添加。`, {
      field: 'org',
    });
  return ok(count);
};

const TRANSITIONS: Record<'suspend' | 'resume' | 'activate', { from: TenantStatus; to: TenantStatus }> = {
  activate: { from: 'provisioning', to: 'active' },
  suspend: { from: 'active', to: 'suspended' },
  resume: { from: 'suspended', to: 'active' },
};

/** The next status, or why it can't be reached from here. */
export const moveTenant = (status: TenantStatus, step: keyof typeof TRANSITIONS): Result<TenantStatus> => {
  const { from, to } = TRANSITIONS[step];
  if (status === from) return ok(to);
  const text = { provisioning: '开通中', active: '使用中', suspended: '已停用' }[status];
  return fail('conflict', 'tenant_state', `该单位当前为“${text}”，不能执行此操作，请刷新后再看。`);
};
