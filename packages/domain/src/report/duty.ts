import { type Actor, personsOf } from '../actor.ts';
import type { Role } from '../authz/roles.ts';
import { roleAssignee } from '../inbox/waiting-for.ts';
import { type CalendarDate, dueByRule, dueSentence, type LimitRuleSet } from '../limits/index.ts';
import {
  type Matter,
  type MatterAggregate,
  type MatterChange,
  type MatterPart,
  type MatterWaiting,
  newMatter,
} from '../matter/index.ts';
import { fail, ok, type Result } from '../result.ts';
import { DUTY_TITLES, type DutyType } from './duty-type.ts';
import type { ReportBasis } from './report-basis.ts';
import { FREE_SECTIONS, isFreeSection, REPORT_SECTIONS, type ReportTexts } from './report-sections.ts';

/** `lapsed`: an annual report whose year ended with nothing open. */
export const DUTY_STATUSES = ['drafting', 'submitted', 'returned', 'accepted', 'lapsed'] as const;
export type DutyStatus = (typeof DUTY_STATUSES)[number];

/** One handing-in. Late or on time is settled then and never changes; the due date stays when it is returned. */
export interface DutySubmission {
  readonly number: number;
  readonly at: string;
  readonly on: CalendarDate;
  readonly late: boolean;
  readonly by: string;
  readonly byName: string;
  /** Who may not decide on it: the person, and the absent one a substitute stood in for (G07). */
  readonly persons: readonly string[];
  /** The signed papers that were handed in. */
  readonly files: readonly { readonly id: string; readonly fileName: string; readonly sha256: string }[];
  readonly decision?: {
    readonly outcome: 'accepted' | 'returned';
    readonly reason?: string;
    readonly at: string;
    readonly byName: string;
  };
}

export interface DutyContent {
  readonly type: DutyType;
  readonly batchTitle: string;
  readonly feedbackDate: CalendarDate;
  /** Of an annual report. */
  readonly year?: number;
  readonly ruleVersion: number;
  readonly submissions: readonly DutySubmission[];
}
export type Duty = Matter<DutyContent> & { readonly status: DutyStatus };
type Aggregate = MatterAggregate<DutyContent>;

/** Parts of a duty. What people wrote stands apart from what was computed, so that neither overwrites the other. */
export const DUTY_PARTS = { texts: 'texts', basis: 'basis' } as const;
/** What was handed in, one part for each submission. */
export const submissionPart = (number: number): string => `submission-${number}`;
/** Purpose of the signed paper among a duty's files. */
export const SIGNED_REPORT = 'signed_report';

export const textsOf = ({ parts }: Pick<Aggregate, 'parts'>): ReportTexts =>
  (parts.find(({ id }) => id === DUTY_PARTS.texts)?.content as ReportTexts | undefined) ?? { free: {} };
export const savedBasisOf = ({ parts }: Pick<Aggregate, 'parts'>): ReportBasis | undefined =>
  parts.find(({ id }) => id === DUTY_PARTS.basis)?.content as ReportBasis | undefined;

/** Who answers for a report: the principal's own one is the party secretary's. */
const ANSWERABLE: Readonly<Record<DutyType, Role>> = {
  rectification_report: 'rectification_office',
  organisation_report: 'party_secretary',
  stage_report: 'rectification_office',
  annual_report: 'rectification_office',
};

const draftLine = (type: DutyType, why: string, due: string | undefined): MatterWaiting[] => [
  { home: 'unit', key: roleAssignee(ANSWERABLE[type]), why, due },
];

/** What a duty comes from. */
export interface DutyOrigin {
  readonly tenantId: string;
  readonly batch: { readonly id: string; readonly title: string; readonly round: string };
  readonly feedbackDate: CalendarDate;
  /** Derived from batch, type and year, so that the same duty is never made twice. */
  readonly idOf: (seed: string) => string;
  readonly ruleSets: readonly LimitRuleSet[];
  readonly by: Pick<Actor, 'userId' | 'name'>;
  readonly at: string;
}

