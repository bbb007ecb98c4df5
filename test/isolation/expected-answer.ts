import { type Operation, type OperationId, operationOf } from '@xuncha/contracts';
import { PERMISSIONS, RESTRICTED_ACTIONS, type Reach, type Role } from '@xuncha/domain';
import { HQ_TENANT } from '../engine/environment.ts';
import { type CastMember, isLimitedInside } from './cast.ts';

/**
 * The oracle of the attack tests: what each person must be answered, from the row of the permission matrix and the
 * person's situation alone. Written down here a second time on purpose, not taken from the code under test.
 */
export type Expected =
  /** Stopped at the door, before any function runs. */
  | { readonly at: 'door'; readonly status: 401 | 403; readonly code: string }
  /** Refused by the function. */
  | { readonly at: 'function'; readonly status: 403 | 404; readonly code: 'forbidden' | 'not_found' }
  /**
   * In the own tenant, but not covered by the person's department or batches: the answer to a thing that doesn't exist.
   * That is a 404, unless something is wrong with the request whatever it names.
   */
  | { readonly at: 'hidden'; readonly status: 404 }
  /** Let through: what comes then is the business of the rules, which may refuse further with these codes. */
  | { readonly at: 'inside'; readonly besides: readonly ('not_found' | 'forbidden')[] };

const rowOf = (operation: Operation): Partial<Record<Role, Reach>> => PERMISSIONS[operation.action];

const NOT_FOUND: Expected = { at: 'function', status: 404, code: 'not_found' };
const FORBIDDEN: Expected = { at: 'function', status: 403, code: 'forbidden' };
const NO_MEMBERSHIP: Expected = { at: 'door', status: 403, code: 'no_membership' };

const names = (operation: Operation, parameter: string): boolean => operation.path.includes(`{${parameter}}`);

/** What stops a person whatever is asked for. */
const atTheDoor = ({ situation }: CastMember): Expected | undefined => {
  switch (situation) {
    case 'past the last day':
    case 'removed':
      return NO_MEMBERSHIP;
    case 'in a suspended tenant':
      return { at: 'door', status: 403, code: 'tenant_suspended' };
    default:
      return undefined;
  }
};

/** Does the path lead into a tenant that this person's reach does not cover? */
const outside = (operation: Operation, person: CastMember, reach: Reach | undefined): boolean => {
  if (!names(operation, 'tenantId') || person.home === OWN_TENANT) return false;
  if (person.home !== HQ_TENANT) return true;
  return reach !== 'group' || person.situation === 'limited to another tenant';
};
const OWN_TENANT = 'beihe';

/** Is the thing named in the path one that the person's home does not have, or department or batches do not cover? */
const uncovered = (operation: Operation, { situation, home }: CastMember, reach: Reach): boolean => {
  // A meeting named without a unit is the leading group's, which sits at HQ.
  if (names(operation, 'meetingId') && !names(operation, 'tenantId') && home !== HQ_TENANT) return true;
  if (!names(operation, 'findingId')) return false;
  return isLimitedInside(situation) || (situation === 'in another department' && reach === 'department');
};

/** Where the rules look closer than the matrix does. */
const further = (
  operation: Operation,
  { role, situation }: CastMember,
  reach: Reach,
): readonly ('not_found' | 'forbidden')[] => {
  // The files of measures are for some, minutes for others.
  if (operation.action === 'evidence.renew') return ['not_found', 'forbidden'];
  // Own things only, or a limit: whether this one is among them is the operation's own test.
  if (reach === 'self' || situation !== 'at home') return ['not_found'];
  // The scene's batch is not delivered yet (D04).
  const preparing: Partial<Record<Role, Reach>> = PERMISSIONS['finding.edit_draft'];
  return names(operation, 'batchId') && !preparing[role] ? ['not_found'] : [];
};

export const expectedAnswer = (id: OperationId, person: CastMember): Expected => {
  const operation = operationOf(id);
  const stopped = atTheDoor(person);
  if (stopped) return stopped;
  const restricted: readonly string[] = RESTRICTED_ACTIONS;
  const granted = rowOf(operation)[person.role];
  const reach = restricted.includes(operation.action) && person.home !== HQ_TENANT ? undefined : granted;
  if (outside(operation, person, reach)) return NOT_FOUND;
  if (!reach) return FORBIDDEN;
  if (uncovered(operation, person, reach)) return { at: 'hidden', status: 404 };
  return { at: 'inside', besides: further(operation, person, reach) };
};
