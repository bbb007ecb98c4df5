import type { DecisionInput } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { keys } from './keys.ts';
import type { Item, Table, Write } from './table.ts';

/** One decision of the leading group, as its meeting lists it (G05); the decision itself stands with the case. */
export interface MeetingDecision {
  readonly tenantId: string;
  readonly findingId: string;
  readonly no: string;
  readonly title: string;
  readonly caseId: string;
  readonly visit: number;
  readonly outcome: 'approve' | 'return' | 'continuous';
  readonly returnTo?: DecisionInput['returnTo'];
  readonly reason?: string;
  readonly nextCheckDate?: string;
  readonly closeoutNo?: string;
  readonly byName: string;
  readonly at: string;
}

/** The meeting's line of a decision, in the transaction of the decision itself: none is missing, none is there twice. */
export const meetingDecisionWrite = (
  hqTenantId: string,
  meetingId: string,
  decision: MeetingDecision,
): Write => ({
  put: { ...keys.meetingDecision(hqTenantId, meetingId, decision), kind: 'meeting_decision', ...decision },
  ifAbsent: true,
});

/** A page of what a meeting decided, oldest first: lines of some 400 bytes, 100 of them 5 RCU. */
export const listMeetingDecisions = async (
  table: Table,
  hqTenantId: string,
  meetingId: string,
  page: { readonly limit: number; readonly startKey?: Item },
): Promise<{ readonly items: MeetingDecision[]; readonly lastKey?: Item }> => {
  const { items, lastKey } = await table.query({
    partition: keys.meeting(hqTenantId, meetingId).pk,
    prefix: 'DEC#',
    ...page,
  });
  return { items: items.map((item) => contentOf<MeetingDecision>(item)), lastKey };
};
