/**
 * - `items`: reads and writes items of any tenant;
 * - `changes`: reads the change stream, in which the items of all tenants pass by;
 * - `memberships`: reads who somebody is, and debits request buckets, under fixed keys; nothing of a tenant's work.
 */
export type WideRight = 'items' | 'changes' | 'memberships';

interface Entry {
  readonly rights: readonly WideRight[];
  readonly reason: string;
}

/**
 * Every function that reaches the table beyond the session of one tenant, and why it has to. Granting such a right to
 * any other function fails when the stacks are built; that no other role has one, by whatever way, and that none of
 * these answers requests of people is checked in the templates (test/infra/permissions.test.ts).
 */
export const RIGHTS_OVER_ALL_TENANTS: Readonly<Record<string, Entry>> = {
  AuthorizerFunction: {
    rights: ['memberships'],
    reason: 'finds out whose request it is, before any tenant is known; takes no body',
  },
  Relay: {
    rights: ['items', 'changes'],
    reason:
      'one batch of the stream holds events of several tenants; reads tokens of gates, notes ends of audit chains',
  },
  Projections: {
    rights: ['items', 'changes'],
    reason:
      'one batch updates inboxes and numbers of several tenants, the roll-up of HQ and the login directory',
  },
  Sweep: {
    rights: ['items'],
    reason: 'looks through all tenants for passed limits and lost executions',
  },
  RunJob: {
    rights: ['changes'],
    reason: 'is woken by jobs of any tenant; touches items in a session of the one at hand',
  },
  SendMessage: {
    rights: ['changes'],
    reason: 'is woken by queued messages of any tenant; touches items in a session of the one at hand',
  },
  PackFinding: {
    rights: ['changes'],
    reason: 'is woken by closed findings of any tenant; touches items in a session of the one at hand',
  },
};

/** Stops a grant that is not listed above. */
export function requireWideRight(functionId: string, right: WideRight): void {
  if (RIGHTS_OVER_ALL_TENANTS[functionId]?.rights.includes(right)) return;
  throw new Error(
    `${functionId} has no reason for the right "${right}" over all tenants (rights-over-all-tenants.ts).`,
  );
}
