import type { CloseoutCase } from '../closeout/case.ts';
import { type Finding, isOpen } from '../finding/finding.ts';
import { type CalendarDate, daysBetween } from '../limits/index.ts';
import type { AlertLevel } from '../matter/index.ts';
import type { SupervisionSettings } from './settings.ts';

/** overdue 逾期 · red_alert 红色预警 · poor_quality 质量不高 · recurrence 边改边犯 · manual 人工下发. */
export const ORDER_TRIGGERS = ['overdue', 'red_alert', 'poor_quality', 'recurrence', 'manual'] as const;
export type OrderTriggerRule = (typeof ORDER_TRIGGERS)[number];

/** Why an order is raised, with the arithmetic (F10). */
export interface OrderTrigger {
  readonly rule: OrderTriggerRule;
  /** One Chinese sentence with the figures. */
  readonly why: string;
  /** The same for the same cause: an order is raised once for it. */
  readonly cause: string;
  readonly level: AlertLevel;
}

type Supervised = Pick<Finding, 'state' | 'dueDate' | 'nextCheckDate' | 'caseIds'>;

/** The date a finding is held to: a continuous one to its next check, any other to its due date. */
export const heldTo = ({
  state,
  dueDate,
  nextCheckDate,
}: Omit<Supervised, 'caseIds'>): CalendarDate | undefined =>
  state === 'continuous' ? (nextCheckDate ?? dueDate) : dueDate;

/** The first day on which a finding held to `date` is overdue enough; undefined when no rule looks at dates. */
export const overdueAfter = ({ overdueDays, onRed }: SupervisionSettings): number | undefined => {
  if (onRed) return 1;
  return overdueDays > 0 ? overdueDays : undefined;
};

/**
 * F10: does the day alone call for an order? Pure; the daily sweep asks it of each finding that is past its date.
 * 今日 − 期限 ≥ n 天 (with `onRed`: ≥ 1 day). While a case runs the gates' own limits escalate, so no order is raised.
 */
export const decideSupervision = (
  finding: Supervised,
  today: CalendarDate,
  settings: SupervisionSettings,
): OrderTrigger | undefined => {
  if (!isOpen(finding.state) || finding.state === 'closing' || finding.state === 'disputed') return undefined;
  const date = heldTo(finding);
  if (!date || date >= today) return undefined;
  const days = daysBetween(date, today);
  if (settings.overdueDays > 0 && days >= settings.overdueDays)
    return {
      rule: 'overdue',
      why: `期限为${date}，至${today}已逾期${days}天，达到自动督办条件（逾期满${settings.overdueDays}天）。`,
      cause: `date:${date}`,
      level: 'red',
    };
  if (!settings.onRed) return undefined;
  return {
    rule: 'red_alert',
    why: `期限为${date}，${today}起为红色预警（逾期${days}天），达到自动督办条件（红色预警）。`,
    cause: `date:${date}`,
    level: 'red',
  };
};

/** How often the evidence check has sent the finding back to its department. */
export const refusalsOf = (cases: readonly Pick<CloseoutCase, 'status' | 'endedAtGate'>[]): number =>
  cases.filter(({ status, endedAtGate }) => status === 'returned' && endedAtGate === 'evidence_check').length;

/**
 * F10, poor quality: asked in the very decision that returns a case, with that case among the ended ones. 材料核验退回
 * 次数 ≥ n; every further refusal is a cause of its own.
 */
export const decideQuality = (
  cases: readonly Pick<CloseoutCase, 'id' | 'status' | 'endedAtGate'>[],
  caseId: string,
  { refusals }: SupervisionSettings,
): OrderTrigger | undefined => {
  const count = refusalsOf(cases);
  if (refusals === 0 || count < refusals) return undefined;
  return {
    rule: 'poor_quality',
    why: `材料核验已累计退回${count}次，达到自动督办条件（退回满${refusals}次）。`,
    cause: `case:${caseId}`,
    level: 'yellow',
  };
};
