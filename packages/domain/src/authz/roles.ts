/** Roles of A03. `home` says whether a membership of HQ, of a subsidiary or of either may carry it. */
export const ROLES = {
  group_admin: { home: 'group', title: '集团管理员' },
  inspection_office: { home: 'group', title: '巡察办' },
  leading_group: { home: 'group', title: '领导小组' },
  functional_dept: { home: 'group', title: '职能部门' },
  inspection_team: { home: 'group', title: '巡察组' },
  group_discipline: { home: 'group', title: '集团纪委' },
  group_organisation: { home: 'group', title: '集团组织部' },
  tenant_admin: { home: 'subsidiary', title: '单位管理员' },
  party_secretary: { home: 'subsidiary', title: '党委书记' },
  responsible_leader: { home: 'subsidiary', title: '责任领导' },
  rectification_office: { home: 'subsidiary', title: '整改办' },
  discipline_committee: { home: 'subsidiary', title: '纪委' },
  organisation_dept: { home: 'subsidiary', title: '组织部' },
  department_head: { home: 'subsidiary', title: '部门负责人' },
  handler: { home: 'subsidiary', title: '经办人' },
  grid_member: { home: 'subsidiary', title: '网格员' },
  auditor: { home: 'any', title: '审计员' },
} as const satisfies Record<string, { home: 'group' | 'subsidiary' | 'any'; title: string }>;

export type Role = keyof typeof ROLES;
export const ROLE_NAMES = Object.keys(ROLES) as readonly Role[];
export const isRole = (value: string): value is Role => Object.hasOwn(ROLES, value);

/** May a membership of this kind of tenant carry the role? */
export const roleFits = (role: Role, tenantKind: 'group' | 'subsidiary'): boolean => {
  const home: string = ROLES[role].home;
  return home === 'any' || home === tenantKind;
};
