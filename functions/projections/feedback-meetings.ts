import type { Matter, UnitMeetingContent } from '@xuncha/domain';
import { feedbackMeetingItem, matterFromItem, type Table } from '@xuncha/store';
import type { TableChange } from '../stream-events.ts';

export const isFeedbackMeeting = (matter: Matter | undefined): matter is Matter<UnitMeetingContent> =>
  matter?.kind === 'meeting' && (matter.content as UnitMeetingContent).type === 'feedback';

/** HQ's overview follows the units' feedback meetings; a record that comes late finds a newer line and leaves it. */
export const projectFeedbackMeetings = async (
  records: readonly TableChange[],
  { table, hqTenant }: { readonly table: Table; readonly hqTenant: string },
  nameOf: (table: Table, tenantId: string) => Promise<string>,
): Promise<void> => {
  for (const { after } of records) {
    const meeting = matterFromItem(after);
    if (!isFeedbackMeeting(meeting)) continue;
    await table.putNewer(feedbackMeetingItem(hqTenant, meeting, await nameOf(table, meeting.tenantId)));
  }
};
