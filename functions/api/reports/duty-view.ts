import type { OutputOf } from '@xuncha/contracts';
import {
  type AuditEvent,
  type Duty,
  type DutyContent,
  type DutySubmission,
  FREE_SECTION_WORDS,
  GENERATED_SECTION_TITLES,
  isFreeSection,
  isMissed,
  type Matter,
  type MatterAggregate,
  type Principal,
  type RatedDuty,
  REPORT_SECTIONS,
  type ReportBasis,
  type ReportTexts,
  reachOf,
  savedBasisOf,
  standingSubmission,
  submissionPart,
  textsOf,
} from '@xuncha/domain';
import { matterEventView, matterFileView, matterSummary } from '../matter-view.ts';

type Summary = OutputOf<'duties.list'>['items'][number];
type Detail = OutputOf<'duties.get'>;

export const asDuty = (matter: Matter<DutyContent>): Duty => matter as Duty;

export const ratedDuty = ({ status, due, content }: Duty): RatedDuty => ({
  status,
  due: due?.date,
  late: standingSubmission(content.submissions)?.late,
});

export const dutySummary = (duty: Duty, today: string): Summary => {
  const { type, batchTitle, feedbackDate, year, submissions } = duty.content;
  const standing = standingSubmission(submissions);
  return {
    ...matterSummary(duty, today),
    // Handed in, it waits for HQ: the unit is late no longer.
    overdue: duty.open && isMissed(ratedDuty(duty), today) && duty.status !== 'submitted',
    status: duty.status,
    type,
    batchTitle,
    feedbackDate,
    year,
    late: standing?.late,
    submittedOn: standing?.on,
    missed: isMissed(ratedDuty(duty), today),
  };
};

const sectionsOf = ({ type }: DutyContent): Detail['sections'] =>
  REPORT_SECTIONS[type].map((id) =>
    isFreeSection(id) ? { id, ...FREE_SECTION_WORDS[id] } : { id, title: GENERATED_SECTION_TITLES[id] },
  );

interface HandedIn {
  readonly texts: ReportTexts;
  readonly basis: ReportBasis;
}
const submissionView = (
  { number, at, on, late, byName, files, decision }: DutySubmission,
  parts: MatterAggregate['parts'],
): Detail['submissions'][number] => {
  const handedIn = parts.find(({ id }) => id === submissionPart(number))?.content as HandedIn | undefined;
  return {
    number,
    at,
    on,
    late,
    byName,
    files: files.map((file) => ({ ...file })),
    decision,
    texts: handedIn?.texts,
    numbers: handedIn?.basis.numbers as Detail['submissions'][number]['numbers'],
  };
};

const possibleFor = ({ status }: Duty, { roles }: Principal): Detail['possible'] => {
  const writable = status === 'drafting' || status === 'returned';
  const may = (action: Parameters<typeof reachOf>[1]): boolean => reachOf(roles, action) !== undefined;
  return [
    ...(writable && may('duty.write') ? (['write', 'submit'] as const) : []),
    ...(status === 'submitted' && may('duty.decide') ? (['decide'] as const) : []),
    ...(may('duty.write') ? (['export'] as const) : []),
  ];
};

/** A draft is the unit's own business until it is handed in; HQ reads what was handed in. */
export const dutyDetail = (
  aggregate: MatterAggregate<DutyContent>,
  trail: readonly AuditEvent[],
  principal: Principal,
  today: string,
): Detail => {
  const duty = asDuty(aggregate.matter);
  const own = principal.tenantId === duty.tenantId;
  return {
    ...dutySummary(duty, today),
    sections: sectionsOf(duty.content),
    texts: own ? (textsOf(aggregate) as Detail['texts']) : undefined,
    basisAsOf: own ? savedBasisOf(aggregate)?.asOf : undefined,
    submissions: duty.content.submissions.map((one) => submissionView(one, aggregate.parts)),
    files: aggregate.files.map(matterFileView),
    trail: trail.map(matterEventView),
    possible: possibleFor(duty, principal),
  };
};
