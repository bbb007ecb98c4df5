import type { Role } from '../authz/roles.ts';
import { GATE_TITLES } from '../closeout/case.ts';
import { GATE_ROLES } from '../closeout/decide.ts';
import { ESCALATION_ROLES } from '../closeout/run.ts';
import type { Finding } from '../finding/finding.ts';

export const TASK_KINDS = [
  'acknowledge',
  'answer_objection',
  'plan',
  'rectify',
  'evidence_check',
  'consultation',
  'party_committee',
  'leading_group',
  'escalation',
  'next_check',
  /** A request for another date. */
  'extension',
  /** A matter (plan, order, duty …); the line says which kind. */
  'matter',
  /** An export that waits for approval; the inbox doesn't say of what. */
  'archive_approval',
  /** Something among restricted matters; the inbox says no more than that. */
  'restricted',
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/**
 * Whose inbox: a role of a tenant, a role inside one department, or one person. `home` says in which tenant's
 * inboxes it stands: the unit's own or HQ's.
 */
export interface Assignee {
  readonly home: 'unit' | 'group';
  readonly key: string;
}

export const roleAssignee = (role: Role): string => `role:${role}`;
export const departmentAssignee = (departmentId: string, role: Role): string =>
  `dept:${departmentId}:${role}`;
export const userAssignee = (userId: string): string => `user:${userId}`;

/** The inboxes a member reads: the person's own, each role's, and the department's for each role. */
export const assigneesOf = (member: {
  readonly userId: string;
  readonly roles: readonly Role[];
  readonly departmentId?: string;
}): string[] => [
  userAssignee(member.userId),
  ...member.roles.map(roleAssignee),
  ...(member.departmentId
    ? member.roles.map((role) => departmentAssignee(member.departmentId ?? '', role))
    : []),
];

export interface InboxTask {
  readonly assignee: Assignee;
  readonly kind: TaskKind;
  /** Why it waits, one Chinese phrase. */
  readonly why: string;
  /** Business date by which, where there is one. */
  readonly due?: string;
}

type Waiting = Pick<
  Finding,
  | 'state'
  | 'closing'
  | 'responsibility'
  | 'dueDate'
  | 'nextCheckDate'
  | 'feedbackDate'
  | 'extension'
  | 'green'
>;

/**
 * Who a finding waits for. A pure function of its head, so that inboxes are a projection: repeated or late stream
 * events converge, and a command can rebuild them.
 */
export const waitingFor = (finding: Waiting): InboxTask[] => {
  const unit = (key: string, kind: TaskKind, why: string, due?: string): InboxTask => ({
    assignee: { home: 'unit', key },
    kind,
    why,
    due,
  });
  const { departmentId, handlerId } = finding.responsibility;
  switch (finding.state) {
    case 'delivered':
      return [unit(roleAssignee('rectification_office'), 'acknowledge', '巡察反馈问题待认领')];
    case 'disputed':
      return [
        {
          assignee: { home: 'group', key: roleAssignee('inspection_office') },
          kind: 'answer_objection',
          why: '单位提出异议，待答复',
        },
      ];
    case 'acknowledged':
    case 'planning':
      return [
        unit(roleAssignee('rectification_office'), 'plan', '待明确责任、完善措施并开始整改', finding.dueDate),
      ];
    case 'rectifying':
      return [
        ...extensionTask(finding),
        ...(departmentId
          ? [
              unit(
                departmentAssignee(departmentId, 'department_head'),
                'rectify',
                '整改中，完成后申请验收',
                finding.dueDate,
              ),
            ]
          : []),
        ...(handlerId
          ? [unit(userAssignee(handlerId), 'rectify', '整改中，请填报进度并上传材料', finding.dueDate)]
          : []),
      ];
    case 'continuous':
      return [
        ...extensionTask(finding),
        ...(departmentId
          ? [
              unit(
                departmentAssignee(departmentId, 'department_head'),
                'next_check',
                '持续整改，到期检查',
                finding.nextCheckDate,
              ),
            ]
          : []),
      ];
    case 'closing':
      return gateTasks(finding);
    default:
      return [];
  }
};

/** Does it wait for the same people, for the same? A date that moved, or an alert, makes no new task. */
export const waitsAlike = (before: Waiting, after: Waiting): boolean => {
  const named = (finding: Waiting): string =>
    JSON.stringify(waitingFor(finding).map(({ assignee, kind }) => [assignee.home, assignee.key, kind]));
  return named(before) === named(after);
};

/** Who decides on another date: the unit's office or HQ's, as the request says. */
const extensionTask = ({ extension }: Waiting): InboxTask[] =>
  extension
    ? [
        {
          assignee: {
            home: extension.decider === 'inspection_office' ? 'group' : 'unit',
            key: roleAssignee(extension.decider),
          },
          kind: 'extension',
          why: `延期申请待审批（${extension.from} 延至 ${extension.to}）`,
          due: extension.due,
        },
      ]
    : [];

const HQ_ROLES: readonly Role[] = ['functional_dept', 'leading_group', 'inspection_office', 'group_admin'];

const gateTasks = ({ closing, green }: Waiting): InboxTask[] => {
  if (closing?.status !== 'open' || closing.gate === 'application') return [];
  const { gate } = closing;
  const home = (role: Role): Assignee['home'] => (HQ_ROLES.includes(role) ? 'group' : 'unit');
  const why = `${green ? '绿色通道：' : ''}${GATE_TITLES[gate]}待办理${closing.escalation > 0 ? `（已超时 ${closing.escalation} 次）` : ''}`;
  const deciders = GATE_ROLES[gate].map((role) => ({
    assignee: {
      home: home(role),
      key:
        gate === 'consultation' && closing.consultDepartmentId
          ? departmentAssignee(closing.consultDepartmentId, role)
          : roleAssignee(role),
    },
    kind: gate,
    why,
    due: closing.due,
  }));
  if (closing.escalation < 2) return deciders;
  const above = ESCALATION_ROLES[gate];
  return [
    ...deciders,
    {
      assignee: { home: home(above), key: roleAssignee(above) },
      kind: 'escalation' as const,
      why: `${GATE_TITLES[gate]}超时未办，请督促`,
      due: closing.due,
    },
  ];
};
