import type { Principal } from './authorize.ts';
import { type Action, type Reach, reachOf } from './matrix.ts';

/**
 * Actions on restricted matters: interviews (C01), restricted briefings (D03), individual feedback (D06) and clue
 * referrals (I06). What they touch lies in a key space of its own, and only who holds one of them gets into it.
 */
export const RESTRICTED_ACTIONS = [
  'interview.read',
  'interview.edit',
  'briefing.read',
  'briefing.edit',
  'briefing.receive',
  'leader_feedback.read',
  'leader_feedback.edit',
  'referral.read',
  'referral.edit',
  'referral.reply',
] as const satisfies readonly Action[];
export type RestrictedAction = (typeof RESTRICTED_ACTIONS)[number];

const RESTRICTED: ReadonlySet<Action> = new Set(RESTRICTED_ACTIONS);
export const isRestrictedAction = (action: Action): action is RestrictedAction => RESTRICTED.has(action);

type Acting = Pick<Principal, 'roles' | 'tenantKind' | 'onBehalfOf'>;

/**
 * How far a person may go with an action. Restricted matters are HQ's and personal: a substitute (G07) takes over the
 * absent person's work, but not what was said in confidence, and a subsidiary's membership never reaches them.
 */
export const reachFor = (acting: Acting, action: Action): Reach | undefined =>
  isRestrictedAction(action) && (acting.onBehalfOf || acting.tenantKind !== 'group')
    ? undefined
    : reachOf(acting.roles, action);

/** May this person touch any restricted matter? Decides whether their session may enter the restricted key space. */
export const holdsRestrictedAction = (acting: Acting): boolean =>
  RESTRICTED_ACTIONS.some((action) => reachFor(acting, action) !== undefined);
