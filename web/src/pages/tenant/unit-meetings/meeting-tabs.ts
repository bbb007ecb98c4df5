export const MEETING_TABS = ['meetings', 'actions', 'instructions', 'guidance'] as const;
export type MeetingTab = (typeof MEETING_TABS)[number];

export const meetingTabPath = (tenantId: string, tab: MeetingTab): string =>
  `/t/${tenantId}/unit-meetings${tab === 'meetings' ? '' : `?tab=${tab}`}`;
