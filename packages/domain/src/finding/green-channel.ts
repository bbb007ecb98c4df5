import { fail, ok, type Result } from '../result.ts';
import type { FindingChange } from './change.ts';
import { type Finding, type FindingAggregate, isOpen } from './finding.ts';

/** F06: the working days of each gate are shared out by this, rounded up; the gates themselves stay. Data. */
export const GREEN_CHANNEL = { divisor: 2 } as const;

/** Working days a gate has: fewer on the green channel, never none. */
export const gateDays = (days: number, { green }: Pick<Finding, 'green'>): number =>
  green ? Math.max(1, Math.ceil(days / GREEN_CHANNEL.divisor)) : days;

/** Puts a finding on the green channel or takes it off, with a reason. Limits that run keep their day. */
export const setGreenChannel = (
  { finding }: Pick<FindingAggregate, 'finding'>,
  { on, reason }: { readonly on: boolean; readonly reason: string },
  today: string,
): Result<FindingChange> => {
  if (finding.state === 'closing')
    return fail('conflict', 'closeout_locked', '销号流程进行中，不能调整绿色通道。');
  if (!isOpen(finding.state))
    return fail('conflict', 'state_not_open', '只有已反馈、尚未销号的问题可以列入绿色通道。');
  if (on === (finding.green !== undefined))
    return fail('conflict', 'green_channel_unchanged', on ? '该问题已在绿色通道。' : '该问题不在绿色通道。');
  return ok({
    finding: { ...finding, green: on ? { since: today } : undefined },
    event: { type: on ? 'finding.green_channel_opened' : 'finding.green_channel_ended', data: { reason } },
  });
};
