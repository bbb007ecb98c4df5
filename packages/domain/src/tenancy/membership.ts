import type { MembershipScope } from '../authz/content-limits.ts';
import { ROLES, type Role, roleFits } from '../authz/roles.ts';
import { fail, ok, type Result } from '../result.ts';
import type { TenantKind } from './tenant.ts';

/** A person's place in one tenant. The same person may have several, and switches between them explicitly. */
export interface Membership {
  readonly tenantId: string;
  readonly id: string;
  readonly userId: string;
  /** Name at the identity provider. */
  readonly login: string;
  /** The unit's own identity provider, as its tokens name it; left out for the group's. */
  readonly issuer?: string;
  readonly name: string;
  readonly title?: string;
  readonly roles: readonly Role[];
  readonly departmentId?: string;
  readonly status: 'active' | 'removed';
  /** Business dates (Asia/Shanghai), both inclusive; auditors always have an end (A06). */
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly scope?: MembershipScope;
}

const DEPARTMENT_ROLES: readonly Role[] = ['department_head', 'handler'];

/** Checks a new or changed membership against its tenant. */
export const checkMembership = (
  draft: Pick<Membership, 'roles' | 'departmentId' | 'validFrom' | 'validTo' | 'scope'>,
  tenant: { readonly kind: TenantKind; readonly departmentIds: ReadonlySet<string> },
): Result<true> => {
  if (draft.roles.length === 0)
    return fail('invalid', 'role_missing', '请至少选择一个角色。', { field: 'roles' });
  const misfit = draft.roles.find((role) => !roleFits(role, tenant.kind));
  if (misfit)
    return fail('invalid', 'role_misfit', `角色“${ROLES[misfit].title}”不能授予该单位人员，请重新选择。`, {
      field: 'roles',
    });
  if (draft.departmentId && !tenant.departmentIds.has(draft.departmentId))
    return fail('invalid', 'department_unknown', '所选部门不存在，请从列表中重新选择。', {
      field: 'departmentId',
    });
  if (!draft.departmentId && draft.roles.some((role) => DEPARTMENT_ROLES.includes(role)))
    return fail('invalid', 'department_missing', '部门负责人和经办人必须选择所在部门。', {
      field: 'departmentId',
    });
  if (draft.roles.includes('auditor') && !draft.validTo)
    return fail('invalid', 'auditor_end_missing', '审计员账号必须填写截止日期。', { field: 'validTo' });
  if (draft.validFrom && draft.validTo && draft.validFrom > draft.validTo)
    return fail('invalid', 'validity_reversed', '截止日期早于起始日期，请改正。', { field: 'validTo' });
  const { feedbackFrom, feedbackTo } = draft.scope ?? {};
  if (feedbackFrom && feedbackTo && feedbackFrom > feedbackTo)
    return fail('invalid', 'window_reversed', '反馈日期的止期早于起期，请改正。', {
      field: 'scope.feedbackTo',
    });
  return ok(true);
};

/** Is the membership usable on this business date? */
export const membershipActive = (
  membership: Pick<Membership, 'status' | 'validFrom' | 'validTo'>,
  today: string,
): boolean =>
  membership.status === 'active' &&
  (!membership.validFrom || membership.validFrom <= today) &&
  (!membership.validTo || today <= membership.validTo);

type Person = Pick<Membership, 'userId' | 'name'>;

/** The people behind memberships, each once: somebody may have several, and is still another person than a namesake. */
export const peopleOf = (members: readonly Person[]): { readonly id: string; readonly name: string }[] => [
  ...new Map(members.map(({ userId, name }) => [userId, { id: userId, name }])).values(),
];

/** A04: the first-responsible person is the unit's party secretary. Which of two, no ledger says. */
export const firstResponsibleOf = (members: readonly (Person & Pick<Membership, 'roles'>)[]) => {
  const [first, ...others] = peopleOf(members.filter(({ roles }) => roles.includes('party_secretary')));
  return others.length === 0 ? first : undefined;
};

/** The role without which nobody could add people to the tenant any more. */
export const ADMIN_ROLE: Readonly<Record<TenantKind, Role>> = {
  group: 'group_admin',
  subsidiary: 'tenant_admin',
};

/**
 * The tenant's people after one of them changed. Refuses when the last person who can manage people would be gone, now
 * or by the running out of a term: an administrator without an end must stay where there is one. A tenant that has no
 * administrator already can't lose one.
 */
export const replaceMember = (
  members: readonly Membership[],
  changed: Membership,
  tenant: { readonly kind: TenantKind; readonly today: string },
): Result<readonly Membership[]> => {
  const isAdmin = (member: Membership): boolean =>
    member.roles.includes(ADMIN_ROLE[tenant.kind]) && membershipActive(member, tenant.today);
  const isLasting = (member: Membership): boolean => isAdmin(member) && !member.validTo;
  const after = members.map((member) => (member.id === changed.id ? changed : member));
  const title = ROLES[ADMIN_ROLE[tenant.kind]].title;
  if (members.some(isAdmin) && !after.some(isAdmin))
    return fail('conflict', 'last_admin', `这是最后一名${title}，请先指定另一名管理员再调整。`);
  if (members.some(isLasting) && !after.some(isLasting))
    return fail(
      'conflict',
      'last_admin',
      `这是最后一名长期有效的${title}，到期后将无人能够管理本单位人员，请先指定另一名长期有效的管理员再调整。`,
    );
  return ok(after);
};
