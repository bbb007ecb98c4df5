import type { Principal } from './authz/authorize.ts';
import type { Role } from './authz/roles.ts';

/** Who acts, as the audit trail keeps it: the person, the membership used and, for a substitute, the absent one. */
export interface Actor {
  readonly userId: string;
  readonly name: string;
  readonly membershipId: string;
  /** Home tenant of the membership: HQ's for people of the group. */
  readonly tenantId: string;
  readonly roles: readonly Role[];
  readonly departmentId?: string;
  readonly onBehalfOf?: { readonly userId: string; readonly name: string; readonly delegationId: string };
}

/** The product's own hand, for steps no person takes (verification of a file, opening of a gate). */
export const SYSTEM_ACTOR = (component: string): Actor => ({
  userId: `system:${component}`,
  name: '系统',
  membershipId: 'system',
  tenantId: 'system',
  roles: [],
});

/** Was it the product by itself, and no person? */
export const isProduct = ({ userId }: Pick<Actor, 'userId'>): boolean => userId.startsWith('system:');

/** Whose act it is: the person and, for a substitute, the absent one too (G07). */
export const personsOf = (actor: Pick<Actor, 'userId' | 'onBehalfOf'>): readonly string[] =>
  actor.onBehalfOf ? [actor.userId, actor.onBehalfOf.userId] : [actor.userId];

/** The actor a signed-in person is. */
export const actorOf = (principal: Principal): Actor => ({
  userId: principal.userId,
  name: principal.name,
  membershipId: principal.membershipId,
  tenantId: principal.tenantId,
  roles: principal.roles,
  departmentId: principal.departmentId,
  onBehalfOf: principal.onBehalfOf,
});
