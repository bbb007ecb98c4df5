import { fail, ok, type Result } from '../result.ts';

/** When a finding turns blue and yellow (F04, F10). Red has no figure: it is past its date. */
export interface AlertThresholds {
  /** Blue: so many days before the date and closer. */
  readonly nearDays: number;
  /** Yellow: so many percentage points less than planned. */
  readonly behindPoints: number;
}

/** Known practice, until a unit's rules say otherwise: a week, because units meet weekly; a fifth of the work. */
export const USUAL_ALERTS: AlertThresholds = { nearDays: 7, behindPoints: 20 };

/** Thresholds as a finding keeps them, with the version of the rules they come from; 0 is known practice. */
export interface AppliedAlerts extends AlertThresholds {
  readonly version: number;
}

/** Two months before the date everything would be blue; no work is behind by more than all of it. */
const MOST: AlertThresholds = { nearDays: 60, behindPoints: 100 };
const NAMES = { nearDays: '蓝色预警的天数', behindPoints: '黄色预警的百分点' } as const;

/** Whole, positive, and not so large that the colour says nothing. */
export const checkAlerts = (alerts: AlertThresholds): Result<true> => {
  for (const name of ['nearDays', 'behindPoints'] as const)
    if (!Number.isInteger(alerts[name]) || alerts[name] < 1 || alerts[name] > MOST[name])
      return fail(
        'invalid',
        'alert_threshold',
        `${NAMES[name]}应为 1 至 ${MOST[name]} 的整数，请改正后保存。`,
        {
          field: `alerts.${name}`,
        },
      );
  return ok(true);
};

/** The formula behind the alerts, with their figures, as pages show it (F10). */
export const alertFormula = ({ nearDays, behindPoints }: AlertThresholds): readonly string[] => [
  '计划进度 = 自开始之日至完成期限按天数均匀推算；设有阶段目标的，取已到日期的最后一个阶段目标。',
  '偏差 = 计划进度 − 实际进度（百分点）。',
  `蓝色：距完成期限 ${nearDays} 天以内。`,
  `黄色：偏差达到 ${behindPoints} 个百分点，或有措施超过期限，或验收、阶段性验收被退回。`,
  '红色：超过问题的整改期限（持续整改按下次检查日期）。',
];
