import type { CalendarDate } from '../limits/index.ts';
import type { Matter } from '../matter/index.ts';
import { type Share, shareOf } from '../report/share.ts';

/**
 * coordination 协调会 · promotion 推进帮扶会 (F05) · committee_study 党委研究 (A05) · decision 决策会议 (G04) ·
 * feedback 一对一反馈会 (D05).
 */
export const UNIT_MEETING_TYPES = [
  'coordination',
  'promotion',
  'committee_study',
  'decision',
  'feedback',
] as const;
export type UnitMeetingType = (typeof UNIT_MEETING_TYPES)[number];

/** What is counted per year: “4 studies, 3 instructions” (A05). */
export const YEAR_CATEGORIES = [...UNIT_MEETING_TYPES, 'instruction'] as const;
export type YearCategory = (typeof YEAR_CATEGORIES)[number];

/** A line of a year's register. It holds what says who may know of it, so that a count is the length of the list it opens. */
export interface YearEntry
  extends Pick<Matter, 'tenantId' | 'id' | 'audience' | 'batchId' | 'departmentIds'> {
  readonly category: YearCategory;
  /** Of the meeting or the instruction: it says the year. */
  readonly date: CalendarDate;
  /** Of a feedback meeting: how many leaders of the group attended (D05). */
  readonly leaders?: number;
}

export const yearEntryOf = (
  matter: Matter,
  category: YearCategory,
  date: CalendarDate,
  leaders?: number,
): YearEntry => {
  const { tenantId, id, audience, batchId, departmentIds } = matter;
  return {
    tenantId,
    id,
    audience,
    departmentIds,
    ...(batchId ? { batchId } : {}),
    category,
    date,
    ...(leaders === undefined ? {} : { leaders }),
  };
};

export const countByCategory = (
  entries: readonly Pick<YearEntry, 'category'>[],
): Record<YearCategory, number> => {
  const counts = {
    coordination: 0,
    promotion: 0,
    committee_study: 0,
    decision: 0,
    feedback: 0,
    instruction: 0,
  };
  for (const { category } of entries) counts[category] += 1;
  return counts;
};

/** D05, “16 of 36”: feedback meetings with a leader of the group among all feedback meetings. */
export const leaderAttendance = (meetings: readonly { readonly leaders: number }[]): Share =>
  shareOf(
    ['领导参加', meetings.filter(({ leaders }) => leaders > 0).length],
    ['一对一反馈会', meetings.length],
  );
