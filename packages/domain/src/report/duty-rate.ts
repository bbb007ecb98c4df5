import type { CalendarDate } from '../limits/index.ts';
import type { DutyStatus, DutySubmission } from './duty.ts';
import { type Share, shareOf } from './share.ts';

/** What the rate needs to know of a duty. */
export interface RatedDuty {
  readonly status: DutyStatus;
  readonly due?: CalendarDate;
  /** The latest submission that was not returned: late or on time; absent where there is none. */
  readonly late?: boolean;
}

/** A returned report has not been handed in; what was handed in last counts. */
export const standingSubmission = (submissions: readonly DutySubmission[]): DutySubmission | undefined => {
  const last = submissions.at(-1);
  return last?.decision?.outcome === 'returned' ? undefined : last;
};

/** Has its day passed? What is due today is not late yet; what fell away was never due. */
const isDue = ({ status, due }: RatedDuty, today: CalendarDate): boolean =>
  status !== 'lapsed' && due !== undefined && due < today;

/** Its day has passed and no report stands that was handed in by then. */
export const isMissed = (duty: RatedDuty, today: CalendarDate): boolean =>
  isDue(duty, today) && duty.late !== false;

/** On-time rate: on time ÷ due so far. */
export const onTimeRate = (duties: readonly RatedDuty[], today: CalendarDate): Share => {
  const due = duties.filter((duty) => isDue(duty, today));
  return shareOf(['按时报送', due.filter(({ late }) => late === false).length], ['已到期', due.length]);
};