const makeDuty = (
  origin: DutyOrigin,
  type: DutyType,
  trigger: { readonly label: string; readonly date: CalendarDate },
  year?: number,
): MatterChange<DutyContent> => {
  const due = dueByRule(origin.ruleSets, type, trigger);
  const { batch, feedbackDate } = origin;
  const title = `${year ?? ''}${DUTY_TITLES[type]}（${batch.title}）`.slice(0, 80);
  const matter = newMatter<DutyContent>(
    {
      tenantId: origin.tenantId,
      id: origin.idOf(`duty:${batch.id}:${type}:${year ?? ''}`),
      kind: 'duty',
      title,
      status: 'drafting',
      batchId: batch.id,
      round: batch.round,
      due: { date: due.date, why: dueSentence(due) },
      waiting: draftLine(type, `${DUTY_TITLES[type]}待撰写报送`, due.date),
      content: {
        type,
        batchTitle: batch.title,
        feedbackDate,
        year,
        ruleVersion: due.version,
        submissions: [],
      },
    },
    origin.by,
    origin.at,
  );
  return { matter, event: { type: 'duty.created', data: { type, year, due: due.date } } };
};

/** H03: the annual report of the year in which the day lies; asked for while findings of the batch are open. */
export const annualDuty = (origin: DutyOrigin, today: CalendarDate): MatterChange<DutyContent> =>
  makeDuty(origin, 'annual_report', { label: '当年仍有未销号问题', date: today }, Number(today.slice(0, 4)));

/** H01–H03: what a unit owes once feedback has been published on that day. */
export const dutiesOnFeedback = (
  origin: DutyOrigin,
  publishedOn: CalendarDate,
): readonly MatterChange<DutyContent>[] => {
  const trigger = { label: '反馈', date: origin.feedbackDate };
  return [
    makeDuty(origin, 'rectification_report', trigger),
    makeDuty(origin, 'organisation_report', trigger),
    makeDuty(origin, 'stage_report', trigger),
    annualDuty(origin, publishedOn),
  ];
};

const WRITABLE: readonly string[] = ['drafting', 'returned'] satisfies DutyStatus[];

const notWritable = (matter: Matter): Result<never> | undefined =>
  WRITABLE.includes(matter.status)
    ? undefined
    : fail(
        'conflict',
        'duty_state',
        matter.status === 'submitted'
          ? '报告已经报送，正在等待审核；如需修改，请联系巡察办退回。'
          : '这项报告任务已经办结，不能再修改。',
      );

const putPart = (id: string, content: unknown): MatterPart => ({ id, content });

/** Keeps what was written into the free sections. A section the report does not have is refused, not dropped. */
export const writeReport = (aggregate: Aggregate, texts: ReportTexts): Result<MatterChange<DutyContent>> => {
  const { matter } = aggregate;
  const refused = notWritable(matter);
  if (refused) return refused;
  const own = REPORT_SECTIONS[matter.content.type].filter(isFreeSection);
  const foreign = FREE_SECTIONS.find(
    (section) => texts.free[section] !== undefined && !own.includes(section),
  );
  if (foreign)
    return fail('invalid', 'section_unknown', '这份报告没有该章节，请刷新页面后重试。', {
      field: `free.${foreign}`,
    });
  const before = textsOf(aggregate);
  const changed = own.filter((section) => (before.free[section] ?? '') !== (texts.free[section] ?? ''));
  return ok({
    matter,
    parts: [putPart(DUTY_PARTS.texts, texts)],
    event: { type: 'duty.written', data: { sections: changed, accountability: texts.accountability } },
  });
};

/** Takes today's data into the draft; the free sections stay as they are. */
export const renewReport = (aggregate: Aggregate, basis: ReportBasis): Result<MatterChange<DutyContent>> => {
  const refused = notWritable(aggregate.matter);
  if (refused) return refused;
  const { rows } = basis.numbers;
  return ok({
    matter: aggregate.matter,
    parts: [putPart(DUTY_PARTS.basis, basis)],
    event: { type: 'duty.renewed', data: { asOf: basis.asOf, all: rows.at(-1) } },
  });
};

/** A draft that leaves the system leaves a trace (secrecy rules). */
export const exportReport = ({ matter }: Aggregate, asOf: CalendarDate): Result<MatterChange<DutyContent>> =>
  ok({ matter, event: { type: 'duty.exported', data: { asOf } } });

const mayHandIn = (type: DutyType, roles: readonly Role[]): boolean =>
  roles.includes('party_secretary') || roles.includes(ANSWERABLE[type]);

