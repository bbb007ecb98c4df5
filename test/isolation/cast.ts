import { type Membership, ROLE_NAMES, type Role, roleFits } from '@xuncha/domain';
import { followLogin, memberWrite, newId, type Table } from '@xuncha/store';
import { HQ_TENANT } from '../engine/environment.ts';
import { FOREIGN, OWN, SUSPENDED } from './scene.ts';

/** Where a person stands towards OWN's data, besides the role. */
export type Situation =
  | 'at home'
  | 'in another tenant'
  | 'in another department'
  | 'limited to another tenant'
  | 'limited to another batch'
  | 'limited to another round'
  | 'limited to other days'
  | 'past the last day'
  | 'removed'
  | 'in a suspended tenant';

export interface CastMember {
  readonly role: Role;
  readonly situation: Situation;
  readonly home: string;
  /** Login at the identity provider. */
  readonly login: string;
  readonly membershipId: string;
}

const PAST = '2020-01-31';

/** By batch, round or day, none of which anything of OWN is of. */
export const isLimitedInside = (situation: Situation): boolean =>
  ['limited to another batch', 'limited to another round', 'limited to other days'].includes(situation);

/** How the situation shows in the membership. */
const membershipIn = (situation: Situation, departmentId: string): Partial<Membership> => {
  switch (situation) {
    case 'in another department':
      return { departmentId: newId() };
    case 'limited to another tenant':
      return { departmentId, scope: { tenants: [FOREIGN] } };
    case 'limited to another batch':
      return { departmentId, scope: { batches: [newId()] } };
    case 'limited to another round':
      return { departmentId, scope: { rounds: ['没有这一轮'] } };
    case 'limited to other days':
      return { departmentId, scope: { feedbackFrom: '2098-01-01', feedbackTo: '2099-12-31' } };
    case 'past the last day':
      return { departmentId, validTo: PAST };
    case 'removed':
      return { departmentId, status: 'removed' };
    default:
      return { departmentId };
  }
};

const OF_A_TENANT: readonly Situation[] = [
  'at home',
  'in another tenant',
  'in another department',
  'limited to another batch',
  'limited to another round',
  'past the last day',
  'removed',
  'in a suspended tenant',
];
const OF_THE_GROUP: readonly Situation[] = [
  'at home',
  'limited to another tenant',
  'limited to another batch',
  'limited to another round',
  'limited to other days',
  'past the last day',
  'removed',
];

const homeIn = (situation: Situation): string => {
  if (situation === 'in another tenant') return FOREIGN;
  return situation === 'in a suspended tenant' ? SUSPENDED : OWN;
};

/** One person for each role in each situation it can be in. */
const everybody = (): CastMember[] =>
  ROLE_NAMES.flatMap((role) => {
    const one = (situation: Situation, home: string): CastMember => ({
      role,
      situation,
      home,
      login: `${home} ${role} ${situation}`.replaceAll(/[ _]/g, '-'),
      membershipId: newId(),
    });
    return [
      ...(roleFits(role, 'subsidiary')
        ? OF_A_TENANT.map((situation) => one(situation, homeIn(situation)))
        : []),
      ...(roleFits(role, 'group') ? OF_THE_GROUP.map((situation) => one(situation, HQ_TENANT)) : []),
    ];
  });

/** Gives each of them a membership, and the login directory its entry. */
export const castEverybody = async (table: Table, departmentId: string): Promise<readonly CastMember[]> => {
  const people = everybody();
  const join = async ({ role, situation, home, login, membershipId }: CastMember): Promise<void> => {
    const member: Membership = {
      tenantId: home,
      id: membershipId,
      userId: login,
      login,
      name: `测试 ${login}`,
      roles: [role],
      status: 'active',
      ...membershipIn(situation, home === OWN ? departmentId : newId()),
    };
    await table.transact([memberWrite(member)]);
    await followLogin(table, { kind: 'login_membership', tenantId: home, id: membershipId });
  };
  for (const person of people) await join(person);
  return people;
};
