import { type Actor, personsOf } from '../actor.ts';
import type { Finding } from '../finding/finding.ts';
import { isOpen } from '../finding/finding.ts';
import { departmentAssignee, roleAssignee, userAssignee } from '../inbox/waiting-for.ts';
import type { LimitRuleId } from '../limits/index.ts';
import {
  type LimitMoment,
  MATTER_KINDS,
  type Matter,
  type MatterAggregate,
  type MatterChange,
  type MatterDue,
  type MatterWaiting,
  matterDue,
  newMatter,
} from '../matter/index.ts';
import { fail, ok, type Result } from '../result.ts';

/** Help in carrying something out (协调事项, F05), and guidance on how to do it right (提请指导, F09), each with a limit of its own. */
export const HELP_KINDS = ['help', 'guidance'] as const;
export type HelpKind = (typeof HELP_KINDS)[number];
const LIMITS: Readonly<Record<HelpKind, { readonly rule: LimitRuleId; readonly label: string }>> = {
  help: { rule: 'help_reply', label: '提出协调请求' },
  guidance: { rule: 'guidance_reply', label: '提请指导' },
};
const kindOf = ({ kind }: Pick<Matter, 'kind'>): HelpKind => (kind === 'guidance' ? 'guidance' : 'help');

/** asked: an answer is owed · answered: who asked has to say whether it helps · settled, withdrawn: ended. */
export const HELP_STATUSES = ['asked', 'answered', 'settled', 'withdrawn'] as const;
export type HelpStatus = (typeof HELP_STATUSES)[number];

/** Another department of the unit, its rectification office, or HQ's functional department for the category. */
export const HELP_TARGETS = ['department', 'office', 'group'] as const;
export interface HelpTarget {
  readonly kind: (typeof HELP_TARGETS)[number];
  /** Of the unit, or of HQ; without one at HQ any functional department may answer. */
  readonly departmentId?: string;
  readonly name: string;
}

export interface HelpReply {
  readonly no: number;
  readonly text: string;
  readonly byName: string;
  readonly at: string;
  /** Who asked wants more: why. */
  readonly askedOn?: { readonly reason: string; readonly at: string };
}

export interface HelpContent {
  readonly question: string;
  readonly findingNo: string;
  readonly askedBy: readonly string[];
  readonly target: HelpTarget;
  readonly replies: readonly HelpReply[];
  readonly ended?: { readonly reason: string; readonly byName: string; readonly at: string };
}
type Help = Matter<HelpContent>;
type HelpAggregate = MatterAggregate<HelpContent>;

const dueOf = (kind: HelpKind, { today, ruleSets }: LimitMoment): MatterDue => {
  const { rule, label } = LIMITS[kind];
  return matterDue(ruleSets, rule, { label, date: today });
};

/** Who asked for guidance keeps a line of its own while it waits: it stands overdue there too (F09). */
const waitingForReply = (kind: HelpKind, { target, askedBy }: HelpContent, due: string): MatterWaiting[] => [
  ...linesOf(target, `${MATTER_KINDS[kind].title}待答复`, due),
  ...(kind === 'guidance'
    ? askedBy.slice(0, 1).map((userId) => ({
        home: 'unit' as const,
        key: userAssignee(userId),
        why: '已提请指导，等待答复',
        due,
      }))
    : []),
];

const linesOf = ({ kind, departmentId }: HelpTarget, why: string, due: string): MatterWaiting[] => {
  if (kind === 'office') return [{ home: 'unit', key: roleAssignee('rectification_office'), why, due }];
  if (kind === 'group') {
    const key = departmentId
      ? departmentAssignee(departmentId, 'functional_dept')
      : roleAssignee('functional_dept');
    return [{ home: 'group', key, why, due }];
  }
  return (['department_head', 'handler'] as const).map((role) => ({
    home: 'unit',
    key: departmentAssignee(departmentId ?? '', role),
    why,
    due,
  }));
};

export interface HelpDraft {
  readonly kind: HelpKind;
  readonly id: string;
  readonly target: HelpTarget;
  readonly question: string;
}

/** F05, F09: a department asks for help or guidance with a finding; an answer is owed within the limit. */
export const askForHelp = (
  finding: Finding,
  draft: HelpDraft,
  moment: LimitMoment,
  actor: Actor,
  at: string,
): Result<MatterChange<HelpContent>> => {
  if (!isOpen(finding.state))
    return fail('conflict', 'state_not_open', '只有已反馈、尚未销号的问题可以提出协调请求或提请指导。');
  const { departmentId } = finding.responsibility;
  const { target } = draft;
  if (target.kind === 'department' && target.departmentId === actor.departmentId)
    return fail('invalid', 'help_own_department', '请选择本部门以外的部门。', { field: 'departmentId' });
  const due = dueOf(draft.kind, moment);
  const content: HelpContent = {
    question: draft.question,
    findingNo: finding.no,
    askedBy: [...personsOf(actor)],
    target,
    replies: [],
  };
  const asking = [
    actor.departmentId,
    departmentId,
    target.kind === 'department' ? target.departmentId : undefined,
  ];
  const matter = newMatter<HelpContent>(
    {
      tenantId: finding.tenantId,
      id: draft.id,
      kind: draft.kind,
      title: `第${finding.no}号问题${draft.kind === 'help' ? '协调' : '提请指导'}：${finding.title}`.slice(
        0,
        80,
      ),
      status: 'asked',
      departmentIds: [...new Set(asking.flatMap((id) => id ?? []))],
      batchId: finding.batchId,
      round: finding.round,
      findingIds: [finding.id],
      due,
      waiting: waitingForReply(draft.kind, content, due.date),
      content,
    },
    actor,
    at,
  );
  return ok({
    matter,
    event: { type: `${draft.kind}.asked`, data: { question: draft.question, target, due: due.date } },
  });
};

