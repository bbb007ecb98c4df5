import type { Finding } from '../finding/finding.ts';
import { hasReached } from './effect.ts';
import { type Share, shareOf } from './share.ts';

/** Steps of the effect chart (K03), each a part of the one it is measured against. */
export const FUNNEL_STEPS = ['found', 'planned', 'done', 'closed', 'recurred'] as const;
export type FunnelStep = (typeof FUNNEL_STEPS)[number];
export const FUNNEL_TITLES: Readonly<Record<FunnelStep, string>> = {
  found: '发现',
  planned: '已制定措施',
  done: '措施完成',
  closed: '已销号',
  recurred: '边改边犯',
};

export interface FunnelBar {
  readonly step: FunnelStep;
  readonly count: number;
  /** Of what was found; recurrences of what was closed. */
  readonly share?: Share;
}

type Funnelled = Pick<Finding, 'id' | 'state' | 'measureCount' | 'measureDone'>;

/**
 * K03: found → planned → done → closed → recurred, over leaves (D07). Each step holds only findings of the step before,
 * also where the data is uneven: a closed finding was planned and done, whatever its measures say today. Who does not
 * know which ones came back leaves the last step out, rather than showing a nought.
 */
export const effectFunnel = (
  findings: readonly Funnelled[],
  recurred?: ReadonlySet<string>,
): readonly FunnelBar[] => {
  const found = findings.filter((one) => hasReached(one, 'found'));
  const planned = found.filter((one) => hasReached(one, 'planned'));
  const done = planned.filter((one) => hasReached(one, 'done'));
  const closed = done.filter((one) => hasReached(one, 'closed'));
  const back = recurred && closed.filter(({ id }) => recurred.has(id));
  const whole = [FUNNEL_TITLES.found, found.length] as const;
  const bar = (step: FunnelStep, count: number, of: readonly [string, number] = whole): FunnelBar => ({
    step,
    count,
    share: shareOf([FUNNEL_TITLES[step], count], of),
  });
  return [
    { step: 'found', count: found.length },
    bar('planned', planned.length),
    bar('done', done.length),
    bar('closed', closed.length),
    ...(back ? [bar('recurred', back.length, [FUNNEL_TITLES.closed, closed.length])] : []),
  ];
};
