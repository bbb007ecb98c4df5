import { inScope, type MembershipScope } from '../authz/content-limits.ts';
import type { Reach } from '../authz/matrix.ts';
import type { Role } from '../authz/roles.ts';
import { roleAssignee, userAssignee } from '../inbox/waiting-for.ts';
import { ADDRESSEE_ROLES, type RestrictedRecord } from './record.ts';

/**
 * Who may read a record beside the inspection office: the people who take part, and the departments it was handed to.
 * A draft is nobody's yet but its author's; what was handed over stays readable when it is withdrawn. A clue sent on to
 * another department leaves the first one.
 */
export const audienceOf = (record: RestrictedRecord): string[] => {
  const author = userAssignee(record.createdBy.userId);
  switch (record.class) {
    case 'interview':
      return [...new Set([author, ...record.plan.interviewers.map(({ userId }) => userAssignee(userId))])];
    case 'leader_feedback':
      return [...new Set([author, ...record.givers.map(({ userId }) => userAssignee(userId))])];
    case 'briefing':
      return [author, ...(record.issuedAt ? record.addressees.map(roleAssignee) : [])];
    case 'referral':
      return [author, ...[record.recipient, ...record.copies].map(roleAssignee)];
  }
};

/** A person as an audience names them. */
export const audienceKeysOf = (person: {
  readonly userId: string;
  readonly roles: readonly Role[];
}): string[] => [userAssignee(person.userId), ...person.roles.map(roleAssignee)];

/**
 * May this person read the record? What they may not must look as if it didn't exist. A membership limited to some
 * units (A06) reaches restricted matters of those units only, whatever the role.
 */
export const maySee = (
  record: RestrictedRecord,
  person: {
    readonly userId: string;
    readonly roles: readonly Role[];
    readonly reach: Reach;
    readonly scope?: MembershipScope;
  },
): boolean => {
  if (!inScope(person.scope, record.unitId)) return false;
  if (person.reach === 'tenant') return true;
  const keys = audienceKeysOf(person);
  return audienceOf(record).some((key) => keys.includes(key));
};

/** All an inbox says about a restricted matter. */
export const RESTRICTED_TASK_TITLE = '有一件受限事项待办理';

export interface RestrictedTask {
  readonly assignee: string;
  readonly due?: string;
}

/** Roles a restricted task may wait for; all others wait for one person. */
const TASK_ROLES: readonly Role[] = ['inspection_office', ...ADDRESSEE_ROLES];

/** The restricted inboxes a person reads. */
export const restrictedInboxesOf = (person: {
  readonly userId: string;
  readonly roles: readonly Role[];
}): string[] =>
  audienceKeysOf({ ...person, roles: person.roles.filter((role) => TASK_ROLES.includes(role)) });

/** Whose turn it is; the inbox shows no more than that something waits. */
export const restrictedTasksOf = (record: RestrictedRecord): RestrictedTask[] => {
  switch (record.class) {
    case 'interview':
      return record.state === 'planned' || record.state === 'held'
        ? record.plan.interviewers.map(({ userId }) => ({
            assignee: userAssignee(userId),
            due: record.plan.date,
          }))
        : [];
    case 'briefing':
      return record.state === 'issued'
        ? record.addressees
            .filter((role) => !record.receipts.some((receipt) => receipt.role === role))
            .map((role) => ({ assignee: roleAssignee(role) }))
        : [];
    case 'referral':
      if (record.state === 'sent' || record.state === 'received')
        return [{ assignee: roleAssignee(record.recipient), due: record.replyDue }];
      return record.state === 'returned' ? [{ assignee: roleAssignee('inspection_office') }] : [];
    case 'leader_feedback':
      return [];
  }
};
