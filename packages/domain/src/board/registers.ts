import { ofTheDay } from '../ledger-view/ledger-row.ts';
import { ALERT_LEVELS, type AlertLevel } from '../matter/alert-level.ts';
import { onTimeRate } from '../report/duty-rate.ts';
import { type Share, shareOf } from '../report/share.ts';
import type { BoardDuty, BoardFinding, BoardMatter } from './board-facts.ts';
import { isReplied } from './goals.ts';

/** Orders, talks and requests of a batch; absent where the person may not know of them. */
export interface RegisterMatters {
  readonly requests: readonly BoardMatter[];
  readonly orders: readonly BoardMatter[];
  readonly talks?: readonly BoardMatter[];
}

interface MatterCount {
  readonly total: number;
  readonly open: number;
}

/** The five registers (F03): systemic, advisory, accountability, warning, assessment. */
export interface Registers {
  readonly systemic: {
    readonly rules: number;
    readonly findings: readonly {
      readonly id: string;
      readonly no: string;
      readonly title: string;
      readonly rules: number;
    }[];
  };
  readonly advisory: { readonly total: number; readonly replied: number; readonly open: number };
  /** Persons by manner, from the report handed in last; absent before one was. */
  readonly accountability?: Readonly<Record<string, number>>;
  readonly warning: {
    readonly alerts: Readonly<Record<AlertLevel, number>>;
    readonly orders: MatterCount;
    readonly talks?: MatterCount;
  };
  readonly assessment: { readonly onTime: Share; readonly closed: Share };
}

/** As many lines as a card holds; the ledger has all of them. */
const SHOWN = 20;

const countOf = (matters: readonly BoardMatter[]): MatterCount => {
  const standing = matters.filter(({ status }) => status !== 'withdrawn' && status !== 'cancelled');
  return { total: standing.length, open: standing.filter(({ open }) => open).length };
};

/** Findings by the colour their alert shows on the day (F10). */
export const alertCounts = (
  findings: readonly BoardFinding[],
  today: string,
): Readonly<Record<AlertLevel, number>> => {
  const levels = findings.map((finding) => ofTheDay(finding, today).alert);
  return Object.fromEntries(
    ALERT_LEVELS.map((level) => [level, levels.filter((one) => one === level).length]),
  ) as Record<AlertLevel, number>;
};

/** F03: computed from what is there; nobody enters anything for them. */
export const registersOf = (
  findings: readonly BoardFinding[],
  duties: readonly BoardDuty[],
  { requests, orders, talks }: RegisterMatters,
  accountability: Readonly<Record<string, number>> | undefined,
  today: string,
): Registers => {
  const built = findings.filter(({ rulesBuilt }) => (rulesBuilt ?? 0) > 0);
  const asked = countOf(requests);
  const closed = findings.filter(({ result }) => result === 'closed').length;
  return {
    systemic: {
      rules: built.reduce((sum, { rulesBuilt }) => sum + (rulesBuilt ?? 0), 0),
      findings: built
        .slice(0, SHOWN)
        .map(({ id, no, title, rulesBuilt }) => ({ id, no, title, rules: rulesBuilt ?? 0 })),
    },
    advisory: { ...asked, replied: requests.filter(isReplied).length },
    ...(accountability ? { accountability } : {}),
    warning: {
      alerts: alertCounts(findings, today),
      orders: countOf(orders),
      ...(talks ? { talks: countOf(talks) } : {}),
    },
    assessment: {
      onTime: onTimeRate(duties, today),
      closed: shareOf(['已销号', closed], ['反馈问题', findings.length]),
    },
  };
};
