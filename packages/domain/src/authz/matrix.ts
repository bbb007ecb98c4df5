import type { Role } from './roles.ts';

/**
 * How far a grant reaches: `group`: any subsidiary of the group (HQ memberships) · `tenant`: the whole home
 * tenant · `department`: findings whose lead department is the member's own · `self`: about the person only.
 */
export type Reach = 'group' | 'tenant' | 'department' | 'self';

type Grants = Partial<Record<Role, Reach>>;

const EVERYBODY: Grants = {
  group_admin: 'self',
  inspection_office: 'self',
  leading_group: 'self',
  functional_dept: 'self',
  inspection_team: 'self',
  group_discipline: 'self',
  group_organisation: 'self',
  tenant_admin: 'self',
  party_secretary: 'self',
  responsible_leader: 'self',
  rectification_office: 'self',
  discipline_committee: 'self',
  organisation_dept: 'self',
  department_head: 'self',
  handler: 'self',
  grid_member: 'self',
  auditor: 'self',
};

const READERS: Grants = {
  inspection_office: 'group',
  leading_group: 'group',
  functional_dept: 'group',
  auditor: 'group',
  tenant_admin: 'tenant',
  party_secretary: 'tenant',
  responsible_leader: 'tenant',
  rectification_office: 'tenant',
  discipline_committee: 'tenant',
  organisation_dept: 'tenant',
  department_head: 'department',
  handler: 'department',
};

/** Whoever reads the ledger may keep views of it; auditors write nothing. */
const { auditor: _auditor, ...VIEW_KEEPERS } = READERS;

const DEPARTMENT_WORK: Grants = {
  rectification_office: 'tenant',
  department_head: 'department',
  handler: 'department',
};

/**
 * The permission matrix (A03): action → role → reach. The server enforces it, the web page asks `GET /v1/me` for
 * its outcome, docs/permissions.md is generated from it. What is not listed is refused.
 */
