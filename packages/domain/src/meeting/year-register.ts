import type { CalendarDate } from '../limits/index.ts';
import type { Matter } from '../matter/index.ts';

/** coordination 协调会 · promotion 推进帮扶会 (F05) · committee_study 党委研究 (A05) · decision 决策会议 (G04). */
export const UNIT_MEETING_TYPES = ['coordination', 'promotion', 'committee_study', 'decision'] as const;
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
}

export const yearEntryOf = (matter: Matter, category: YearCategory, date: CalendarDate): YearEntry => {
  const { tenantId, id, audience, batchId, departmentIds } = matter;
  return { tenantId, id, audience, departmentIds, ...(batchId ? { batchId } : {}), category, date };
};

export const countByCategory = (
  entries: readonly Pick<YearEntry, 'category'>[],
): Record<YearCategory, number> => {
  const counts = { coordination: 0, promotion: 0, committee_study: 0, decision: 0, instruction: 0 };
  for (const { category } of entries) counts[category] += 1;
  return counts;
};
