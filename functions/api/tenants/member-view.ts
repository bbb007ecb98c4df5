import type { BodyOf, OutputOf } from '@xuncha/contracts';
import type { Membership } from '@xuncha/domain';
import { scopeView } from '../scope-view.ts';

export const memberView = (member: Membership): OutputOf<'members.add'> => ({
  id: member.id,
  userId: member.userId,
  tenantId: member.tenantId,
  login: member.login,
  signIn: member.issuer ? 'own' : 'group',
  name: member.name,
  title: member.title,
  roles: [...member.roles],
  departmentId: member.departmentId,
  validFrom: member.validFrom,
  validTo: member.validTo,
  ...(member.scope ? { scope: scopeView(member.scope) } : {}),
  status: member.status,
});

/** What the form says about a person; roles once each. */
export const fieldsOf = ({
  name,
  title,
  roles,
  departmentId,
  validFrom,
  validTo,
  scope,
}: BodyOf<'members.change'>) => ({
  name,
  title: title || undefined,
  roles: [...new Set(roles)],
  departmentId,
  validFrom,
  validTo,
  scope,
});

/** A person as the tenant's audit chain keeps them. */
export const memberData = (member: Membership): Record<string, unknown> => {
  const { tenantId: _tenantId, userId: _userId, status: _status, ...data } = member;
  return data;
};