export const PERMISSIONS = {
  'self.read': EVERYBODY,
  'inbox.read': EVERYBODY,

  'tenant.list': {
    group_admin: 'tenant',
    inspection_office: 'tenant',
    leading_group: 'tenant',
    functional_dept: 'tenant',
    auditor: 'tenant',
  },
  'tenant.provision': { group_admin: 'tenant' },
  'tenant.suspend': { group_admin: 'group' },
  'tenant.read': {
    ...READERS,
    group_admin: 'group',
    department_head: 'tenant',
    handler: 'tenant',
    grid_member: 'tenant',
  },
  'tenant.configure': { group_admin: 'group' },
  'limit.read': { ...READERS, group_admin: 'group', department_head: 'tenant', handler: 'tenant' },
  'limit.configure': { group_admin: 'group', inspection_office: 'group' },
  'org.edit': { tenant_admin: 'tenant', group_admin: 'group' },
  'member.read': { tenant_admin: 'tenant', group_admin: 'group', rectification_office: 'tenant' },
  'member.edit': { tenant_admin: 'tenant', group_admin: 'group' },
  /** Who of HQ has looked into the unit, kept for the unit itself. */
  'access.read': {
    tenant_admin: 'tenant',
    rectification_office: 'tenant',
    party_secretary: 'tenant',
    auditor: 'group',
  },
  'delegation.read': EVERYBODY,
  'delegation.edit': EVERYBODY,

  'import.read': { inspection_office: 'group', rectification_office: 'tenant' },
  'import.edit': { inspection_office: 'group', rectification_office: 'tenant' },
  'batch.read': READERS,
  'batch.publish': { inspection_office: 'group' },
  /** How long the files of a round are kept, where it differs from the unit (K04). */
  'batch.retain': { inspection_office: 'group', group_admin: 'group' },

  'finding.read': READERS,
  /** As a workbook, what the person may read; who exported what is recorded. */
  'finding.export': READERS,
  /** Views of the ledger of one's own. */
  'ledger_view.edit': VIEW_KEEPERS,
  /** Views for everybody of the unit. */
  'ledger_view.share': { inspection_office: 'group', rectification_office: 'tenant' },
  'finding.edit_draft': { inspection_office: 'group', rectification_office: 'tenant' },
  'finding.split': { inspection_office: 'group' },
  'finding.acknowledge': { rectification_office: 'tenant', party_secretary: 'tenant' },
  'finding.answer_objection': { inspection_office: 'group' },
  'finding.assign': { rectification_office: 'tenant' },
  'finding.start': { rectification_office: 'tenant', department_head: 'department' },
  'finding.reopen': { leading_group: 'group' },
  'measure.edit': DEPARTMENT_WORK,
  'measure.report': DEPARTMENT_WORK,
  'stage.decide': { rectification_office: 'tenant', discipline_committee: 'tenant' },
  'extension.ask': { department_head: 'department', handler: 'department' },
  /** Up to a limit the unit's office, above it HQ: `EXTENSION_RULE`. */
  'extension.decide': { rectification_office: 'tenant', inspection_office: 'group' },
  'help.ask': DEPARTMENT_WORK,
  /** Whoever was asked: the rule looks at department and level. */
  'help.reply': {
    rectification_office: 'tenant',
    department_head: 'department',
    handler: 'department',
    functional_dept: 'group',
  },
  'finding.green_channel': { rectification_office: 'tenant', inspection_office: 'group' },

  /** Plans, orders, duties, meetings …; the kind of a matter may name a narrower row (MATTER_KINDS). */
  'matter.read': READERS,
  'matter.attach': {
    ...DEPARTMENT_WORK,
    inspection_office: 'group',
    functional_dept: 'group',
    leading_group: 'group',
    party_secretary: 'tenant',
    discipline_committee: 'tenant',
    organisation_dept: 'tenant',
    responsible_leader: 'tenant',
  },

  /** F05, A05: meetings of a unit and instructions, recorded by its office or by HQ. */
  'unit_meeting.record': {
    inspection_office: 'group',
    rectification_office: 'tenant',
    party_secretary: 'tenant',
  },
  /** What was agreed or instructed: done by the department, accepted by the office. */
  'assignment.report': DEPARTMENT_WORK,
  'assignment.check': { inspection_office: 'group', rectification_office: 'tenant' },
  /** F10: orders of a unit's office and of HQ's; checking a reply and taking one back go with issuing. */
  'order.issue': { inspection_office: 'group', rectification_office: 'tenant' },
  'order.reply': {
    department_head: 'department',
    handler: 'department',
    responsible_leader: 'tenant',
    party_secretary: 'tenant',
  },
  /** Listed supervision (挂牌督办): put up and lifted at HQ. */
  'order.put_up': { inspection_office: 'group', leading_group: 'group' },
  'order.ask_lifting': {
    department_head: 'department',
    responsible_leader: 'tenant',
    party_secretary: 'tenant',
    rectification_office: 'tenant',
    inspection_office: 'group',
  },
  /** I04: a talk is known to those who hold it, who supervise, and the leaders and the department it concerns. */
  'talk.read': {
    inspection_office: 'group',
    leading_group: 'group',
    auditor: 'group',
    party_secretary: 'tenant',
    responsible_leader: 'tenant',
    rectification_office: 'tenant',
    discipline_committee: 'tenant',
    department_head: 'department',
  },
  'talk.edit': {
    inspection_office: 'group',
    leading_group: 'group',
    rectification_office: 'tenant',
    discipline_committee: 'tenant',
  },
  'talk.state': { department_head: 'department', responsible_leader: 'tenant', party_secretary: 'tenant' },
  'talk.attach': {
    inspection_office: 'group',
    leading_group: 'group',
    rectification_office: 'tenant',
    discipline_committee: 'tenant',
    department_head: 'department',
    responsible_leader: 'tenant',
    party_secretary: 'tenant',
  },
  /** I07: HQ says whether a suspicion is one; the unit can't take it off the books itself. */
  'recurrence.decide': { inspection_office: 'group' },
  'supervision.configure': { inspection_office: 'group', group_admin: 'group' },
  /** Reports a unit owes (H01–H03). Departments see the findings, not the unit's reports. */
  'duty.read': {
    inspection_office: 'group',
    leading_group: 'group',
    functional_dept: 'group',
    auditor: 'group',
    tenant_admin: 'tenant',
    party_secretary: 'tenant',
    responsible_leader: 'tenant',
    rectification_office: 'tenant',
    discipline_committee: 'tenant',
    organisation_dept: 'tenant',
  },
  'duty.write': { rectification_office: 'tenant', party_secretary: 'tenant' },
  'duty.decide': { inspection_office: 'group' },
  /** All units' reports at HQ. */
  'duty.list': {
    inspection_office: 'tenant',
    leading_group: 'tenant',
    group_admin: 'tenant',
    auditor: 'tenant',
  },
  /** One plan, three lists (E01): the findings in it are those one may read; drafted by the unit, decided by committee and HQ (E04). */
  'plan.read': {
    ...READERS,
    department_head: 'tenant',
    handler: 'tenant',
    group_discipline: 'group',
    group_organisation: 'group',
  },
  'plan.export': {
    inspection_office: 'group',
    leading_group: 'group',
    auditor: 'group',
    party_secretary: 'tenant',
    rectification_office: 'tenant',
    discipline_committee: 'tenant',
  },
  /** A unit's own Word form of the plan. */
  'plan.template': { inspection_office: 'group', rectification_office: 'tenant' },
  'plan.edit': { rectification_office: 'tenant' },
  'plan.approve': { party_secretary: 'tenant' },
  'plan.opine': { group_discipline: 'group', group_organisation: 'group' },
  'plan.review': { inspection_office: 'group' },
  /** Acceptance standards (E02): HQ's own library is the core of every unit's. */
  'standard.read': { ...READERS, group_admin: 'group', department_head: 'tenant', handler: 'tenant' },
  'standard.edit': { inspection_office: 'group', rectification_office: 'tenant' },

  /** Disclosure (F11): written by the unit's office, approved by its party secretary. */
  'notice.read': {
    inspection_office: 'group',
    leading_group: 'group',
    auditor: 'group',
    tenant_admin: 'tenant',
    party_secretary: 'tenant',
    responsible_leader: 'tenant',
    rectification_office: 'tenant',
    discipline_committee: 'tenant',
    organisation_dept: 'tenant',
  },
  'notice.write': { rectification_office: 'tenant' },
  'notice.approve': { party_secretary: 'tenant' },

  'evidence.read': READERS,
  'evidence.add': DEPARTMENT_WORK,
  /** A new address for a file of one's own kind; the handler asks for `evidence.add` or `minutes.add` as well. */
  'evidence.renew': {
    ...DEPARTMENT_WORK,
    party_secretary: 'tenant',
    discipline_committee: 'tenant',
    leading_group: 'group',
  },
  /** Legal hold: HQ's inspection office alone. */
  'evidence.hold': { inspection_office: 'group' },
  'fixity.read': {
    group_admin: 'group',
    inspection_office: 'group',
    leading_group: 'group',
    auditor: 'group',
    tenant_admin: 'tenant',
    party_secretary: 'tenant',
    rectification_office: 'tenant',
    discipline_committee: 'tenant',
  },
  'fixity.list': {
    group_admin: 'tenant',
    inspection_office: 'tenant',
    leading_group: 'tenant',
    auditor: 'tenant',
  },
  'minutes.add': {
    party_secretary: 'tenant',
    rectification_office: 'tenant',
    discipline_committee: 'tenant',
    leading_group: 'group',
  },

  'closeout.read': READERS,
  'closeout.apply': { department_head: 'department' },
  'closeout.decide': {
    rectification_office: 'tenant',
    discipline_committee: 'tenant',
    functional_dept: 'group',
    party_secretary: 'tenant',
    leading_group: 'group',
  },
  'meeting.read': { leading_group: 'tenant', inspection_office: 'tenant', auditor: 'tenant' },
  'meeting.edit': { leading_group: 'tenant' },
  /** The cases of a subsidiary, at a meeting of HQ. */
  'meeting.decide': { leading_group: 'group' },

  'archive.read': { auditor: 'group', inspection_office: 'group', leading_group: 'group' },
  'archive.export': { auditor: 'group', inspection_office: 'group' },
  /** On exports somebody else asked for; the unit's setting says which of the two. */
  'archive.decide': { inspection_office: 'group', leading_group: 'group' },
  /** Whether exports of a unit need approval, and whose. */
  'archive.govern': { group_admin: 'group' },

  // Restricted matters: `self` is what the person takes part in or what is addressed to the person's department.
  'interview.read': { inspection_office: 'tenant', inspection_team: 'self' },
  'interview.edit': { inspection_office: 'tenant', inspection_team: 'self' },
  'briefing.read': {
    inspection_office: 'tenant',
    inspection_team: 'self',
    group_discipline: 'self',
    group_organisation: 'self',
  },
  'briefing.edit': { inspection_office: 'tenant', inspection_team: 'self' },
  'briefing.receive': { group_discipline: 'self', group_organisation: 'self' },
  'leader_feedback.read': { inspection_office: 'tenant', inspection_team: 'self' },
  'leader_feedback.edit': { inspection_office: 'tenant', inspection_team: 'self' },
  'referral.read': { inspection_office: 'tenant', group_discipline: 'self', group_organisation: 'self' },
  'referral.edit': { inspection_office: 'tenant' },
  'referral.reply': { group_discipline: 'self', group_organisation: 'self' },
  /** How many talks, by unit and round; no names (C01). Not restricted: the numbers are kept outside. */
  'interview_statistics.read': {
    inspection_office: 'tenant',
    leading_group: 'tenant',
    group_admin: 'tenant',
    auditor: 'tenant',
  },
} as const satisfies Record<string, Grants>;

export type Action = keyof typeof PERMISSIONS;
export const ACTIONS = Object.keys(PERMISSIONS) as readonly Action[];

const ORDER: readonly Reach[] = ['self', 'department', 'tenant', 'group'];

/** The widest reach any of the roles gives for the action, or undefined when none does. */
export const reachOf = (roles: readonly Role[], action: Action): Reach | undefined => {
  const grants: Grants = PERMISSIONS[action];
  let widest: Reach | undefined;
  for (const role of roles) {
    const reach = grants[role];
    if (reach && (!widest || ORDER.indexOf(reach) > ORDER.indexOf(widest))) widest = reach;
  }
  return widest;
};