/** H01–H03: hands the signed report in. On time is decided here, against the due date that a return does not move. */
export const submitReport = (
  aggregate: Aggregate,
  actor: Actor,
  input: { readonly at: string; readonly today: CalendarDate; readonly basis: ReportBasis },
): Result<MatterChange<DutyContent>> => {
  const { matter, files } = aggregate;
  const refused = notWritable(matter);
  if (refused) return refused;
  const { type, submissions } = matter.content;
  if (!mayHandIn(type, actor.roles))
    return fail('forbidden', 'duty_other_role', '主要负责人组织落实情况报告须由党委书记本人报送。');
  const handedIn = new Set(submissions.flatMap(({ files: earlier }) => earlier.map(({ id }) => id)));
  const papers = files.filter(
    ({ id, purpose, status }) => purpose === SIGNED_REPORT && status === 'verified' && !handedIn.has(id),
  );
  if (papers.length === 0)
    return fail(
      'invalid',
      'signed_report_missing',
      submissions.length === 0
        ? '还没有签字盖章的报告，请先上传并等待校验通过，再报送。'
        : '还没有修改后重新签字盖章的报告，请先上传并等待校验通过，再报送。',
      { field: 'files' },
    );
  const number = submissions.length + 1;
  const late = matter.due !== undefined && input.today > matter.due.date;
  const submission: DutySubmission = {
    number,
    at: input.at,
    on: input.today,
    late,
    by: actor.userId,
    byName: actor.name,
    persons: personsOf(actor),
    files: papers.map(({ id, fileName, sha256 }) => ({ id, fileName, sha256 })),
  };
  return ok({
    matter: {
      ...matter,
      status: 'submitted',
      waiting: [{ home: 'group', key: roleAssignee('inspection_office'), why: `${DUTY_TITLES[type]}待审核` }],
      content: { ...matter.content, submissions: [...submissions, submission] },
    },
    parts: [
      putPart(submissionPart(number), { texts: textsOf(aggregate), basis: input.basis }),
      putPart(DUTY_PARTS.basis, input.basis),
    ],
    event: {
      type: 'duty.submitted',
      data: { number, late, files: submission.files.map(({ sha256 }) => sha256) },
    },
  });
};

/** HQ accepts the report, or returns it with the reason; nobody decides on what they handed in (G07). */
export const decideReport = (
  { matter }: Aggregate,
  actor: Actor,
  decision: { readonly outcome: 'accepted' | 'returned'; readonly reason?: string },
  at: string,
): Result<MatterChange<DutyContent>> => {
  const { type, submissions } = matter.content;
  const last = submissions.at(-1);
  if (matter.status !== 'submitted' || !last)
    return fail('conflict', 'duty_state', '这份报告没有待审核的版本，请刷新页面。');
  if (personsOf(actor).some((person) => last.persons.includes(person)))
    return fail('forbidden', 'own_submission', '不能审核本人报送的报告，请由其他人员审核。');
  const { outcome } = decision;
  const reason = decision.reason?.trim() || undefined;
  if (outcome === 'returned' && !reason)
    return fail('invalid', 'reason_missing', '退回时请写明原因和修改要求。', { field: 'reason' });
  const accepted = outcome === 'accepted';
  const settled: DutySubmission = { ...last, decision: { outcome, reason, at, byName: actor.name } };
  return ok({
    matter: {
      ...matter,
      status: outcome,
      open: !accepted,
      waiting: accepted
        ? []
        : draftLine(type, `${DUTY_TITLES[type]}被退回，请修改后重新报送`, matter.due?.date),
      content: { ...matter.content, submissions: [...submissions.slice(0, -1), settled] },
    },
    event: { type: `duty.${outcome}`, data: { number: last.number, reason } },
  });
};

/**
 * H03, once a day: an annual report nobody has handed in is no longer owed when nothing of the batch is open any more,
 * and is owed again when something was reopened in its year. Undefined: nothing to do.
 */
export const settleAnnualDuty = (
  matter: Matter<DutyContent>,
  stillOpen: boolean,
  today: CalendarDate,
): MatterChange<DutyContent> | undefined => {
  const { type, year, submissions } = matter.content;
  // A year that has passed is settled: what was owed at its end stays owed.
  if (type !== 'annual_report' || submissions.length > 0 || String(year) !== today.slice(0, 4))
    return undefined;
  if (matter.status === 'drafting' && !stillOpen)
    return {
      matter: { ...matter, status: 'lapsed', open: false, waiting: [] },
      event: { type: 'duty.lapsed', data: {} },
    };
  if (matter.status === 'lapsed' && stillOpen)
    return {
      matter: {
        ...matter,
        status: 'drafting',
        open: true,
        waiting: draftLine(type, `${DUTY_TITLES[type]}待撰写报送`, matter.due?.date),
      },
      event: { type: 'duty.revived', data: {} },
    };
  return undefined;
};