const titleOf = ({ kind }: Help): string => MATTER_KINDS[kind].title;

/** What was answered last, for the page of the finding. */
export const lastReplyOf = ({ kind, content }: Matter): HelpReply | undefined =>
  HELP_KINDS.some((each) => each === kind) ? (content as HelpContent).replies.at(-1) : undefined;

const isTarget = ({ target }: HelpContent, actor: Actor, isGroup: boolean): boolean => {
  if (target.kind === 'group')
    return (
      isGroup &&
      actor.roles.includes('functional_dept') &&
      (!target.departmentId || target.departmentId === actor.departmentId)
    );
  if (isGroup) return false;
  if (target.kind === 'office') return actor.roles.includes('rectification_office');
  return target.departmentId === actor.departmentId;
};
const isAsker = ({ askedBy }: HelpContent, actor: Actor): boolean =>
  personsOf(actor).some((person) => askedBy.includes(person));

/** May this person answer now? */
export const mayReplyToHelp = ({ status, content }: Help, actor: Actor, isGroup: boolean): boolean =>
  status === 'asked' && isTarget(content, actor, isGroup) && !isAsker(content, actor);

/** May this person say whether the answer helps, or take the question back? */
export const mayEndHelp = ({ open, content }: Help, actor: Actor): boolean => open && isAsker(content, actor);

/** Who was asked answers; the question then waits for who asked. */
export const replyToHelp = (
  { matter }: Pick<HelpAggregate, 'matter'>,
  text: string,
  actor: Actor,
  isGroup: boolean,
  at: string,
): Result<MatterChange<HelpContent>> => {
  if (matter.status !== 'asked')
    return fail('conflict', 'help_state', `${titleOf(matter)}已经答复或办结，请刷新页面查看。`);
  if (!mayReplyToHelp(matter, actor, isGroup))
    return fail(
      'forbidden',
      'help_target',
      `${titleOf(matter)}由${matter.content.target.name}答复，请求人不能自行答复。`,
    );
  const { content } = matter;
  const no = content.replies.length + 1;
  return ok({
    matter: {
      ...matter,
      status: 'answered',
      due: undefined,
      content: { ...content, replies: [...content.replies, { no, text, byName: actor.name, at }] },
      waiting: content.askedBy.slice(0, 1).map((userId) => ({
        home: 'unit',
        key: userAssignee(userId),
        why: `${titleOf(matter)}已答复，请确认`,
      })),
    },
    event: { type: `${kindOf(matter)}.answered`, data: { no, text } },
  });
};

const ended = (
  matter: Help,
  status: Extract<HelpStatus, 'settled' | 'withdrawn'>,
  reason: string,
  actor: Actor,
  at: string,
): MatterChange<HelpContent> => ({
  matter: {
    ...matter,
    status,
    open: false,
    due: undefined,
    waiting: [],
    content: { ...matter.content, ended: { reason, byName: actor.name, at } },
  },
  event: { type: `${kindOf(matter)}.${status}`, data: { reason } },
});

/** Who asked confirms that it helps, or asks on with a limit of its own. Nothing ends without an answer. */
export const settleHelp = (
  { matter }: Pick<HelpAggregate, 'matter'>,
  decision: { readonly outcome: 'settled' | 'again'; readonly reason: string },
  moment: LimitMoment,
  actor: Actor,
  at: string,
): Result<MatterChange<HelpContent>> => {
  if (matter.status !== 'answered')
    return fail('conflict', 'help_state', '收到答复后才能确认，请刷新页面查看。');
  if (!isAsker(matter.content, actor)) return fail('forbidden', 'not_applicant', '由提出请求的人确认答复。');
  if (decision.outcome === 'settled') return ok(ended(matter, 'settled', decision.reason, actor, at));
  const due = dueOf(kindOf(matter), moment);
  const { content } = matter;
  const replies = content.replies.map((reply) =>
    reply.no === content.replies.length ? { ...reply, askedOn: { reason: decision.reason, at } } : reply,
  );
  return ok({
    matter: {
      ...matter,
      status: 'asked',
      due,
      content: { ...content, replies },
      waiting: waitingForReply(kindOf(matter), content, due.date),
    },
    event: { type: `${kindOf(matter)}.asked_on`, data: { reason: decision.reason, due: due.date } },
  });
};

/** Who asked takes the question back, with a reason; it stays readable (F07). */
export const withdrawHelp = (
  { matter }: Pick<HelpAggregate, 'matter'>,
  reason: string,
  actor: Actor,
  at: string,
): Result<MatterChange<HelpContent>> => {
  if (!matter.open) return fail('conflict', 'help_state', `${titleOf(matter)}已经办结，请刷新页面查看。`);
  if (!isAsker(matter.content, actor)) return fail('forbidden', 'not_applicant', '由提出请求的人撤回。');
  return ok(ended(matter, 'withdrawn', reason, actor, at));
};
