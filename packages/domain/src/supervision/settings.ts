import { fail, ok, type Result } from '../result.ts';

/** Thresholds of supervision, data of each unit (F10, I07). Zero switches a rule off. */
export interface SupervisionSettings {
  /** An order is raised when a finding has been overdue for so many days. */
  readonly overdueDays: number;
  /** An order is raised as soon as the finding's alert is red, whatever `overdueDays` says. */
  readonly onRed: boolean;
  /** An order is raised when the evidence check has returned a finding so many times. */
  readonly refusals: number;
  /** So many orders a day and unit at most; the rest follows on the next days, the longest overdue first. */
  readonly mostPerDay: number;
  /** A finding like one closed within so many months is a possible recurrence. */
  readonly recurrenceMonths: number;
  /** From this likeness on, in percent, wordings count as the same matter. */
  readonly likeness: number;
}

/**
 * Known practice in force until a unit's differs. Fifteen days are two weekly meetings at which nothing has happened;
 * two refusals are what the source document calls repeated (F10); twenty orders are what an office can follow up in
 * a day; twelve months are the usual look-back (I07). The likeness was measured on real-shaped ledgers
 * (`alike-wording.test.ts`).
 */
export const DEFAULT_SUPERVISION: SupervisionSettings = {
  overdueDays: 15,
  onRed: false,
  refusals: 2,
  mostPerDay: 20,
  recurrenceMonths: 12,
  likeness: 50,
};

/** What a unit has decided over known practice. */
export const supervisionOf = (decided: Partial<SupervisionSettings> | undefined): SupervisionSettings => ({
  ...DEFAULT_SUPERVISION,
  ...decided,
});

const BOUNDS: Readonly<
  Record<Exclude<keyof SupervisionSettings, 'onRed'>, readonly [least: number, most: number]>
> = {
  overdueDays: [0, 365],
  refusals: [0, 10],
  mostPerDay: [1, 200],
  recurrenceMonths: [0, 60],
  likeness: [30, 100],
};

export const checkSupervision = (settings: SupervisionSettings): Result<true> => {
  for (const [field, [least, most]] of Object.entries(BOUNDS)) {
    const value = settings[field as keyof typeof BOUNDS];
    if (!Number.isInteger(value) || value < least || value > most)
      return fail('invalid', 'supervision_setting', `应为 ${least} 至 ${most} 的整数，请改正后保存。`, {
        field,
      });
  }
  return ok(true);
};

/** The rules in words, as the pages show them: what is switched off is left out (F10). */
export const supervisionFormula = (settings: SupervisionSettings): readonly string[] => [
  ...(settings.onRed ? ['红色预警：问题超过整改期限（持续整改按下次检查日期）的当日，自动下发督办单。'] : []),
  ...(settings.overdueDays > 0
    ? [`逾期：今日 − 整改期限 ≥ ${settings.overdueDays} 天，自动下发督办单。`]
    : []),
  ...(settings.refusals > 0
    ? [`质量不高：材料核验累计退回 ≥ ${settings.refusals} 次，自动下发督办单。`]
    : []),
  `同一问题、同一期限（同一次退回）只下发一次；每单位每日最多 ${settings.mostPerDay} 张，逾期最久的在先。`,
];
