import type { Matter, UnitMeetingContent } from '@xuncha/domain';
import { contentOf } from './finding-items.ts';
import { type Key, keys } from './keys.ts';
import type { Item, Table } from './table.ts';

/** A one-to-one feedback meeting as HQ counts it (D05): a projection of the unit's meeting. */
export interface FeedbackMeeting {
  readonly tenantId: string;
  readonly tenantName: string;
  readonly id: string;
  readonly title: string;
  readonly date: string;
  readonly leaders: readonly string[];
  readonly status: string;
  readonly version: number;
}

/** The line of a feedback meeting in HQ's own partition, by the year it was held in. */
export const feedbackMeetingItem = (
  hqTenantId: string,
  { tenantId, id, title, status, version, content }: Matter<UnitMeetingContent>,
  tenantName: string,
): Item & Key & { readonly version: number } => {
  const { date, leaders = [] } = content;
  const row: FeedbackMeeting = { tenantId, tenantName, id, title, date, leaders, status, version };
  return { ...keys.feedbackMeeting(hqTenantId, { date, tenantId, id }), kind: 'feedback_meeting', ...row };
};

/** Those of a year that stand, in order of their days: 36 units × 250 bytes are 1.5 RCU. */
export const listFeedbackMeetings = async (
  table: Table,
  hqTenantId: string,
  year: string,
): Promise<FeedbackMeeting[]> =>
  (await table.queryAll({ partition: keys.feedbackMeetingsPk(hqTenantId, year) }))
    .map((item) => contentOf<FeedbackMeeting>(item))
    .filter(({ status }) => status !== 'withdrawn');
