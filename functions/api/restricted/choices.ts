import { membershipActive, reachOf } from '@xuncha/domain';
import type { Handler } from '@xuncha/http';
import { type Item, listMembers, listRegistered, type RegisteredTenant } from '@xuncha/store';
import type { ApiDeps } from '../context.ts';

/** A group has some dozens of units: one Query reads a hundred. */
const UNITS_A_QUERY = 100;

/** Units of the group and people of HQ for the forms; the register and the member list are HQ's own. */
export const getRestrictedChoices: Handler<'restrictedChoices.get', ApiDeps> = async (call, { table }) => {
  const units: RegisteredTenant[] = [];
  let startKey: Item | undefined;
  do {
    const page = await listRegistered(table, call.scope.tenantId, { limit: UNITS_A_QUERY, startKey });
    units.push(...page.tenants);
    startKey = page.lastKey;
  } while (startKey);
  const people = (await listMembers(table, call.scope)).filter(
    (member) => membershipActive(member, call.today) && reachOf(member.roles, 'interview.read'),
  );
  return {
    body: {
      units: units.map(({ tenantId, name }) => ({ tenantId, name })),
      people: people.map(({ id, userId, name, title }) => ({ membershipId: id, userId, name, title })),
    },
  };
};
