import { type Actor, isProduct, personsOf } from '../actor.ts';
import type { AwaitedExport } from '../archive/export-approval.ts';
import { exportAwaits } from '../archive/export-approval.ts';
import { ROLE_NAMES, type Role } from '../authz/roles.ts';
import { GATE_TITLES } from '../closeout/case.ts';
import type { Finding } from '../finding/finding.ts';
import type { Matter, MatterHand, MatterWaiting } from '../matter/matter.ts';
import { assigneesOf, type InboxTask, waitingFor } from './waiting-for.ts';

/** What somebody can have handed in that then waits at somebody else. */
export const STARTED_KINDS = ['application', 'extension', 'objection', 'matter', 'archive_approval'] as const;
export type StartedKind = (typeof STARTED_KINDS)[number];

/** One thing a person handed in: with whom it lies now, since when and until when. */
export interface Started {
  readonly userId: string;
  /** Home of the person: the unit or HQ. */
  readonly tenantId: string;
  readonly kind: StartedKind;
  /** Where it stands, one Chinese phrase. */
  readonly where: string;
  /** Roles it waits for; none where it waits for one named person. */
  readonly holders: readonly Role[];
  readonly since: string;
  readonly due?: string;
}

/** `role:x` and `dept:<id>:x` wait for a role, `user:x` for a person. */
const roleOf = (key: string): Role | undefined =>
  key.startsWith('user:') ? undefined : ROLE_NAMES.find((role) => role === key.split(':').at(-1));
const rolesOf = (keys: readonly string[]): Role[] => [...new Set(keys.flatMap((key) => roleOf(key) ?? []))];
const earliest = (dues: readonly (string | undefined)[]): string | undefined =>
  dues.flatMap((due) => due ?? []).sort()[0];

type Waiting = Parameters<typeof waitingFor>[0] &
  Pick<Finding, 'tenantId' | 'updatedAt' | 'disputed' | 'closing' | 'extension'>;

const holdersOf = (tasks: readonly InboxTask[], kind: InboxTask['kind']): Role[] =>
  rolesOf(tasks.filter((task) => task.kind === kind).map(({ assignee }) => assignee.key));

/**
 * What people of the unit have handed in about a finding and wait for. A pure function of its head like `waitingFor`,
 * so that both are projections of the same records.
 */
export const startedOf = (finding: Waiting): Started[] => {
  const { tenantId, state, closing, extension, disputed, updatedAt } = finding;
  const tasks = waitingFor(finding);
  const of = (by: readonly string[], line: Omit<Started, 'userId' | 'tenantId'>): Started[] =>
    [...new Set(by)].map((userId) => ({ userId, tenantId, ...line }));
  if (state === 'closing' && closing && closing.gate !== 'application')
    return of(
      closing.actors
        .filter(({ gate }) => gate === 'application')
        .flatMap(({ userId, onBehalfOf }) => [userId, ...(onBehalfOf ? [onBehalfOf] : [])]),
      {
        kind: 'application',
        where: `${GATE_TITLES[closing.gate]}${closing.escalation > 0 ? `（已超时 ${closing.escalation} 次）` : ''}`,
        holders: holdersOf(tasks, closing.gate),
        since: closing.openedAt ?? updatedAt,
        due: closing.due,
      },
    );
  if (state === 'disputed' && disputed)
    return of(disputed.by, {
      kind: 'objection',
      where: '异议待答复',
      holders: holdersOf(tasks, 'answer_objection'),
      since: disputed.at,
    });
  return extension
    ? of(extension.by, {
        kind: 'extension',
        where: `延期至 ${extension.to} 待审批`,
        holders: holdersOf(tasks, 'extension'),
        since: extension.askedAt ?? updatedAt,
        due: extension.due,
      })
    : [];
};

const handOf = ({ userId, onBehalfOf, tenantId, roles, departmentId }: Actor): MatterHand => ({
  by: [...personsOf({ userId, onBehalfOf })],
  tenantId,
  roles,
  ...(departmentId ? { departmentId } : {}),
});

/** Does it lie with this person or with an office the person belongs to? Then it stands in their inbox. */
const liesWith = (waiting: readonly MatterWaiting[], { by, roles, departmentId }: MatterHand): boolean => {
  const inboxes = by.flatMap((userId) => assigneesOf({ userId, roles, departmentId }));
  return waiting.some(({ key }) => inboxes.includes(key));
};

const sameWaiting = (a: readonly MatterWaiting[], b: readonly MatterWaiting[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/**
 * Who handed a matter in, kept on its head with each step: the person whose step sent it to somebody else, until it
 * comes back to that person's office and somebody there goes on; and who sent it back there last.
 */
export const handsAfter = (
  before: Pick<Matter, 'waiting' | 'started' | 'answered' | 'waitingSince'> | undefined,
  after: Pick<Matter, 'waiting' | 'open'>,
  actor: Actor,
  at: string,
): Pick<Matter, 'started' | 'answered' | 'waitingSince'> => {
  if (!after.open || after.waiting.length === 0)
    return { started: undefined, answered: undefined, waitingSince: undefined };
  const waitingSince = before && sameWaiting(before.waiting, after.waiting) ? before.waitingSince : at;
  const { started, answered } = before ?? {};
  if (isProduct(actor)) return { started, answered, waitingSince };
  const hand = handOf(actor);
  if (!started || liesWith(before?.waiting ?? [], started))
    return { started: hand, answered: undefined, waitingSince };
  return { started, answered: liesWith(after.waiting, started) ? hand : undefined, waitingSince };
};

/** Lines of those who handed a matter in or back, while it lies with others. */
export const startedOfMatter = (
  matter: Pick<Matter, 'waiting' | 'started' | 'answered' | 'waitingSince' | 'updatedAt'>,
): Started[] => {
  const { waiting, started, answered } = matter;
  if (waiting.length === 0) return [];
  return [started, answered].flatMap((hand) =>
    hand && !liesWith(waiting, hand)
      ? hand.by.map((userId) => ({
          userId,
          tenantId: hand.tenantId,
          kind: 'matter' as const,
          where: waiting[0]?.why ?? '',
          holders: rolesOf(waiting.map(({ key }) => key)),
          since: matter.waitingSince ?? matter.updatedAt,
          due: earliest(waiting.map(({ due }) => due)),
        }))
      : [],
  );
};

/** Who asked for an export that waits for approval (K06). */
export const startedOfExport = (
  request: AwaitedExport & { readonly createdAt: string; readonly rebuild?: { actor: Actor; at: string } },
): Started[] => {
  const key = exportAwaits(request);
  if (!key) return [];
  const { actor, at } = request.rebuild ?? { actor: request.actor, at: request.createdAt };
  return personsOf(actor).map((userId) => ({
    userId,
    tenantId: actor.tenantId,
    kind: 'archive_approval' as const,
    where: '档案导出待审批',
    holders: rolesOf([key]),
    since: at,
  }));
};
