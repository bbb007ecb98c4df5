import type { Membership } from './membership.ts';

/**
 * The group's own identity provider. It has a name instead of its address, so that the address may change (another
 * realm, another port of the one machine) without anybody losing their place.
 */
export const GROUP_ISSUER = 'group';

/** A person as an identity provider knows them: subjects of different issuers are different people. */
export interface LoginName {
  /** `GROUP_ISSUER`, or the address of a unit's own provider exactly as its tokens name it. */
  readonly issuer: string;
  readonly login: string;
}

/** Under which name the person of a membership signs in. */
export const loginNameOf = (member: Pick<Membership, 'issuer' | 'login'>): LoginName => ({
  issuer: member.issuer ?? GROUP_ISSUER,
  login: member.login,
});

/** Does the membership belong to who has signed in? */
export const isLoginOf = (member: Pick<Membership, 'issuer' | 'login'>, name: LoginName): boolean => {
  const own = loginNameOf(member);
  return own.issuer === name.issuer && own.login === name.login;
};
