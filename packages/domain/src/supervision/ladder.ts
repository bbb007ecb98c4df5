import type { Role } from '../authz/roles.ts';
import type { Finding } from '../finding/finding.ts';
import { departmentAssignee, roleAssignee, userAssignee } from '../inbox/waiting-for.ts';
import type { CalendarDate } from '../limits/index.ts';
import type { Matter, MatterChange, MatterDue, MatterWaiting } from '../matter/index.ts';
import { fail, ok, type Result } from '../result.ts';

/** F10: who is called on, one rung further with each limit that passes without an answer. */
export const RUNGS = ['department', 'leader', 'principal', 'inspection_office', 'leading_group'] as const;
export type Rung = (typeof RUNGS)[number];

export const RUNG_TITLES: Readonly<Record<Rung, string>> = {
  department: '责任部门（经办人、部门负责人）',
  leader: '责任领导',
  principal: '主要负责人',
  inspection_office: '集团巡察办',
  leading_group: '集团领导小组',
};

/** Whom a matter is addressed to: of the finding's responsibility (A04), as far as it is known. */
export interface Addressee {
  readonly departmentId?: string;
  readonly departmentName?: string;
  readonly handlerId?: string;
  readonly leaderId?: string;
  readonly leaderName?: string;
  readonly principalId?: string;
  readonly principalName?: string;
}

/** Whom a matter about a finding goes to (A04). */
export const addresseeOf = ({ responsibility }: Pick<Finding, 'responsibility'>): Addressee => {
  const { departmentId, departmentName, handlerId, leaderId, leaderName } = responsibility;
  const { principalId, principalName } = responsibility;
  return { departmentId, departmentName, handlerId, leaderId, leaderName, principalId, principalName };
};

/** One climb of the ladder, as the matter keeps it. */
export interface Climb {
  readonly rung: Rung;
  /** The limit that passed. */
  readonly passed: string;
  /** Business date of the climb. */
  readonly on: string;
}

const nextRung = (rung: Rung): Rung | undefined => RUNGS[RUNGS.indexOf(rung) + 1];

const inUnit = (keys: readonly string[]): readonly Pick<MatterWaiting, 'home' | 'key'>[] =>
  keys.map((key) => ({ home: 'unit', key }));
const atGroup = (role: Role): readonly Pick<MatterWaiting, 'home' | 'key'>[] => [
  { home: 'group', key: roleAssignee(role) },
];
/** The person where the unit has named one, else everybody in that role. */
const personOr = (userId: string | undefined, role: Role): string =>
  userId ? userAssignee(userId) : roleAssignee(role);

const INBOXES: Readonly<Record<Rung, (to: Addressee) => readonly Pick<MatterWaiting, 'home' | 'key'>[]>> = {
  // Not assigned yet: the office that assigns answers for it.
  department: ({ departmentId, handlerId }) =>
    departmentId
      ? inUnit([
          departmentAssignee(departmentId, 'department_head'),
          ...(handlerId ? [userAssignee(handlerId)] : []),
        ])
      : inUnit([roleAssignee('rectification_office')]),
  leader: ({ leaderId }) => inUnit([personOr(leaderId, 'responsible_leader')]),
  principal: ({ principalId }) => inUnit([personOr(principalId, 'party_secretary')]),
  inspection_office: () => atGroup('inspection_office'),
  leading_group: () => atGroup('leading_group'),
};

/** Inbox lines of everybody from the rung it started on to the one it has reached; those above are asked to press. */
export const waitingOnLadder = (
  to: Addressee,
  from: Rung,
  reached: Rung,
  words: { readonly due: string; readonly asked: string; readonly pressing: string },
): MatterWaiting[] => {
  const lines = RUNGS.slice(RUNGS.indexOf(from), RUNGS.indexOf(reached) + 1).flatMap((rung) =>
    INBOXES[rung](to).map((inbox) => ({
      ...inbox,
      why: rung === from ? words.asked : words.pressing,
      due: words.due,
    })),
  );
  // A leader who is the principal too is one person with one line.
  return lines.filter(
    (line, index) => lines.findIndex(({ home, key }) => home === line.home && key === line.key) === index,
  );
};

interface OnLadder {
  readonly rung: Rung;
  readonly climbs: readonly Climb[];
}

/** What differs between the kinds that climb. */
interface Climbing<Content> {
  readonly event: string;
  /** Said where the limit has not passed, or nothing is owed. */
  readonly tooEarly: string;
  /** The new limit, once somebody above is called on: `to` is the new rung in words. */
  readonly due: (to: string) => MatterDue;
  readonly waiting: (content: Content, due: string) => MatterWaiting[];
}

/**
 * A limit has passed without an answer: one rung up, with a new limit. Asked again on the same day it finds the new
 * limit and refuses, so each climb happens once; on the top rung nothing more happens.
 */
export const climbLadder = <Content extends OnLadder>(
  matter: Matter<Content>,
  owed: boolean,
  today: CalendarDate,
  climbing: Climbing<Content>,
): Result<MatterChange<Content>> => {
  const { content, due } = matter;
  if (!owed || !due || due.date >= today) return fail('conflict', 'limit_not_passed', climbing.tooEarly);
  const rung = nextRung(content.rung);
  if (!rung) return fail('conflict', 'ladder_top', '已升级至集团领导小组，不再上升。');
  const climb: Climb = { rung, passed: due.date, on: today };
  const next = climbing.due(RUNG_TITLES[rung]);
  const climbed: Content = { ...content, rung, climbs: [...content.climbs, climb] };
  return ok({
    matter: {
      ...matter,
      due: next,
      level: 'red',
      reminded: { rung, on: today },
      waiting: climbing.waiting(climbed, next.date),
      content: climbed,
    },
    event: { type: climbing.event, data: { ...climb, due: next } },
  });
};
